package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.ExitCode;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Redactor;
import dev.dbm.model.Report;
import dev.dbm.model.Secret;
import dev.dbm.report.JsonReport;
import dev.dbm.report.MarkdownReport;
import dev.dbm.report.Notice;
import dev.dbm.safety.Notification;
import dev.dbm.safety.ReportFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What follows a run that changes a database, however it ended: its report is kept, and those who want to know are told. */
final class Epilogue {
    private Epilogue() {}

    /** The report, with what became of keeping and telling it. Neither changes how the run ended. */
    static Report of(Settings settings, Progress progress, Report report) {
        if (report.outcome() == Report.Outcome.NOTHING) {
            return report;
        }
        List<Problem> problems = new ArrayList<>();
        List<String> files = keep(settings, report, problems);
        tell(settings, progress, report, problems);
        return report.and(problems, files);
    }

    /** Markdown for the ticket, JSON for programs. */
    private static List<String> keep(Settings settings, Report report, List<Problem> problems) {
        Environment environment = settings.environment();
        if (environment.reportDir().isEmpty() || report.run().isEmpty()) {
            return List.of();
        }
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("md", MarkdownReport.render(report));
        forms.put("json", JsonReport.render(report));
        try {
            return new ReportFolder(environment.reportDir().get())
                    .write(report.run().get().at(), environment.name(), report.command(), forms).stream()
                            .map(file -> shown(settings, file))
                            .toList();
        } catch (ProblemException e) {
            e.problems().forEach(problem -> problems.add(problem.asWarning()));
            return List.of();
        }
    }

    private static String shown(Settings settings, Path file) {
        Path project = settings.project().toAbsolutePath();
        Path absolute = file.toAbsolutePath();
        return (absolute.startsWith(project) ? project.relativize(absolute) : absolute)
                .toString()
                .replace('\\', '/');
    }

    private static void tell(Settings settings, Progress progress, Report report, List<Problem> problems) {
        Environment.Notify notify = settings.environment().notification();
        Notification notification = new Notification(
                notify.webhook(),
                notify.command(),
                settings.project(),
                settings.environment().hookTimeout(),
                redactor(settings));
        if (notification.wanted() && worthTelling(report)) {
            progress.stage("Notifying");
            problems.addAll(notification.send(
                    Notice.of(report, notify.fullReport()), JsonReport.render(report), variables(settings, report)));
        }
    }

    /** A run that was refused touched nothing, and whoever started it knows; that it met a lock is worth knowing elsewhere. */
    private static boolean worthTelling(Report report) {
        return report.outcome() != Report.Outcome.REFUSED
                || report.exitCode() == ExitCode.BUSY
                || report.migrations().stream().anyMatch(Report.Item::ran);
    }

    /** Takes out of a program's output what must not be shown. */
    static Redactor redactor(Settings settings) {
        return new Redactor(settings.secrets().stream().map(Secret::reveal).toList());
    }

    /** What a program that runs after a run finds in its environment, beside all that dbm was started with. */
    static Map<String, String> variables(Settings settings, Report report) {
        return Map.of(
                "DBM_COMMAND", report.command(),
                "DBM_OUTCOME", report.outcome().name().toLowerCase(Locale.ROOT),
                "DBM_EXIT", String.valueOf(report.exitCode().code()),
                "DBM_ENV", settings.environment().name(),
                "DBM_SCHEMA", settings.schema());
    }
}

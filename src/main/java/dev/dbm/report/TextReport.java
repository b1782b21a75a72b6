package dev.dbm.report;

import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a terminal of a hundred columns. */
public final class TextReport {
    static final int WIDTH = 100;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    private TextReport(Ink ink) {
        this.ink = ink;
    }

    /** The report, ending in a line break. Where it holds only a script, that script as it is. */
    public static String render(Report report, boolean colour) {
        if (report.script().isPresent() && report.exitCode().code() == 0) {
            String script = report.script().get();
            return script.isEmpty() || script.endsWith("\n") ? script : script + "\n";
        }
        TextReport text = new TextReport(new Ink(colour));
        text.write(report);
        return text.end();
    }

    /** Only the problems, ending in a line break; empty where there are none. */
    public static String problems(Report report, boolean colour) {
        TextReport text = new TextReport(new Ink(colour));
        text.problems(report);
        return text.end();
    }

    private void write(Report report) {
        header(report);
        settings(report);
        switch (report.command()) {
            case "status" -> table(report);
            case "plan" -> report.migrations().forEach(item -> block(PlanText.lines(item, ink)));
            default -> ran(report);
        }
        history(report);
        if (!report.drift().isEmpty() && !ProblemText.showsDrift(report)) {
            section("Drift: the database differs from what its migrations build", DifferenceText.lines(report.drift()));
        }
        if (!report.files().isEmpty()) {
            block(report.files().stream()
                    .map(file -> "wrote " + Visible.line(file))
                    .toList());
        }
        report.backup().ifPresent(backup -> block(List.of(RunText.backup(backup))));
        report.run().map(RunText::verified).filter(lines -> !lines.isEmpty()).ifPresent(this::block);
        List<String> maintenance = Maintenance.lines(report);
        if (!maintenance.isEmpty()) {
            section("Maintenance window", maintenance);
        }
        problems(report);
        List<String> adoption = AdoptionScript.lines(report);
        if (!adoption.isEmpty()) {
            List<String> text = new ArrayList<>(List.of(AdoptionScript.TITLE + ":"));
            // as it is: blanks in front of a line could stand inside a literal
            text.addAll(adoption);
            block(text);
        }
        if (!report.remarks().isEmpty()) {
            block(report.remarks().stream().map(Visible::line).toList());
        }
        List<String> last = new ArrayList<>();
        last.add(summary(report));
        report.run()
                .flatMap(Report.Run::rollback)
                .filter(rollback -> report.next().filter(rollback::equals).isEmpty())
                .ifPresent(rollback -> last.add("to go back: " + Visible.line(rollback)));
        report.next().ifPresent(next -> last.add("next: " + ink.bold(Visible.line(next))));
        block(last);
    }

    private String summary(Report report) {
        String text = Summary.of(report);
        return switch (report.outcome()) {
            case DONE, NOTHING -> ink.green(text);
            case REFUSED, FAILED, PARTIAL -> ink.red(text);
        };
    }

    private void header(Report report) {
        List<String> parts = new ArrayList<>();
        report.environment().ifPresent(name -> parts.add(ink.bold(Visible.line(name))));
        report.database().ifPresent(database -> {
            parts.add(Visible.line(database.url()) + (database.embedded() ? " (embedded)" : ""));
            parts.add("schema " + Visible.line(database.schema()));
            parts.add("PostgreSQL " + Visible.line(database.server()));
        });
        if (!parts.isEmpty()) {
            List<String> head = new ArrayList<>(List.of(String.join("  ", parts)));
            report.run().ifPresent(run -> head.add(ink.dim(RunText.head(run))));
            block(head);
        }
    }

    private void settings(Report report) {
        if (!report.settings().isEmpty()) {
            Columns table = new Columns(List.of("setting", "value", "from"), 1);
            report.settings().forEach(setting -> table.add(setting.name(), setting.value(), setting.source()));
            block(table.lines(WIDTH));
        }
    }

    private void table(Report report) {
        Columns table = new Columns(List.of("version", "description", "state", "undo", "applied (UTC)", "took"), 1)
                .paint(2, this::paintState)
                .paint(3, ink::verdict);
        for (Report.Item item : report.migrations()) {
            table.add(
                    item.version().map(Version::text).orElse("(repeatable)"),
                    item.description(),
                    item.state().word(),
                    undo(item),
                    item.appliedAt().map(MINUTE::format).orElse(""),
                    item.tookMs().isPresent() ? Took.words(item.tookMs().getAsLong()) : "");
        }
        if (!table.isEmpty()) {
            block(table.lines(WIDTH));
        }
    }

    private static String undo(Report.Item item) {
        boolean none = item.version().isEmpty() || item.state() == State.BASELINE;
        return none ? "" : item.verdict().word();
    }

    private String paintState(String cell) {
        return switch (cell.strip()) {
            case "applied", "baseline" -> ink.green(cell);
            case "failed", "missing", "changed", "out-of-order" -> ink.red(cell);
            default -> ink.yellow(cell);
        };
    }

    /** What ran, for the commands that run something. */
    private void ran(Report report) {
        Columns table = new Columns(List.of("version", "description", "state", "undo", "took"), 1)
                .paint(2, this::paintState)
                .paint(3, ink::verdict);
        for (Report.Item item : report.migrations()) {
            table.add(
                    item.version().map(Version::text).orElse("(repeatable)"),
                    item.description(),
                    item.state().word()
                            + (item.ran() || item.state() != State.PENDING ? "" : ", not run")
                            + retries(item),
                    undo(item),
                    item.ran() && item.tookMs().isPresent()
                            ? Took.words(item.tookMs().getAsLong())
                            : "");
        }
        if (!table.isEmpty()) {
            block(table.lines(WIDTH));
        }
        report.migrations().forEach(item -> item.reason()
                .ifPresent(reason -> lines.add("  " + Visible.line(item.script()) + ": " + Visible.line(reason))));
    }

    /** How often it was tried again. */
    static String retries(Report.Item item) {
        return switch (item.retries()) {
            case 0 -> "";
            case 1 -> ", tried again once";
            default -> ", tried again " + item.retries() + " times";
        };
    }

    private void history(Report report) {
        if (!report.history().isEmpty()) {
            section("History", HistoryText.lines(report.history(), WIDTH - 2));
        }
    }

    private void problems(Report report) {
        for (Problem problem : ProblemText.sorted(report)) {
            block(ProblemText.text(report, problem, ink));
        }
    }

    private void section(String title, List<String> content) {
        List<String> text = new ArrayList<>();
        text.add(title);
        content.forEach(line -> text.add("  " + line));
        block(text);
    }

    /** A paragraph: an empty line stands before each but the first. */
    private void block(List<String> content) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.addAll(content);
    }

    private String end() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}

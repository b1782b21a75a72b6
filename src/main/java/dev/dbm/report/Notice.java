package dev.dbm.report;

import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A message about a run for a chat, as Slack's incoming webhooks take it. A summary names migrations and codes of problems; the facts
 * of a problem may hold SQL, rows and the values of placeholders, and stay out unless the full report is wanted.
 */
public final class Notice {
    private static final int NAMED = 20;

    /** Slack cuts a message off at 40,000 characters. */
    private static final int LONGEST = 30_000;

    private Notice() {}

    /** The JSON document with the message. */
    public static String of(Report report, boolean full) {
        List<String> lines = new ArrayList<>();
        lines.add("dbm " + report.command()
                + report.environment().map(name -> " on " + Visible.line(name)).orElse("") + ": "
                + Summary.outcome(report) + " (" + report.exitCode().name() + ")");
        lines.add(Summary.of(report));
        report.database()
                .ifPresent(database ->
                        lines.add(Visible.line(database.url()) + ", schema " + Visible.line(database.schema())));
        report.run().ifPresent(run -> lines.add(RunText.head(run)));
        report.migrations().stream()
                .limit(NAMED)
                .forEach(item -> lines.add("- "
                        + item.version().map(Version::text).orElse("repeatable") + " "
                        + Visible.line(item.description()) + ": " + item.state().word()));
        if (report.migrations().size() > NAMED) {
            lines.add("- and " + (report.migrations().size() - NAMED) + " more");
        }
        report.problems().stream()
                .filter(Problem::isError)
                .map(problem -> ProblemText.label(problem) + " " + ProblemText.place(problem))
                .distinct()
                .forEach(lines::add);
        report.backup().ifPresent(backup -> lines.add(RunText.backup(backup)));
        report.run()
                .flatMap(Report.Run::rollback)
                .ifPresent(rollback -> lines.add("To go back: " + Visible.line(rollback)));
        String text = String.join("\n", lines);
        return document(escaped(full ? text + "\n```\n" + cut(TextReport.render(report, false)) + "```" : text));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n...\n";
    }

    /** The three characters that Slack reads as its markup, so that no name can call a channel or hide a link. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String document(String text) {
        StringWriter document = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), document)) {
            json.writeStartObject();
            json.writeStringProperty("text", text);
            json.writeEndObject();
        }
        return document.toString();
    }
}

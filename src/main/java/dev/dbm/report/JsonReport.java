package dev.dbm.report;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Leg;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report for programs: one document, whatever the outcome. Fields are only ever added. A value that is not there is
 * {@code null}, a list without elements is empty, times are ISO 8601 in UTC, durations milliseconds.
 */
public final class JsonReport {
    private final JsonWriter json;

    private JsonReport(JsonWriter json) {
        this.json = json;
    }

    /** The document, ending in a line break. */
    public static String render(Report report) {
        return JsonWriter.document(json -> new JsonReport(json).write(report));
    }

    private void write(Report report) {
        json.text("command", report.command());
        json.text("outcome", Summary.outcome(report));
        json.object("exit", () -> {
            json.number("code", report.exitCode().code());
            json.text("name", report.exitCode().name());
        });
        json.text("environment", report.environment());
        json.object("database", report.database(), database -> {
            json.text("url", database.url());
            json.text("schema", database.schema());
            json.text("server", database.server());
            json.flag("embedded", database.embedded());
        });
        json.objects("migrations", report.migrations(), this::migration);
        json.objects("problems", ProblemText.sorted(report), this::problem);
        json.object("backup", report.backup(), backup -> {
            json.text("file", backup.file());
            json.number("bytes", backup.bytes());
            json.text("sha256", backup.sha256());
        });
        json.object("run", report.run(), run -> {
            json.text("at", run.at().toString());
            json.text("by", run.by());
            json.text("mode", run.mode());
            json.objects("verified", run.verified(), one -> {
                json.text("what", one.what());
                json.flag("held", one.held());
                json.text("detail", one.detail());
            });
            json.text("rollback", run.rollback());
        });
        new EffectsJson(json).maintenance(report);
        json.texts("remarks", report.remarks());
        json.objects("drift", report.drift(), difference -> {
            difference(difference);
            json.texts("adopt", difference.adopt());
        });
        json.objects("history", report.history(), this::entry);
        json.objects("settings", report.settings(), setting -> {
            json.text("name", setting.name());
            json.text("value", setting.value());
            json.text("source", setting.source());
        });
        json.texts("files", report.files());
        json.text("script", report.script());
        json.text("next", report.next());
        json.number("tookMs", report.tookMs());
        json.text("dbm", Product.version());
    }

    private void migration(Report.Item item) {
        json.text("version", item.version().map(Version::text));
        json.text("description", item.description());
        json.text("state", item.state().word());
        json.text("script", item.script());
        if (item.version().isPresent()) {
            json.object("undo", Optional.of(item), this::undo);
        } else {
            json.nothing("undo");
        }
        json.objects("changes", item.rehearsal().map(PairResult::changes).orElse(List.of()), this::difference);
        EffectsJson effects = new EffectsJson(json);
        json.object("effects", () -> effects.of(item));
        effects.findings(item.insight().findings());
        json.object("window", () -> effects.windows(item.insight()));
        json.text("sql", item.sql());
        json.flag("ran", item.ran());
        json.number("retries", item.retries());
        json.text("appliedAt", item.appliedAt().map(Instant::toString));
        json.number(
                "tookMs", item.tookMs().isPresent() ? Optional.of(item.tookMs().getAsLong()) : Optional.empty());
    }

    private void undo(Report.Item item) {
        Optional<PairResult> rehearsal = item.rehearsal();
        json.text("script", item.undoScript());
        json.text("verdict", item.verdict().word());
        json.text("leg", rehearsal.flatMap(PairResult::failedLeg).map(Leg::word));
        json.flag("dataChecked", rehearsal.map(PairResult::dataChecked).orElse(false));
        json.objects("differences", rehearsal.map(PairResult::differences).orElse(List.of()), this::difference);
        json.objects("notes", rehearsal.map(PairResult::notes).orElse(List.of()), note -> {
            json.text("kind", note.kind());
            json.text("object", note.object());
            json.text("text", note.text());
        });
        json.objects("dataLoss", rehearsal.map(PairResult::dataLoss).orElse(List.of()), this::loss);
        json.text("reason", item.reason());
        json.flag("remembered", rehearsal.map(PairResult::remembered).orElse(false));
        json.number("tookMs", rehearsal.map(PairResult::tookMs));
    }

    private void loss(DataLoss loss) {
        json.text("table", loss.table());
        json.text("column", loss.column());
        json.number("lost", loss.lost());
        json.number("of", loss.of());
        json.text("how", loss.how().word());
        json.flag("generated", loss.generated());
    }

    private void difference(Difference difference) {
        json.text("leg", difference.leg().word());
        json.text("kind", difference.kind());
        json.text("object", difference.object());
        json.text("change", difference.change().word());
        json.text("before", difference.before());
        json.text("after", difference.after());
    }

    private void problem(Problem problem) {
        json.text("code", problem.code().name());
        json.text("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        json.text("script", problem.script());
        json.number("line", problem.line());
        json.text("message", problem.message());
        json.text("next", problem.next().isEmpty() ? Optional.empty() : Optional.of(problem.next()));
    }

    private void entry(JournalEntry entry) {
        json.number("id", entry.id());
        json.text("run", entry.run());
        json.text("at", entry.at().toString());
        json.text("action", entry.action().name().toLowerCase(Locale.ROOT));
        json.text("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
        json.text("version", entry.version().map(Version::text));
        json.text("description", entry.description());
        json.text("script", entry.script());
        json.text("undoScript", entry.undo().map(JournalEntry.KeptScript::script));
        json.text("environment", entry.environment());
        json.text("role", entry.by().role());
        json.text("person", entry.by().person());
        json.text("host", entry.by().host());
        json.text("dbm", entry.by().dbm());
        json.text("backup", entry.backup());
        json.text("detail", entry.detail());
        json.number("tookMs", entry.tookMs());
    }
}

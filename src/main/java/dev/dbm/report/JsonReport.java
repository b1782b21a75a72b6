package dev.dbm.report;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Leg;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * A report for programs: one document, whatever the outcome. Fields are only ever added. A value that is not there is
 * {@code null}, a list without elements is empty, times are ISO 8601 in UTC, durations milliseconds.
 */
public final class JsonReport {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /** The document, ending in a line break. */
    public static String render(Report report) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(new Indented(), text)) {
            new JsonReport(generator).write(report);
        }
        return escapeHidden(text.toString()) + "\n";
    }

    /** Every line break by {@code \n}, on every platform. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indent = new DefaultIndenter("  ", "\n");
            return new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }

    /** JSON allows invisible characters in strings, terminals obey some of them; outside strings there are none. */
    private static String escapeHidden(String document) {
        StringBuilder safe = new StringBuilder(document.length());
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < document.length()
                    && Character.isLowSurrogate(document.charAt(i + 1));
            int point = pair ? Character.toCodePoint(c, document.charAt(i + 1)) : c;
            if (c != '\n' && Visible.hidden(point)) {
                safe.append(String.format("\\u%04x", (int) c));
                if (pair) {
                    safe.append(String.format("\\u%04x", (int) document.charAt(i + 1)));
                }
            } else {
                safe.appendCodePoint(point);
            }
            i += pair ? 1 : 0;
        }
        return safe.toString();
    }

    private void write(Report report) {
        json.writeStartObject();
        text("command", report.command());
        text("outcome", Summary.outcome(report));
        json.writeObjectPropertyStart("exit");
        json.writeNumberProperty("code", report.exitCode().code());
        text("name", report.exitCode().name());
        json.writeEndObject();
        text("environment", report.environment());
        object("database", report.database(), database -> {
            text("url", database.url());
            text("schema", database.schema());
            text("server", database.server());
            json.writeBooleanProperty("embedded", database.embedded());
        });
        objects("migrations", report.migrations(), this::migration);
        objects("problems", ProblemText.sorted(report), this::problem);
        object("backup", report.backup(), backup -> {
            text("file", backup.file());
            json.writeNumberProperty("bytes", backup.bytes());
            text("sha256", backup.sha256());
        });
        object("run", report.run(), run -> {
            text("at", run.at().toString());
            text("by", run.by());
            text("mode", run.mode());
            objects("verified", run.verified(), one -> {
                text("what", one.what());
                json.writeBooleanProperty("held", one.held());
                text("detail", one.detail());
            });
            text("rollback", run.rollback());
        });
        texts("remarks", report.remarks());
        objects("drift", report.drift(), difference -> {
            difference(difference);
            texts("adopt", difference.adopt());
        });
        objects("history", report.history(), this::entry);
        objects("settings", report.settings(), setting -> {
            text("name", setting.name());
            text("value", setting.value());
            text("source", setting.source());
        });
        texts("files", report.files());
        text("script", report.script());
        text("next", report.next());
        json.writeNumberProperty("tookMs", report.tookMs());
        text("dbm", Product.version());
        json.writeEndObject();
    }

    private void migration(Report.Item item) {
        text("version", item.version().map(Version::text));
        text("description", item.description());
        text("state", item.state().word());
        text("script", item.script());
        if (item.version().isPresent()) {
            object("undo", Optional.of(item), this::undo);
        } else {
            json.writeNullProperty("undo");
        }
        objects("changes", item.rehearsal().map(PairResult::changes).orElse(List.of()), this::difference);
        json.writeObjectPropertyStart("effects");
        List<Difference> gone = item.rehearsal().map(PairResult::changes).orElse(List.of()).stream()
                .filter(change -> change.change() == Difference.Change.GONE)
                .toList();
        // Only what was looked for may be read as absent.
        texts("observed", item.rehearsal().isPresent() ? List.of("drops") : List.of());
        texts("locks", List.of());
        texts("rewrites", List.of());
        objects("drops", gone, drop -> {
            text("kind", drop.kind());
            text("object", drop.object());
        });
        json.writeEndObject();
        text("sql", item.sql());
        json.writeBooleanProperty("ran", item.ran());
        json.writeNumberProperty("retries", item.retries());
        text("appliedAt", item.appliedAt().map(Instant::toString));
        if (item.tookMs().isPresent()) {
            json.writeNumberProperty("tookMs", item.tookMs().getAsLong());
        } else {
            json.writeNullProperty("tookMs");
        }
    }

    private void undo(Report.Item item) {
        Optional<PairResult> rehearsal = item.rehearsal();
        text("script", item.undoScript());
        text("verdict", item.verdict().word());
        text("leg", rehearsal.flatMap(PairResult::failedLeg).map(Leg::word));
        json.writeBooleanProperty(
                "dataChecked", rehearsal.map(PairResult::dataChecked).orElse(false));
        objects("differences", rehearsal.map(PairResult::differences).orElse(List.of()), this::difference);
        objects("notes", rehearsal.map(PairResult::notes).orElse(List.of()), note -> {
            text("kind", note.kind());
            text("object", note.object());
            text("text", note.text());
        });
        objects("dataLoss", rehearsal.map(PairResult::dataLoss).orElse(List.of()), this::loss);
        text("reason", item.reason());
        json.writeBooleanProperty(
                "remembered", rehearsal.map(PairResult::remembered).orElse(false));
        if (rehearsal.isPresent()) {
            json.writeNumberProperty("tookMs", rehearsal.get().tookMs());
        } else {
            json.writeNullProperty("tookMs");
        }
    }

    private void loss(DataLoss loss) {
        text("table", loss.table());
        text("column", loss.column());
        json.writeNumberProperty("lost", loss.lost());
        json.writeNumberProperty("of", loss.of());
        text("how", loss.how().word());
        json.writeBooleanProperty("generated", loss.generated());
    }

    private void difference(Difference difference) {
        text("leg", difference.leg().word());
        text("kind", difference.kind());
        text("object", difference.object());
        text("change", difference.change().word());
        text("before", difference.before());
        text("after", difference.after());
    }

    private void problem(Problem problem) {
        text("code", problem.code().name());
        text("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        text("script", problem.script());
        if (problem.line().isPresent()) {
            json.writeNumberProperty("line", problem.line().getAsInt());
        } else {
            json.writeNullProperty("line");
        }
        text("message", problem.message());
        text("next", problem.next().isEmpty() ? Optional.empty() : Optional.of(problem.next()));
    }

    private void entry(JournalEntry entry) {
        json.writeNumberProperty("id", entry.id());
        text("run", entry.run());
        text("at", entry.at().toString());
        text("action", entry.action().name().toLowerCase(Locale.ROOT));
        text("outcome", entry.outcome().name().toLowerCase(Locale.ROOT));
        text("version", entry.version().map(Version::text));
        text("description", entry.description());
        text("script", entry.script());
        text("undoScript", entry.undo().map(JournalEntry.KeptScript::script));
        text("environment", entry.environment());
        text("role", entry.by().role());
        text("person", entry.by().person());
        text("host", entry.by().host());
        text("dbm", entry.by().dbm());
        text("backup", entry.backup());
        text("detail", entry.detail());
        json.writeNumberProperty("tookMs", entry.tookMs());
    }

    private void text(String name, String value) {
        json.writeStringProperty(name, value);
    }

    private void text(String name, Optional<String> value) {
        if (value.isPresent()) {
            json.writeStringProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    private void texts(String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }

    private <T> void object(String name, Optional<T> value, Consumer<T> fields) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        fields.accept(value.get());
        json.writeEndObject();
    }

    private <T> void objects(String name, List<T> values, Consumer<T> fields) {
        json.writeArrayPropertyStart(name);
        for (T value : values) {
            json.writeStartObject();
            fields.accept(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}

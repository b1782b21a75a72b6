package dev.dbm.run;

import dev.dbm.engine.HalfRun;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.postgres.HistoryRepair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repeatable that ran outside a transaction and did not come to its end. It has no version: its name is its description, or its
 * file's name.
 *
 * @param rows its failed rows in the history; none where the process was killed
 * @param half how far it came, where the journal says so
 */
record FailedRepeatable(String description, String script, List<HistoryRow> rows, Optional<HalfRun> half) {

    /** All of them, by description. */
    static List<FailedRepeatable> of(Inventory inventory) {
        Map<String, FailedRepeatable> found = new LinkedHashMap<>();
        for (HalfRun half : HalfRun.find(inventory.history(), inventory.journal())) {
            if (half.entry().version().isEmpty()) {
                String description = half.entry().description();
                found.put(
                        description,
                        new FailedRepeatable(description, half.entry().script(), List.of(), Optional.of(half)));
            }
        }
        for (HistoryRow row : inventory.history().failed()) {
            if (row.version().isEmpty()) {
                found.merge(
                        row.description(),
                        new FailedRepeatable(row.description(), row.script(), List.of(row), Optional.empty()),
                        FailedRepeatable::and);
            }
        }
        return List.copyOf(found.values());
    }

    /** The one of that name, be it the description or the file's. */
    static Optional<FailedRepeatable> named(Inventory inventory, String name) {
        return of(inventory).stream()
                .filter(failed -> failed.description.equals(name) || failed.script.equals(name))
                .findFirst();
    }

    private FailedRepeatable and(FailedRepeatable other) {
        List<HistoryRow> all = new ArrayList<>(rows);
        all.addAll(other.rows);
        return new FailedRepeatable(description, script, all, half);
    }

    Problem problem() {
        return Problem.in(
                script,
                ProblemCode.FAILED_MIGRATION,
                "The repeatable ran outside a transaction and did not come to its end"
                        + half.map(came -> ": " + ReportItems.halfRun(came)).orElse("") + ".",
                move(script));
    }

    /** What to do about a repeatable, as a command. */
    static String move(String script) {
        return "look at what it left and take that back, then: dbm repair --forget " + ShellWord.of(script)
                + "   (the next migrate runs it again)";
    }

    static Problem unfit(String name) {
        return Problem.of(
                ProblemCode.NOT_MENDABLE,
                "'" + name
                        + "' is neither a version nor a repeatable that failed or is half run, so --forget has nothing"
                        + " to forget.",
                "dbm repair lists what is wrong");
    }

    /** Makes it count as never run. */
    void forget(HistoryRepair repair, RunRecord record) {
        var entry = record.forgotten(description, script);
        rows.forEach(row -> repair.forget(row, entry));
        if (rows.isEmpty()) {
            repair.note(entry);
        }
    }
}

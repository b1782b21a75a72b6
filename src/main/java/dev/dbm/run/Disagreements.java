package dev.dbm.run;

import dev.dbm.engine.HalfRun;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.planning.Conflicts;
import java.util.ArrayList;
import java.util.List;

/** Where files and target disagree, half-run scripts included: no run goes on until a person has looked. */
final class Disagreements {
    private Disagreements() {}

    static List<Problem> of(Inventory inventory, boolean outOfOrder) {
        List<Problem> problems = new ArrayList<>(Conflicts.of(inventory.standings(), outOfOrder));
        for (HalfRun half : HalfRun.find(inventory.history(), inventory.journal())) {
            if (half.entry().version().isEmpty()) {
                problems.add(Problem.in(
                        half.entry().script(),
                        ProblemCode.FAILED_MIGRATION,
                        "The repeatable ran outside a transaction and did not come to its end: "
                                + ReportItems.halfRun(half) + ".",
                        "look at what it left, mend it, then: dbm repair --forget "
                                + half.entry().description()));
            }
        }
        return problems;
    }
}

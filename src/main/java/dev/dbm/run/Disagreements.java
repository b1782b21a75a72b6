package dev.dbm.run;

import dev.dbm.engine.HalfRun;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.planning.Conflicts;
import dev.dbm.planning.Standing;
import java.util.ArrayList;
import java.util.List;

/** Where files and target disagree, half-run scripts included: no run goes on until a person has looked. */
final class Disagreements {
    private Disagreements() {}

    static List<Problem> of(Inventory inventory, boolean outOfOrder) {
        List<Problem> problems = new ArrayList<>(withMoves(inventory, Conflicts.of(inventory.standings(), outOfOrder)));
        FailedRepeatable.of(inventory).forEach(failed -> problems.add(failed.problem()));
        return problems;
    }

    /** The same problems; those about half-run scripts say how far these came, and every way on. */
    static List<Problem> withMoves(Inventory inventory, List<Problem> problems) {
        List<Problem> told = new ArrayList<>(problems);
        for (HalfRun half : HalfRun.find(inventory.history(), inventory.journal())) {
            told.replaceAll(problem -> isAbout(half, problem, inventory) ? withMoves(half, problem) : problem);
        }
        return told;
    }

    private static boolean isAbout(HalfRun half, Problem problem, Inventory inventory) {
        return problem.code() == ProblemCode.FAILED_MIGRATION
                && half.entry()
                        .version()
                        .flatMap(inventory.standings()::find)
                        .map(Standing::script)
                        .equals(problem.script());
    }

    private static Problem withMoves(HalfRun half, Problem problem) {
        boolean undo = half.entry().action() == JournalEntry.Action.UNDO;
        return Problem.in(
                problem.script().orElseThrow(),
                problem.code(),
                problem.message() + " " + ReportItems.halfRun(half) + ".",
                HalfRunMoves.of(half.entry().version(), half.entry().script(), undo));
    }
}

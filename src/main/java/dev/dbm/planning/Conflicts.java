package dev.dbm.planning;

import dev.dbm.model.HistoryRow;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/** Where files and target disagree, so that no run may go on until a person has looked. */
public final class Conflicts {
    private Conflicts() {}

    /**
     * Every conflict, lowest version first.
     *
     * @param outOfOrder whether pending migrations below the head are welcome
     */
    public static List<Problem> of(Standings standings, boolean outOfOrder) {
        List<Problem> problems = new ArrayList<>();
        for (Standing standing : standings.versions()) {
            switch (standing.state()) {
                case FAILED -> problems.add(failed(standing));
                case CHANGED -> problems.add(changed(standing));
                case MISSING -> problems.add(missing(standing));
                case OUT_OF_ORDER -> {
                    Problem problem = outOfOrder(standing, standings);
                    problems.add(outOfOrder ? problem.asInfo() : problem);
                }
                case APPLIED, PENDING, UNDONE, FAKED, BASELINE -> {}
            }
        }
        return problems;
    }

    private static Problem failed(Standing standing) {
        String version = standing.version().text();
        boolean recorded = standing.row().filter(row -> !row.success()).isPresent();
        String how = recorded
                ? "The last attempt at version " + version + " failed outside a transaction: part of it may stand."
                : "Version " + version
                        + " began outside a transaction and never came to its end: part of it may stand.";
        return Problem.in(
                standing.script(),
                ProblemCode.FAILED_MIGRATION,
                how,
                "look at what it left, then: dbm repair --forget " + version + "   (it is pending again), or dbm repair"
                        + " --mark-applied " + version + "   (you finished it by hand)");
    }

    private static Problem changed(Standing standing) {
        int now = standing.migration().orElseThrow().forward().checksum();
        int then = standing.row().flatMap(HistoryRow::checksum).orElseThrow();
        return Problem.in(
                standing.script(),
                ProblemCode.CHECKSUM_CHANGED,
                "Version " + standing.version() + " was applied with checksum " + then + "; its file has " + now
                        + " now.",
                "put the file back as it was and write a new migration, or: dbm repair --accept-checksum "
                        + standing.version());
    }

    private static Problem missing(Standing standing) {
        boolean kept = standing.kept().isPresent();
        String next = kept
                ? "dbm repair --restore-file " + standing.version() + "   (the journal kept its text)"
                : "get the file back from version control: the journal kept no text of it";
        return Problem.of(
                ProblemCode.APPLIED_FILE_MISSING,
                "Version " + standing.version() + " (" + standing.description()
                        + ") is applied, but its file is not in the migrations folder.",
                next);
    }

    private static Problem outOfOrder(Standing standing, Standings standings) {
        return Problem.in(
                standing.script(),
                ProblemCode.OUT_OF_ORDER,
                "Version " + standing.version() + " is pending, but "
                        + standings.head().map(Object::toString).orElse("") + " is applied already.",
                "give it a version above the head, or run it where it stands with --out-of-order");
    }
}

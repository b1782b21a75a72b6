package dev.dbm.planning;

import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Verdict;
import java.util.List;
import java.util.Optional;

/** What can be said of an undo without a rehearsal. */
public final class Undos {
    private Undos() {}

    /** The verdict on a pair that needs no legs: it declares, or lacks, its way back. */
    public static Optional<Verdict> withoutRehearsal(Migration migration, List<Problem> fileProblems) {
        if (migration.irreversible().isPresent()) {
            return Optional.of(Verdict.IRREVERSIBLE);
        }
        for (Problem problem : fileProblems) {
            if (problem.code() == ProblemCode.UNDO_MISSING && about(problem, migration.forward())) {
                return Optional.of(Verdict.MISSING);
            }
            boolean undo =
                    migration.undo().filter(script -> about(problem, script)).isPresent();
            if (problem.code() == ProblemCode.UNDO_EMPTY && undo) {
                return Optional.of(Verdict.EMPTY);
            }
        }
        return Optional.empty();
    }

    private static boolean about(Problem problem, Script script) {
        return problem.script().filter(script.path()::equals).isPresent();
    }

    /** What files and journal say of a migration's undo. */
    public static Verdict known(Standing standing, List<Problem> fileProblems) {
        Optional<Verdict> proven = standing.applied()
                ? standing.kept().flatMap(JournalEntry::proof).map(JournalEntry.Proof::verdict)
                : Optional.empty();
        return proven.or(() -> standing.migration().flatMap(migration -> withoutRehearsal(migration, fileProblems)))
                .orElse(
                        standing.state() == State.MISSING && standing.kept().isEmpty()
                                ? Verdict.MISSING
                                : Verdict.UNPROVEN);
    }
}

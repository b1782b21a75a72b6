package dev.dbm.rehearsal;

import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import java.util.List;

/** The words for what a leg can find. */
final class LegProblems {
    private LegProblems() {}

    static List<Problem> failed(Migration migration, Leg leg, LegRunner.Failure failure) {
        if (failure instanceof LegRunner.Failure.Refused refused) {
            return refused.problems();
        }
        return List.of(failed(migration, leg, ((LegRunner.Failure.Sql) failure).failure()));
    }

    /** The problem of a script that runs outside the three legs. */
    static List<Problem> failed(ProblemCode code, LegRunner.Failure failure, String next) {
        if (failure instanceof LegRunner.Failure.Refused refused) {
            return refused.problems();
        }
        ScriptFailure said = ((LegRunner.Failure.Sql) failure).failure();
        return List.of(said.problem(code, outsideAdvice(said) + next));
    }

    private static Problem failed(Migration migration, Leg leg, ScriptFailure failure) {
        String file = failure.script().path();
        ProblemCode code =
                switch (leg) {
                    case FORWARD -> ProblemCode.FORWARD_FAILED;
                    case UNDO -> ProblemCode.UNDO_FAILED;
                    case SECOND_FORWARD, TARGET -> ProblemCode.SECOND_FORWARD_FAILED;
                };
        String next =
                switch (leg) {
                    case FORWARD -> "mend " + file + ", then run dbm plan";
                    case UNDO -> undoAdvice(failure) + "mend " + file + ", then run dbm plan";
                    case SECOND_FORWARD, TARGET ->
                        "the undo left something in the way: mend "
                                + migration.undo().map(Script::path).orElse("the undo script")
                                + " so that it takes back everything, then run dbm plan";
                };
        return failure.problem(code, outsideAdvice(failure) + next);
    }

    // 2BP01 dependent_objects_still_exist
    private static String undoAdvice(ScriptFailure failure) {
        return failure.failure().sqlState().equals("2BP01")
                ? "something still depends on it; if that is a repeatable's view, drop the view in the undo script first"
                        + " (rollback runs the repeatable again): "
                : "";
    }

    // 25001 active_sql_transaction: "cannot run inside a transaction block"; 2D000 invalid_transaction_termination: a
    // procedure that commits was called inside one
    static String outsideAdvice(ScriptFailure failure) {
        String state = failure.failure().sqlState();
        return state.equals("25001") || state.equals("2D000")
                ? "the statement cannot run inside a transaction: put it into a migration of its own with the line"
                        + " -- dbm:no-transaction; "
                : "";
    }

    static Problem leftBehind(Migration migration, List<Difference> differences) {
        String undo =
                migration.undo().map(Script::path).orElse(migration.forward().path());
        return Problem.in(
                migration.forward().path(),
                ProblemCode.UNDO_LEFT_BEHIND,
                "After the undo the schema is not what it was" + count(differences),
                "mend " + undo + ", then run dbm plan");
    }

    static Problem unstable(Migration migration, List<Difference> differences) {
        return Problem.in(
                migration.forward().path(),
                ProblemCode.SECOND_FORWARD_DIFFERS,
                "The second forward does not lead where the first did" + count(differences),
                "make the script give the same schema each time it runs (names from a clock, IF NOT EXISTS, leftovers of"
                        + " the undo), then run dbm plan");
    }

    static Problem repeatableUnstable(Script script, List<Difference> differences) {
        return Problem.in(
                script.path(),
                ProblemCode.REPEATABLE_UNSTABLE,
                "Run a second time, the repeatable leaves another schema than the first time" + count(differences)
                        + differences.stream()
                                .map(found -> "\n  " + found.kind() + " " + found.object() + " "
                                        + found.change().word())
                                .collect(java.util.stream.Collectors.joining()),
                "write it so that it can run on top of itself (CREATE OR REPLACE), then run dbm plan");
    }

    private static String count(List<Difference> differences) {
        return differences.size() == 1 ? " (1 difference):" : " (" + differences.size() + " differences):";
    }
}

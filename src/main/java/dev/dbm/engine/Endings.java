package dev.dbm.engine;

import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.LockWait;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import dev.dbm.model.Statement;
import dev.dbm.postgres.DatabaseException;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;

/** Reads what Flyway throws. */
final class Endings {
    private Endings() {}

    /** What an exception out of migrate() means for the steps. */
    static Ending of(
            RuntimeException thrown, Ledger ledger, EngineTarget target, int retries, Optional<LockWait> wait) {
        Optional<ScriptFailure> script = ledger.failure();
        if (script.isPresent() && ledger.running().isPresent()) {
            return failed(ledger.running().get(), script.get(), ledger.nothingLeft(), retries, wait);
        }
        Optional<DatabaseException> database = DatabaseException.within(thrown);
        List<Step> uncommitted = ledger.uncommitted();
        if (database.isPresent() && !uncommitted.isEmpty()) {
            SqlFailure failure = database.get().failure();
            if (failure.connectionLost()) {
                return new Ending.Unknown(uncommitted, failure);
            }
            // The server refused the commit or the history row, and so took everything back that is in a transaction.
            Step step = uncommitted.get(uncommitted.size() - 1);
            ScriptFailure atCommit = new ScriptFailure(
                    step.script(), Statement.of(1, "COMMIT"), step.statements().size(), failure, database.get());
            return new Ending.Failed(step, atCommit, step.transactional(), retries, about(failure, wait));
        }
        List<Problem> problems = problem(thrown, target).stream()
                .map(problem -> problem.code() == ProblemCode.LOCK_TIMEOUT && wait.isPresent()
                        ? problem.withFact(wait.get().describe())
                        : problem)
                .toList();
        return new Ending.Refused(problems, database.map(DatabaseException::failure));
    }

    private static Optional<LockWait> about(SqlFailure failure, Optional<LockWait> wait) {
        return wait.filter(seen -> failure.lockNotAvailable());
    }

    private static Ending failed(
            Step step, ScriptFailure failure, boolean nothingLeft, int retries, Optional<LockWait> wait) {
        if (failure.failure().connectionLost() && !step.transactional()) {
            return new Ending.Unknown(List.of(step), failure.failure());
        }
        return new Ending.Failed(step, failure, nothingLeft, retries, about(failure.failure(), wait));
    }

    /** What an exception says that is about no script. */
    static List<Problem> problem(RuntimeException thrown, EngineTarget target) {
        if (thrown instanceof ProblemException ours) {
            return ours.problems();
        }
        Optional<DatabaseException> database = DatabaseException.within(thrown);
        return List.of(
                database.isPresent() ? databaseProblem(database.get().failure()) : flywayProblem(thrown, target));
    }

    private static Problem databaseProblem(SqlFailure failure) {
        String said = failure.message() + " (SQLSTATE " + failure.sqlState() + ")";
        if (failure.connectionLost()) {
            return Problem.of(
                    ProblemCode.CONNECTION_LOST,
                    "The connection was lost, but not while a script was running or committing: " + said,
                    "run dbm status, then the same command again");
        }
        if (failure.privilegeMissing()) {
            return Problem.of(
                    ProblemCode.NO_PRIVILEGE,
                    "The role may not write the schema history and the journal: " + said,
                    "connect as the owner of schema and tables");
        }
        if (failure.lockNotAvailable()) {
            return Problem.of(ProblemCode.LOCK_TIMEOUT, "A lock could not be had in time: " + said, "try again later");
        }
        return Problem.of(
                ProblemCode.SQL_FAILED,
                "The schema history or the journal could not be written: " + said,
                "look at the server's log");
    }

    private static Problem flywayProblem(RuntimeException thrown, EngineTarget target) {
        String said = String.valueOf(thrown.getMessage());
        String history = target.schema() + "." + target.table();
        if (thrown instanceof FlywayException flyway
                && flyway.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return Problem.of(
                    ProblemCode.NOT_ADOPTED,
                    "Schema " + target.schema() + " holds objects but no schema history " + history + ".",
                    "record what is there as applied: dbm migrate --fake --to <version>");
        }
        if (thrown instanceof FlywayException flyway
                && flyway.getErrorCode() == CoreErrorCode.DUPLICATE_DELETED_MIGRATION) {
            return Problem.of(
                    ProblemCode.HISTORY_UNREADABLE,
                    "Two rows of " + history + " take one version back without a run between them: " + said,
                    "delete the later of the two rows");
        }
        if (thrown instanceof FlywayMigrateException) {
            return Problem.of(
                    ProblemCode.FAILED_MIGRATION,
                    "The schema history " + history + " holds a failed row: " + said,
                    "mend it: dbm repair");
        }
        if (said.startsWith("Number of retries exceeded")) {
            return Problem.of(
                    ProblemCode.LOCKED,
                    "Another Flyway holds the lock on " + history + ".",
                    "wait until it has finished, then try again");
        }
        return Problem.of(ProblemCode.UNEXPECTED, "Flyway stopped: " + said, "report this as a bug of dbm");
    }
}

package dev.dbm.run;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.SqlFailure;
import dev.dbm.postgres.DatabaseException;
import java.util.List;

/** Why a run cannot go on, where it was not a script that failed but something that dbm does itself between scripts. */
final class OwnFailures {
    private OwnFailures() {}

    /** The problems that the exception stands for; what is a fault of dbm's own is thrown again. */
    static List<Problem> problems(RuntimeException e) {
        if (e instanceof ProblemException ours) {
            return ours.problems();
        }
        if (e instanceof DatabaseException database) {
            SqlFailure failure = database.failure();
            String said = failure.message() + " (SQLSTATE " + failure.sqlState() + ")";
            if (failure.connectionLost()) {
                return List.of(Problem.of(
                        ProblemCode.CONNECTION_LOST,
                        "The connection was lost between scripts: " + said + ". What is told as done is done.",
                        "run dbm status, then the same command again"));
            }
            if (failure.sqlState().equals("42501")) {
                return List.of(Problem.of(
                        ProblemCode.NO_PRIVILEGE,
                        "The role may not do that: " + said + ".",
                        "use the role that the migrations run as, or grant what the message names"));
            }
            if (failure.lockNotAvailable()) {
                return List.of(Problem.of(
                        ProblemCode.LOCK_TIMEOUT,
                        "The catalog could not be read in time, because somebody holds a lock: " + said + ".",
                        "see who holds it (pg_stat_activity, pg_blocking_pids), then run it again"));
            }
        }
        throw e;
    }
}

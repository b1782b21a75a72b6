package dev.dbm.engine;

import dev.dbm.model.LockWait;
import dev.dbm.model.Problem;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import java.util.List;
import java.util.Optional;

/**
 * What became of the steps.
 *
 * @param done the steps that are done and recorded, in order
 * @param ending how it ended
 * @param remarks what a person should know of how it went
 */
public record EngineResult(List<Done> done, Ending ending, List<String> remarks) {
    public EngineResult {
        done = List.copyOf(done);
        remarks = List.copyOf(remarks);
    }

    /**
     * A step that is done and recorded.
     *
     * @param tookMs how long its script ran, in milliseconds
     * @param retries how often it was tried again before, because a lock was not to be had
     */
    public record Done(Step step, long tookMs, int retries) {}

    /** How a run ended. */
    public sealed interface Ending {
        /** Every step is done. */
        record Completed() implements Ending {}

        /**
         * The script of a step failed.
         *
         * @param rolledBack whether nothing of it is left; otherwise the statements before the failed one stay, the history
         *     holds a failed row and the journal says which statement it was
         * @param retries how often it was tried again before
         * @param waited whom it waited for last, where it failed for want of a lock and that was seen
         */
        record Failed(Step step, ScriptFailure failure, boolean rolledBack, int retries, Optional<LockWait> waited)
                implements Ending {}

        /**
         * A guard said no, or the database does not allow it, before anything of the next step had run.
         *
         * @param failure what the server said, where it was the server
         */
        record Refused(List<Problem> problems, Optional<SqlFailure> failure) implements Ending {
            public Refused {
                problems = List.copyOf(problems);
            }

            Refused(List<Problem> problems) {
                this(problems, Optional.empty());
            }
        }

        /**
         * The connection was lost while the steps' work was being committed, or while a script without transaction ran:
         * only the journal (by the run's id) and the history can say whether they are done.
         *
         * @param steps the steps in question: one, or with one transaction for all of them, all
         */
        record Unknown(List<Step> steps, SqlFailure failure) implements Ending {
            public Unknown {
                steps = List.copyOf(steps);
            }
        }
    }

    public boolean completed() {
        return ending instanceof Ending.Completed;
    }
}

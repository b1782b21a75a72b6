package dev.dbm.engine;

import dev.dbm.model.Problem;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import java.util.List;

/**
 * What became of the steps.
 *
 * @param done the steps that are done and recorded, in order
 * @param ending how it ended
 */
public record EngineResult(List<Done> done, Ending ending) {
    public EngineResult {
        done = List.copyOf(done);
    }

    /**
     * A step that is done and recorded.
     *
     * @param tookMs how long its script ran, in milliseconds
     */
    public record Done(Step step, long tookMs) {}

    /** How a run ended. */
    public sealed interface Ending {
        /** Every step is done. */
        record Completed() implements Ending {}

        /**
         * The script of a step failed.
         *
         * @param rolledBack whether nothing of it is left; otherwise the statements before the failed one stay, the history
         *     holds a failed row and the journal says which statement it was
         */
        record Failed(Step step, ScriptFailure failure, boolean rolledBack) implements Ending {}

        /** A guard said no, or the database does not allow it, before anything of the next step had run. */
        record Refused(List<Problem> problems) implements Ending {
            public Refused {
                problems = List.copyOf(problems);
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

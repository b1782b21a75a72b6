package dev.dbm.rehearsal;

import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Version;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.rehearsal.Rehearsal.Result;
import dev.dbm.rehearsal.Rehearsal.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves a long chain in two halves at once, each on a scratch of its own. The second scratch gets the first half forward only,
 * which is quick, and what it finds counts only if the first half, rehearsed, ends in the very catalog that the second began
 * with. Otherwise the second half is rehearsed again where the first one ended.
 */
public final class Halves {
    /** Below so many pairs a second scratch costs more than it spares. */
    private static final int WORTHWHILE = 60;

    // A pair forward only costs about an eighth of its legs, so the first half can be a little larger.
    private static final double FIRST_SHARE = 0.53;

    private Halves() {}

    /** Whether a task is worth two scratches. Repeatables are unwound through all pairs, so they want one. */
    public static boolean worthwhile(Task task) {
        return task.migrations().size() >= WORTHWHILE && task.due().isEmpty();
    }

    /**
     * Runs the task.
     *
     * @param first on its base
     * @param other makes the second scratch
     */
    public static Result run(Rehearsal first, Rehearsal.Setup other, Task task) {
        int cut = (int) (task.migrations().size() * FIRST_SHARE);
        Attempt attempt = new Attempt(other, task.afterAlone(cut));
        attempt.start();
        Result one;
        Optional<Result> two;
        try {
            one = first.run(task.first(cut));
        } finally {
            two = attempt.end();
        }
        String met = one.end().digest();
        Result rest =
                two.filter(result -> result.start().digest().equals(met)).orElseGet(() -> first.run(task.after(cut)));
        Map<Version, PairResult> pairs = new LinkedHashMap<>(one.pairs());
        pairs.putAll(rest.pairs());
        List<Problem> problems = new ArrayList<>(one.problems());
        problems.addAll(rest.problems());
        List<String> remarks = new ArrayList<>(one.remarks());
        rest.remarks().stream().filter(remark -> !remarks.contains(remark)).forEach(remarks::add);
        return new Result(pairs, problems, one.start(), rest.end(), remarks);
    }

    /** The second half on a thread of its own. */
    private static final class Attempt extends Thread {
        private final Rehearsal.Setup setup;
        private final Task task;
        private Optional<Result> result = Optional.empty();

        private Attempt(Rehearsal.Setup setup, Task task) {
            super("dbm-second-half");
            setDaemon(true);
            this.setup = setup;
            this.task = task;
        }

        @Override
        public void run() {
            try {
                result = Optional.of(Rehearsal.prepare(setup).run(task));
            } catch (ProblemException | DatabaseException e) {
                // Whatever it is, it is met again where the first half ended, and told then.
                result = Optional.empty();
            }
        }

        private Optional<Result> end() {
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            return result;
        }
    }
}

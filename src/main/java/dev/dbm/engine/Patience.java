package dev.dbm.engine;

import dev.dbm.model.LockPolicy;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import dev.dbm.postgres.OutsideRunner;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and how long one script is waited for that could not have its lock. The waits grow, so that whoever queued behind the
 * last try gets through, and are jittered, so that two who met do not meet again.
 */
final class Patience {
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** After what ended without anybody queueing for long: a deadlock, or a conflict of serializable transactions. */
    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private final LockPolicy policy;
    private final Progress progress;
    private int used;

    Patience(LockPolicy policy, Progress progress) {
        this.policy = policy;
        this.progress = progress;
    }

    /** How often it was tried again. */
    int used() {
        return used;
    }

    /** Waits, where another try may help and one is left; tells whether to try again. */
    boolean again(String what, SqlFailure failure) {
        if (!failure.transientLock() || used >= policy.retries()) {
            return false;
        }
        used++;
        Duration pause = pause(failure);
        progress.remark(String.format(
                Locale.ROOT,
                "%s: %s; trying again in %.1f s (%d of %d)",
                what,
                failure.message(),
                pause.toMillis() / 1000.0,
                used,
                policy.retries()));
        sleep(pause);
        return true;
    }

    /** Runs a script without transaction. A statement that could not have its lock runs again, where nothing of it is left. */
    void run(OutsideRunner runner, Script script, int from) {
        int at = from;
        while (true) {
            try {
                runner.run(at);
                return;
            } catch (ScriptFailure e) {
                at = e.completed();
                if (!e.failure().transientLock() || !runner.leftNothing(e) || !again(script.fileName(), e.failure())) {
                    throw e;
                }
            }
        }
    }

    private Duration pause(SqlFailure failure) {
        boolean timedOut =
                failure.sqlState().equals("55P03") && !policy.timeout().isZero();
        Duration first = timedOut ? atLeast(policy.timeout(), SHORTEST) : BRIEFLY;
        Duration longest = atLeast(LONGEST, first);
        long grown = first.toMillis() << Math.min(used - 1, 20);
        long millis = Math.min(grown, longest.toMillis());
        return Duration.ofMillis(Math.round(millis * ThreadLocalRandom.current().nextDouble(0.75, 1.25)));
    }

    private static Duration atLeast(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.of(ProblemCode.INTERRUPTED, "The wait for a lock was interrupted.", "run it again"));
        }
    }
}

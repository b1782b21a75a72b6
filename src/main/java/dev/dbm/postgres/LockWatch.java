package dev.dbm.postgres;

import dev.dbm.model.LockPolicy;
import dev.dbm.model.LockWait;
import dev.dbm.model.LockWait.Blocker;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Watches one session from a second one, because whoever waits for a lock cannot ask for whom: tells each wait while it lasts,
 * remembers the last one for the problem that may come of it, and ends idle blockers where that was allowed.
 */
public final class LockWatch implements AutoCloseable {
    private static final Duration SELDOM = Duration.ofSeconds(1);
    private static final Duration OFTEN = Duration.ofMillis(40);

    private final Supplier<Session> sessions;
    private final int pid;
    private final LockPolicy policy;
    private final Progress progress;
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private volatile Optional<LockWait> last = Optional.empty();
    private String lastQuery = "";
    private List<Integer> told = List.of();

    private LockWatch(Supplier<Session> sessions, int pid, LockPolicy policy, Progress progress) {
        this.sessions = sessions;
        this.pid = pid;
        this.policy = policy;
        this.progress = progress;
    }

    /**
     * Watches that session until the watch is closed.
     *
     * @param sessions opens the second session, once the first has been at work for a moment
     */
    public static LockWatch over(Session watched, Supplier<Session> sessions, LockPolicy policy, Progress progress) {
        LockWatch watch = new LockWatch(sessions, watched.pid(), policy, progress);
        Thread thread = new Thread(watch::run, "lock-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /** The last wait of the statement that ran last, as far as it was seen. */
    public Optional<LockWait> last() {
        return last;
    }

    /** Whom it ended, in words. Waits for a look that is on its way: the script that it freed may be done before it. */
    public synchronized List<String> ended() {
        return List.copyOf(ended);
    }

    private void run() {
        try {
            if (over.await(interval(), TimeUnit.MILLISECONDS)) {
                return;
            }
            try (Session session = sessions.get()) {
                while (look(session) && !over.await(interval(), TimeUnit.MILLISECONDS)) {
                    continue;
                }
            }
        } catch (DatabaseException | ProblemException e) {
            // It only looks on: what it cannot see is missing in a message, and no reason for a run to fail.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Often enough to see every wait before its timeout, without being a load where none is set. */
    private long interval() {
        Duration often = policy.timeout().isZero() ? SELDOM : policy.timeout().dividedBy(5);
        Duration least = often.compareTo(OFTEN) < 0 ? OFTEN : often;
        return (least.compareTo(SELDOM) < 0 ? least : SELDOM).toMillis();
    }

    private boolean look(Session session) {
        Optional<Blockers.Sight> sight = Blockers.look(session, pid);
        if (sight.isEmpty()) {
            return false;
        }
        boolean another = !sight.get().query().equals(lastQuery);
        Optional<LockWait> wait = sight.get().waiting();
        if (wait.isPresent()) {
            List<Integer> pids =
                    wait.get().blockers().stream().map(Blocker::pid).toList();
            if (another || !pids.equals(told)) {
                progress.remark(wait.get().describe());
            }
            told = pids;
            lastQuery = sight.get().query();
            last = wait;
            terminate(session, wait.get());
        } else if (another && sight.get().active()) {
            last = Optional.empty();
        }
        return true;
    }

    private synchronized void terminate(Session session, LockWait wait) {
        if (!policy.terminateIdle()) {
            return;
        }
        for (Blocker blocker : wait.blockers()) {
            try {
                if (Blockers.terminateIdle(session, blocker.pid(), pid)) {
                    String who = "ended a session that was in the way: " + blocker.describe();
                    ended.add(who);
                    progress.remark(who);
                }
            } catch (DatabaseException e) {
                progress.remark("process " + blocker.pid() + " could not be ended: "
                        + e.failure().message());
            }
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        over.countDown();
    }
}

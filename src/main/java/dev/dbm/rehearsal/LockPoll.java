package dev.dbm.rehearsal;

import dev.dbm.model.LockMode;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RelationStates;
import dev.dbm.postgres.Session;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks again and again at the locks of a session while it runs one statement outside a transaction: such a statement gives them
 * back before it ends. What is held for less than a look takes is not seen.
 */
final class LockPoll {
    private final Map<Long, LockMode> strongest = new HashMap<>();
    private final Thread thread;
    private volatile boolean over;

    LockPoll(Session beside, int pid) {
        this.thread = new Thread(
                () -> {
                    try {
                        while (!over) {
                            RelationStates.locks(beside, pid)
                                    .forEach((oid, mode) -> strongest.merge(
                                            oid, mode, (one, other) -> one.compareTo(other) >= 0 ? one : other));
                        }
                    } catch (DatabaseException e) {
                        over = true;
                    }
                },
                "dbm-locks");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The strongest lock on each relation that was seen. */
    Map<Long, LockMode> end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return strongest;
    }
}

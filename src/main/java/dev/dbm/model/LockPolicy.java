package dev.dbm.model;

import java.time.Duration;

/**
 * What is done about locks that cannot be had.
 *
 * @param timeout how long a statement waits for one; zero waits for ever
 * @param retries how often a script that met the timeout or a deadlock is tried again
 * @param terminateIdle whether sessions that stand in the way, idle in their transaction, are ended
 */
public record LockPolicy(Duration timeout, int retries, boolean terminateIdle) {
    /** One try, and nobody is ended. */
    public static final LockPolicy ONE_TRY = new LockPolicy(Duration.ZERO, 0, false);
}

package dev.dbm.postgres;

import java.time.Duration;
import java.util.Optional;

/**
 * How dbm's sessions begin. The timeouts and the schema are part of the connection itself, so {@code DISCARD ALL} and {@code
 * RESET ALL} return to them.
 *
 * @param applicationName the name in pg_stat_activity
 * @param lockTimeout how long a statement may wait for a lock; zero waits for ever
 * @param statementTimeout how long a statement may run; zero for ever
 * @param schema where unqualified names go, put before what search_path says otherwise
 * @param jit whether the server may compile queries: for one that reads a handful of rows that takes longer than the query
 */
public record ConnectionOptions(
        String applicationName, Duration lockTimeout, Duration statementTimeout, Optional<String> schema, boolean jit) {

    /** No limits, and the search_path as the server has it. */
    public static final ConnectionOptions PLAIN =
            new ConnectionOptions("dbm", Duration.ZERO, Duration.ZERO, Optional.empty(), true);

    /** For the session on a scratch, which reads its catalog after each script: no limits, and nothing compiled. */
    public static final ConnectionOptions REHEARSAL =
            new ConnectionOptions("dbm", Duration.ZERO, Duration.ZERO, Optional.empty(), false);

    /** Options of an ordinary session. */
    public ConnectionOptions(
            String applicationName, Duration lockTimeout, Duration statementTimeout, Optional<String> schema) {
        this(applicationName, lockTimeout, statementTimeout, schema, true);
    }

    public ConnectionOptions {
        if (lockTimeout.isNegative() || statementTimeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative");
        }
    }

    /** The same, with unqualified names going elsewhere. */
    public ConnectionOptions withSchema(String name) {
        return new ConnectionOptions(applicationName, lockTimeout, statementTimeout, Optional.of(name), jit);
    }
}

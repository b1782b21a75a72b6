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
 * @param keepsStatements whether statements stay prepared when the session itself changes the schema, as the driver would
 *     otherwise prepare all of them anew; only for sessions whose prepared statements read nothing but system catalogs
 */
public record ConnectionOptions(
        String applicationName,
        Duration lockTimeout,
        Duration statementTimeout,
        Optional<String> schema,
        boolean keepsStatements) {

    /** No limits, and the search_path as the server has it. */
    public static final ConnectionOptions PLAIN =
            new ConnectionOptions("dbm", Duration.ZERO, Duration.ZERO, Optional.empty(), false);

    /** For the session on a scratch: no limits, and the statements that read the catalog after each script stay prepared. */
    public static final ConnectionOptions REHEARSAL =
            new ConnectionOptions("dbm", Duration.ZERO, Duration.ZERO, Optional.empty(), true);

    /** Options of an ordinary session. */
    public ConnectionOptions(
            String applicationName, Duration lockTimeout, Duration statementTimeout, Optional<String> schema) {
        this(applicationName, lockTimeout, statementTimeout, schema, false);
    }

    public ConnectionOptions {
        if (lockTimeout.isNegative() || statementTimeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative");
        }
    }

    /** The same, with unqualified names going elsewhere. */
    public ConnectionOptions withSchema(String name) {
        return new ConnectionOptions(
                applicationName, lockTimeout, statementTimeout, Optional.of(name), keepsStatements);
    }
}

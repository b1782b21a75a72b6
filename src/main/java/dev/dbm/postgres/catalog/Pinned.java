package dev.dbm.postgres.catalog;

import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.RoundTrip;
import dev.dbm.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Reads with settings that fix how the catalog prints, whatever the script has set, and leaves the session as it was: in an open
 * transaction behind a savepoint, as deferred triggers may still fire at the commit and must see the script's own settings; else
 * in a read-only transaction of its own.
 */
final class Pinned {
    private static final String SAVEPOINT = "dbm_reading";

    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            // Only what stands in pg_catalog prints unqualified; temporary tables last, so that they hide nothing.
            Map.entry("search_path", "pg_catalog, pg_temp"),
            Map.entry("role", "none"),
            Map.entry("standard_conforming_strings", "on"),
            Map.entry("quote_all_identifiers", "off"),
            // Constants in defaults, partition bounds and checks print by these.
            Map.entry("DateStyle", "ISO, MDY"),
            Map.entry("IntervalStyle", "postgres"),
            Map.entry("TimeZone", "UTC"),
            Map.entry("extra_float_digits", "1"),
            Map.entry("bytea_output", "hex"),
            Map.entry("lc_monetary", "C"),
            Map.entry("xmloption", "content"),
            // Planning these queries costs more than running them: keep one plan, compile nothing.
            Map.entry("plan_cache_mode", "force_generic_plan"),
            Map.entry("jit", "off"),
            Map.entry("max_parallel_workers_per_gather", "0"),
            Map.entry("statement_timeout", "0")));

    private static final String PIN = "SELECT "
            + SETTINGS.entrySet().stream()
                    .map(setting -> "set_config(" + Identifiers.literal(setting.getKey()) + ", "
                            + Identifiers.literal(setting.getValue()) + ", true)")
                    .collect(Collectors.joining(", "));

    // The plans are kept from the first time on, when the catalogs may be all but empty; what looks up a few objects
    // must
    // use indexes also when they have grown.
    private static final String PIN_LAST = PIN + ", set_config('enable_seqscan', 'off', true)";

    private Pinned() {}

    /** Runs the reading; its statements must not change anything. */
    static <T> T read(Session session, Supplier<T> reading) {
        Connection connection = session.connection();
        try {
            boolean open = connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
            return open ? behindSavepoint(connection, reading) : inOwnTransaction(connection, reading);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Begins a reading that is the last thing which the open transaction does: the settings stay until its end, which spares the
     * savepoint. Deferred triggers must have fired before.
     */
    static RoundTrip last() {
        return new RoundTrip().then(PIN_LAST, rows -> {});
    }

    private static <T> T behindSavepoint(Connection connection, Supplier<T> reading) {
        pin(connection, "SAVEPOINT " + SAVEPOINT);
        T result = reading.get();
        new RoundTrip()
                .then("ROLLBACK TO SAVEPOINT " + SAVEPOINT)
                .then("RELEASE SAVEPOINT " + SAVEPOINT)
                .run(connection);
        return result;
    }

    private static <T> T inOwnTransaction(Connection connection, Supplier<T> reading) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            pin(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return reading.get();
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private static void pin(Connection connection, String first) {
        new RoundTrip().then(first).then(PIN, rows -> {}).run(connection);
    }
}

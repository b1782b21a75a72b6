package dev.dbm.engine;

import dev.dbm.model.LockPolicy;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.Session;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The database that the engine works on. The search path and timeouts belong into the connections' startup options, so that
 * they survive the cleaning between scripts.
 *
 * @param source where Flyway gets its one connection from
 * @param sessions opens further sessions for journal entries that must survive a rollback; the caller of each closes it
 * @param schema where the history and the journal are and unqualified names go
 * @param schemas all schemas that the migrations own
 * @param table the name of the schema history
 * @param lockRetries how often, once a second, Flyway's lock is asked for while another Flyway holds it
 * @param locks what is done about locks that a script cannot have
 */
public record EngineTarget(
        DataSource source,
        Supplier<Session> sessions,
        String schema,
        List<String> schemas,
        String table,
        int lockRetries,
        LockPolicy locks) {
    /** How often, once a second, another Flyway is waited for. */
    private static final int LOCK_RETRIES = 50;

    public EngineTarget {
        schemas = List.copyOf(schemas);
    }

    /**
     * That database. Flyway's connection is not pooled: a script may leave session locks on it.
     *
     * @param schemas all schemas that the migrations own, the one with the history first
     */
    public static EngineTarget of(Database database, List<String> schemas, String table, LockPolicy locks) {
        return new EngineTarget(
                database.unpooled(), database::session, schemas.get(0), schemas, table, LOCK_RETRIES, locks);
    }
}

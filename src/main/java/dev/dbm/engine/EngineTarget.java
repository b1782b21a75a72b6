package dev.dbm.engine;

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
 */
public record EngineTarget(
        DataSource source,
        Supplier<Session> sessions,
        String schema,
        List<String> schemas,
        String table,
        int lockRetries) {
    public EngineTarget {
        schemas = List.copyOf(schemas);
    }
}

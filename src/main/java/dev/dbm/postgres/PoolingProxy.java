package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Notices a pooler. One that pools transactions gives each transaction whatever server session is free: session locks leak
 * to strangers and settings vanish. All of them answer with a process id of their own making at connection, so a direct
 * connection is told from a pooled one without asking the server anything more than its process id.
 */
final class PoolingProxy {
    private static final int ROUNDS = 3;

    private PoolingProxy() {}

    static Optional<Problem> find(
            DatabaseAddress address, ConnectionOptions options, DataSource source, Connection connection)
            throws SQLException {
        Session session = Session.over(connection);
        if (serverProcess(session) == connection.unwrap(PGConnection.class).getBackendPID()) {
            return Optional.empty();
        }
        try (Connection second = source.getConnection()) {
            Session other = Session.over(second);
            for (int round = 0; round < ROUNDS; round++) {
                if (serverProcess(session) == serverProcess(other)) {
                    return Optional.of(ConnectionProblems.poolingProxy(
                            address, "It lets two sessions of dbm share one session of the server."));
                }
            }
        }
        long lockTimeout = session.queryOne(
                        "SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'", row -> row.getLong(1))
                .orElseThrow();
        return lockTimeout == Connector.millis(options.lockTimeout())
                ? Optional.empty()
                : Optional.of(ConnectionProblems.poolingProxy(address, "It drops the timeouts that dbm sets."));
    }

    private static int serverProcess(Session session) {
        return session.queryOne("SELECT pg_backend_pid()", row -> row.getInt(1)).orElseThrow();
    }
}

package dev.dbm.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * The driver's own source without the way through the DriverManager, which looks for all drivers there are when it is first asked. It
 * can open a connection before somebody asks for one.
 */
final class DirectSource extends PGSimpleDataSource {
    // One for all: each driver looks for a file of settings in every jar before its first connection.
    static final Driver DRIVER = new Driver();

    private static final long serialVersionUID = 1L;

    private static final int VALID_WITHIN_SECONDS = 5;

    private final transient Deque<Connection> ahead = new ArrayDeque<>();
    private transient boolean closed;

    /** Opens one beside what follows, for whoever asks next. */
    void openAhead() {
        Thread thread = new Thread(
                () -> {
                    try {
                        keep(super.getConnection());
                    } catch (SQLException e) {
                        // whoever asks next meets it, and tells
                        return;
                    }
                },
                "dbm-connect");
        thread.setDaemon(true);
        thread.start();
    }

    private void keep(Connection connection) throws SQLException {
        synchronized (ahead) {
            if (!closed) {
                ahead.add(connection);
                return;
            }
        }
        connection.close();
    }

    private @Nullable Connection take() {
        synchronized (ahead) {
            return ahead.poll();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        for (Connection kept = take(); kept != null; kept = take()) {
            if (kept.isValid(VALID_WITHIN_SECONDS)) {
                return kept;
            }
            kept.close();
        }
        return super.getConnection();
    }

    /** Closes what nobody asked for. */
    void close() throws SQLException {
        synchronized (ahead) {
            closed = true;
        }
        for (Connection kept = take(); kept != null; kept = take()) {
            kept.close();
        }
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            PGProperty.USER.set(properties, user);
        }
        if (password != null) {
            PGProperty.PASSWORD.set(properties, password);
        }
        Connection connection = DRIVER.connect(getUrl(), properties);
        if (connection == null) {
            throw new PSQLException("The driver does not take its own address.", PSQLState.UNEXPECTED_ERROR);
        }
        return connection;
    }
}

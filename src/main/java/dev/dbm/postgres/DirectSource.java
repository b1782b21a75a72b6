package dev.dbm.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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

    /** So long a connection that was kept may take to prove that it is alive. */
    static final int VALID_WITHIN_SECONDS = 5;

    private final transient Deque<FutureTask<Connection>> ahead = new ArrayDeque<>();

    /** Opens one beside what follows, for whoever asks next. */
    void openAhead() {
        FutureTask<Connection> opening = new FutureTask<>(super::getConnection);
        synchronized (ahead) {
            ahead.add(opening);
        }
        Thread thread = new Thread(opening, "dbm-connect");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Connection getConnection() throws SQLException {
        for (Optional<Connection> kept = take(); kept.isPresent(); kept = take()) {
            if (kept.get().isValid(VALID_WITHIN_SECONDS)) {
                return kept.get();
            }
            kept.get().close();
        }
        return super.getConnection();
    }

    /** What was opened ahead, once it is open. */
    private Optional<Connection> take() {
        FutureTask<Connection> opening;
        synchronized (ahead) {
            opening = ahead.poll();
        }
        if (opening == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(opening.get());
        } catch (ExecutionException e) {
            // whoever asks meets it again, and tells
            return take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Closes what nobody asked for. */
    void close() throws SQLException {
        for (Optional<Connection> kept = take(); kept.isPresent(); kept = take()) {
            kept.get().close();
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

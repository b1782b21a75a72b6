package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.HostSpec;

/**
 * One connection to PostgreSQL, and so one server session. Not for use by two threads at once. Every failure is a {@link
 * DatabaseException}.
 */
public final class Session implements AutoCloseable {
    private final Connection connection;
    private final Ending ending;

    private Session(Connection connection, Ending ending) {
        this.connection = connection;
        this.ending = ending;
    }

    /** What closing a session does with its connection. */
    @FunctionalInterface
    interface Ending {
        void end(Connection connection) throws SQLException;
    }

    /** A session over an open connection; closing the session closes (or gives back) the connection. */
    public static Session over(Connection connection) {
        return new Session(connection, Connection::close);
    }

    /** A session over a connection that goes on after it. */
    static Session lent(Connection connection, Ending ending) {
        return new Session(connection, ending);
    }

    /** Reads one row into a value. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement, or several separated by semicolons, and drops what it returns. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs a whole script in one message: the server finds its statements, not the driver, which errs on functions written
     * with {@code BEGIN ATOMIC}. Unless it says otherwise it is one transaction (manual: "Multiple Statements in a Simple
     * Query").
     */
    public void executeScript(String sql) {
        lastResult(sql);
    }

    /** Runs a whole script in one message, and reads the first column of the last result that its statements return. */
    List<String> lastResult(String sql) {
        try (Statement statement = connection.createStatement()) {
            return lastColumn(statement, executeAtOnce(statement, sql));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Sends all of it in one message of the simple protocol, which leaves finding the statements to the server. */
    static boolean executeAtOnce(Statement statement, String sql) throws SQLException {
        QueryExecutor executor =
                statement.getConnection().unwrap(BaseConnection.class).getQueryExecutor();
        PreferQueryMode usual = executor.getPreferQueryMode();
        executor.setPreferQueryMode(PreferQueryMode.EXTENDED_FOR_PREPARED);
        try {
            statement.setEscapeProcessing(false);
            return statement.execute(sql);
        } finally {
            executor.setPreferQueryMode(usual);
        }
    }

    private static List<String> lastColumn(Statement statement, boolean first) throws SQLException {
        List<String> values = List.of();
        boolean rows = first;
        while (rows || statement.getUpdateCount() >= 0) {
            if (rows) {
                values = new ArrayList<>();
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        values.add(result.getString(1));
                    }
                }
            }
            rows = statement.getMoreResults();
        }
        return values;
    }

    /** Runs a statement with parameters and tells how many rows it changed. */
    public int update(String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Runs a query and reads every row. */
    public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            return readAll(rows, reader);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs a query that is made for this once. The driver keeps no trace of it: in its cache of statements it would take the
     * place of one that is needed again.
     */
    <T> List<T> queryOnce(String sql, RowReader<T> reader) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(sql)) {
                return readAll(rows, reader);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static <T> List<T> readAll(ResultSet rows, RowReader<T> reader) throws SQLException {
        List<T> values = new ArrayList<>();
        while (rows.next()) {
            values.add(reader.read(rows));
        }
        return values;
    }

    /** Runs a query that returns one row at most. */
    public <T> Optional<T> queryOne(String sql, RowReader<T> reader, Object... parameters) {
        List<T> values = query(sql, reader, parameters);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** The address with the one server that this session is on, where it names several. */
    DatabaseAddress server(DatabaseAddress several) {
        try {
            HostSpec host =
                    connection.unwrap(BaseConnection.class).getQueryExecutor().getHostSpec();
            return new DatabaseAddress(
                    host.getHost(),
                    String.valueOf(host.getPort()),
                    several.database(),
                    several.user(),
                    several.password(),
                    several.parameters());
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Opens a transaction: from here on nothing is kept until {@link #commit()}. */
    public void begin() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Keeps what the transaction did, and ends it. */
    public void commit() {
        try {
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Keeps what the transaction did, and runs these statements after it, all in one message. */
    List<String> commitAndRun(String sql) {
        return endAndRun("COMMIT", sql);
    }

    /** Drops what the transaction did, and runs these statements after it, all in one message. */
    List<String> rollbackAndRun(String sql) {
        return endAndRun("ROLLBACK", sql);
    }

    private List<String> endAndRun(String end, String sql) {
        List<String> result = lastResult(end + "; " + sql);
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return result;
    }

    /** Drops what the transaction did, and ends it. */
    public void rollback() {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The number of the server's process behind this session. */
    public int pid() {
        return backend().getBackendPID();
    }

    /** The server's major version. */
    public int major() {
        try {
            return connection.getMetaData().getDatabaseMajorVersion();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Whether no transaction is open, not even a failed one. */
    boolean outsideTransaction() {
        return backend().getTransactionState() == TransactionState.IDLE;
    }

    private BaseConnection backend() {
        try {
            return connection.unwrap(BaseConnection.class);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The connection itself, for the engine that needs one to hand on. */
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            ending.end(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}

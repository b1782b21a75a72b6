package dev.dbm.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;

/**
 * Several statements sent at once: a round trip costs as much as most of these statements do. They stay prepared on the server,
 * because planning them costs more than running them in a small database.
 */
public final class RoundTrip {
    private final List<String> texts = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    /** Begins with what has the statements of this message, or of the open transaction, planned once, and for large catalogs. */
    public static RoundTrip planned() {
        return new RoundTrip()
                .then(
                        "SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)",
                        rows -> {});
    }

    /** What reads a statement's rows. */
    @FunctionalInterface
    public interface Reader {
        void read(ResultSet rows) throws SQLException;
    }

    /** Adds a statement that returns no rows. */
    public RoundTrip then(String sql) {
        texts.add(sql);
        return this;
    }

    /** Adds a query; an array of OIDs is given as {@code Long[]}. */
    public RoundTrip then(String sql, Reader reader, Object... values) {
        texts.add(sql);
        readers.add(reader);
        parameters.addAll(List.of(values));
        return this;
    }

    /** Adds a query whose rows are read one by one. */
    public RoundTrip each(String sql, Reader row, Object... values) {
        return then(
                sql,
                rows -> {
                    while (rows.next()) {
                        row.read(rows);
                    }
                },
                values);
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Sends all statements and reads all rows. */
    public void run(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(String.join(";\n", texts))) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            for (int i = 0; i < parameters.size(); i++) {
                Object value = parameters.get(i);
                if (value instanceof Long[] oids) {
                    statement.setArray(i + 1, connection.createArrayOf("oid", oids));
                } else {
                    statement.setObject(i + 1, value);
                }
            }
            read(statement, statement.execute(), readers);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Reads every result of what was executed, those with rows by one reader each.
     *
     * @param first whether the first result has rows
     */
    static void read(Statement executed, boolean first, List<Reader> readers) throws SQLException {
        int reader = 0;
        boolean rows = first;
        while (rows || executed.getUpdateCount() >= 0) {
            if (rows) {
                try (ResultSet result = executed.getResultSet()) {
                    readers.get(reader++).read(result);
                }
            }
            rows = executed.getMoreResults();
        }
    }
}

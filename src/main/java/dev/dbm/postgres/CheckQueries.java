package dev.dbm.postgres;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs queries that are expected to return nothing. */
public final class CheckQueries {
    private CheckQueries() {}

    /**
     * The first rows of a query.
     *
     * @param lines each row as {@code column = value} pairs
     * @param more whether there are more than those
     */
    public record Rows(List<String> lines, boolean more) {
        public Rows {
            lines = List.copyOf(lines);
        }

        public int count() {
            return lines.size();
        }

        /** How many rows, in words. */
        public String shown() {
            return more
                    ? "more than " + lines.size() + " rows, the first of which are"
                    : count() == 1 ? "1 row" : count() + " rows";
        }

        public String text() {
            return "  " + String.join("\n  ", lines);
        }
    }

    /**
     * Runs the query in a read-only transaction, which is rolled back.
     *
     * @throws DatabaseException when it fails
     */
    public static Rows run(Database database, String sql, int most) {
        try (Session session = database.dedicated()) {
            session.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
            session.begin();
            try (Statement statement = session.connection().createStatement()) {
                statement.setEscapeProcessing(false);
                // a check that finds millions of rows sends only the first few
                statement.setFetchSize(most + 1);
                return statement.execute(sql) ? read(statement.getResultSet(), most) : new Rows(List.of(), false);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            } finally {
                session.rollback();
            }
        }
    }

    private static Rows read(ResultSet rows, int most) throws SQLException {
        ResultSetMetaData labels = rows.getMetaData();
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            if (lines.size() == most) {
                return new Rows(lines, true);
            }
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= labels.getColumnCount(); i++) {
                values.add(labels.getColumnLabel(i) + " = " + rows.getString(i));
            }
            lines.add(String.join(", ", values));
        }
        return new Rows(lines, false);
    }
}

package dev.dbm.postgres;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** Reads Flyway's schema history without Flyway, whose classes take longer to load than the table to read. */
public final class HistoryTable {
    private HistoryTable() {}

    /**
     * The history as it stands; {@link History#NONE} where the table is not there.
     *
     * @throws ProblemException HISTORY_UNREADABLE where the role may not read it, or it is not Flyway's table
     */
    public static History read(Session session, String schema, String table) {
        if (!Relations.exists(session, schema, table)) {
            return History.NONE;
        }
        try {
            return new History(
                    true,
                    session.query(
                            "SELECT installed_rank, version, description, type, script, checksum, installed_by,"
                                    + " installed_on, execution_time, success FROM "
                                    + Identifiers.qualified(schema, table) + " ORDER BY installed_rank",
                            HistoryTable::row));
        } catch (DatabaseException e) {
            if (e.failure().privilegeMissing() || e.failure().sqlState().startsWith("42")) {
                throw new ProblemException(unreadable(schema, table, e.failure().message()), e);
            }
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(unreadable(schema, table, String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * Records that what a repeatable made is gone, so that it counts as never run: a row of type DELETE without a version, as
     * Flyway's own repair writes for a repeatable whose file is missing.
     */
    public static void forgetRepeatable(Session session, String schema, String table, Script script) {
        String name = Identifiers.qualified(schema, table);
        session.update(
                "INSERT INTO " + name + " (installed_rank, version, description, type, script, checksum, installed_by,"
                        + " execution_time, success) SELECT coalesce(max(installed_rank), 0) + 1, NULL, ?, 'DELETE', ?, ?,"
                        + " current_user, 0, true FROM " + name,
                script.description(),
                script.fileName(),
                script.checksum());
    }

    /** Forgets every row; a table that is not there has none. */
    public static void clear(Session session, String schema, String table) {
        if (exists(session, schema, table)) {
            session.execute("DELETE FROM " + Identifiers.qualified(schema, table));
        }
    }

    /** Whether the table is there. */
    public static boolean exists(Session session, String schema, String table) {
        return Relations.exists(session, schema, table);
    }

    private static HistoryRow row(ResultSet row) throws SQLException {
        Timestamp installedOn = row.getTimestamp("installed_on");
        return new HistoryRow(
                row.getInt("installed_rank"),
                Optional.ofNullable(row.getString("version")).map(Version::of),
                row.getString("description"),
                row.getString("type"),
                row.getString("script"),
                Optional.ofNullable((Integer) row.getObject("checksum")),
                row.getString("installed_by"),
                installedOn == null ? Instant.EPOCH : installedOn.toInstant(),
                row.getInt("execution_time"),
                row.getBoolean("success"));
    }

    private static Problem unreadable(String schema, String table, String why) {
        return Problem.of(
                ProblemCode.HISTORY_UNREADABLE,
                "The schema history " + schema + "." + table + " cannot be read: " + why,
                "let the role of this connection read it (GRANT SELECT), or name the right table");
    }
}

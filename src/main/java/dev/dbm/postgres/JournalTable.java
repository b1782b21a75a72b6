package dev.dbm.postgres;

import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Version;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** {@code dbm_journal}: what dbm did to this database. Rows are only ever added. */
public final class JournalTable {
    /** The table's name, beside Flyway's table in the same schema. */
    public static final String NAME = "dbm_journal";

    private static final String COLUMNS = "id, run, at, action, outcome, version, description, script, checksum,"
            + " environment, role, person, host, dbm, backup, took_ms, catalog_digest, detail";
    private static final String UNDO_COLUMNS = ", undo_script, undo_sql, undo_config, undo_sha256, undo_checksum,"
            + " ARRAY(SELECT unnest(ARRAY[key, value]) FROM jsonb_each_text(undo_literals)) AS literals,"
            + " ARRAY(SELECT unnest(ARRAY[key, value]) FROM jsonb_each_text(undo_variables)) AS variables";

    private JournalTable() {}

    /** Whether the table is there, and whether this role may read it. */
    public enum Access {
        MISSING,
        UNREADABLE,
        READABLE
    }

    /** What reading the journal would meet. */
    public static Access access(Session session, String schema) {
        if (!Relations.exists(session, schema, NAME)) {
            return Access.MISSING;
        }
        return Relations.readable(session, schema, NAME) ? Access.READABLE : Access.UNREADABLE;
    }

    /**
     * All entries, oldest first; {@link Journal#NONE} where the table is missing or may not be read.
     *
     * @param withUndoText whether the kept undo scripts are read too; without them every entry's undo is empty
     */
    public static Journal read(Session session, String schema, boolean withUndoText) {
        if (!Relations.readable(session, schema, NAME)) {
            return Journal.NONE;
        }
        String sql =
                "SELECT " + COLUMNS + (withUndoText ? UNDO_COLUMNS : "") + " FROM " + name(schema) + " ORDER BY id";
        return new Journal(true, session.query(sql, row -> entry(row, withUndoText)));
    }

    /** Makes the table where it is missing. Nobody but its owner gets a right on it, whatever the defaults grant. */
    public static void create(Session session, String schema) {
        if (Relations.exists(session, schema, NAME)) {
            return;
        }
        session.execute(
                """
                CREATE TABLE IF NOT EXISTS %1$s (
                    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    run            text NOT NULL,
                    at             timestamptz NOT NULL DEFAULT clock_timestamp(),
                    action         text NOT NULL,
                    outcome        text NOT NULL,
                    version        text,
                    description    text NOT NULL,
                    script         text NOT NULL,
                    checksum       integer,
                    environment    text NOT NULL,
                    role           text NOT NULL,
                    person         text NOT NULL,
                    host           text NOT NULL,
                    dbm            text NOT NULL,
                    backup         text,
                    took_ms        bigint NOT NULL,
                    catalog_digest text,
                    detail         text NOT NULL,
                    undo_script    text,
                    undo_sql       text,
                    undo_config    text,
                    undo_sha256    text,
                    undo_checksum  integer,
                    undo_literals  jsonb NOT NULL,
                    undo_variables jsonb NOT NULL
                );
                COMMENT ON TABLE %1$s IS 'What dbm did to this database, and the undo scripts that it proved. Rows are only added.';
                DO $dbm$
                DECLARE grantee text;
                BEGIN
                    FOR grantee IN
                        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
                        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
                        WHERE c.oid = %2$s::regclass AND a.grantee <> c.relowner
                    LOOP
                        EXECUTE 'REVOKE ALL ON TABLE ' || %2$s || ' FROM ' || grantee;
                    END LOOP;
                END $dbm$"""
                        .formatted(name(schema), Identifiers.literal(name(schema))));
    }

    /** Adds an entry. Its number and time are the server's. */
    public static void append(Session session, String schema, JournalEntry entry) {
        Optional<JournalEntry.KeptUndo> undo = entry.undo();
        Map<String, String> literals = undo.map(JournalEntry.KeptUndo::literals).orElse(Map.of());
        Map<String, String> variables =
                undo.map(JournalEntry.KeptUndo::variables).orElse(Map.of());
        // An empty text stands for none in the columns that may be null.
        session.update(
                "INSERT INTO " + name(schema) + " (run, action, outcome, version, description, script, checksum,"
                        + " environment, role, person, host, dbm, backup, took_ms, catalog_digest, detail,"
                        + " undo_script, undo_sql, undo_config, undo_sha256, undo_checksum, undo_literals,"
                        + " undo_variables) VALUES (?, ?, ?, nullif(?, ''), ?, ?, nullif(?, '')::int, ?, ?, ?, ?, ?,"
                        + " nullif(?, ''), ?, nullif(?, ''), ?, nullif(?, ''), nullif(?, ''), nullif(?, ''),"
                        + " nullif(?, ''), nullif(?, '')::int, jsonb_object(?::text[], ?::text[]),"
                        + " jsonb_object(?::text[], ?::text[]))",
                entry.run(),
                word(entry.action()),
                word(entry.outcome()),
                entry.version().map(Version::text).orElse(""),
                entry.description(),
                entry.script(),
                entry.checksum().isPresent() ? String.valueOf(entry.checksum().getAsInt()) : "",
                entry.environment(),
                entry.by().role(),
                entry.by().person(),
                entry.by().host(),
                entry.by().dbm(),
                entry.backup().orElse(""),
                entry.tookMs(),
                entry.catalogDigest().orElse(""),
                entry.detail(),
                undo.map(JournalEntry.KeptUndo::script).orElse(""),
                undo.map(JournalEntry.KeptUndo::sql).orElse(""),
                undo.map(JournalEntry.KeptUndo::config).orElse(""),
                undo.map(JournalEntry.KeptUndo::sha256).orElse(""),
                undo.map(kept -> String.valueOf(kept.checksum())).orElse(""),
                literals.keySet().toArray(String[]::new),
                literals.values().toArray(String[]::new),
                variables.keySet().toArray(String[]::new),
                variables.values().toArray(String[]::new));
    }

    private static JournalEntry entry(ResultSet row, boolean withUndoText) throws SQLException {
        return new JournalEntry(
                row.getLong("id"),
                row.getString("run"),
                row.getTimestamp("at").toInstant(),
                JournalEntry.Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                JournalEntry.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getString("version")).map(Version::of),
                row.getString("description"),
                row.getString("script"),
                optionalInt(row, "checksum"),
                withUndoText ? undo(row) : Optional.empty(),
                row.getString("environment"),
                new JournalEntry.By(
                        row.getString("role"), row.getString("person"), row.getString("host"), row.getString("dbm")),
                Optional.ofNullable(row.getString("backup")),
                row.getLong("took_ms"),
                Optional.ofNullable(row.getString("catalog_digest")),
                row.getString("detail"));
    }

    private static Optional<JournalEntry.KeptUndo> undo(ResultSet row) throws SQLException {
        String sql = row.getString("undo_sql");
        if (sql == null) {
            return Optional.empty();
        }
        return Optional.of(new JournalEntry.KeptUndo(
                text(row, "undo_script"),
                sql,
                text(row, "undo_config"),
                text(row, "undo_sha256"),
                row.getInt("undo_checksum"),
                map(row.getArray("literals")),
                map(row.getArray("variables"))));
    }

    /** Names and values in turn. */
    private static Map<String, String> map(Array pairs) throws SQLException {
        String[] read = (String[]) pairs.getArray();
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < read.length; i += 2) {
            map.put(read[i], read[i + 1]);
        }
        return map;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static OptionalInt optionalInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static String name(String schema) {
        return Identifiers.qualified(schema, NAME);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

package dev.dbm.postgres;

import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.JournalEntry.Proof;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code dbm_journal}: what dbm did to this database. Rows are only ever added. */
public final class JournalTable {
    /** The table's name, beside Flyway's table in the same schema. */
    public static final String NAME = "dbm_journal";

    private static final String COLUMNS = "id, run, at, action, outcome, version, description, script, checksum,"
            + " environment, role, person, host, dbm, backup, took_ms, catalog_digest, detail, proof_key, proof_verdict, proof_loses";
    private static final String KEPT_COLUMNS =
            kept("forward") + kept("undo") + ", proof_undo IS NOT NULL AS proof_undo_known" + pairs("proof_undo");

    private static String kept(String which) {
        return ", " + String.join(", ", columns(which)) + pairs(which + "_literals") + pairs(which + "_variables");
    }

    private static List<String> columns(String which) {
        return Stream.of("script", "sql", "config", "sha256", "checksum")
                .map(name -> which + "_" + name)
                .toList();
    }

    /** Names and values of a JSON object in turn. */
    private static String pairs(String column) {
        return ", ARRAY(SELECT unnest(ARRAY[key, value]) FROM jsonb_each_text(" + column + ")) AS " + column;
    }

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
     * @param withTexts whether kept scripts are read too; without them every entry lacks them
     */
    public static Journal read(Session session, String schema, boolean withTexts) {
        if (!Relations.readable(session, schema, NAME)) {
            return Journal.NONE;
        }
        String sql = "SELECT " + COLUMNS + (withTexts ? KEPT_COLUMNS : "") + " FROM " + name(schema) + " ORDER BY id";
        return new Journal(true, session.query(sql, row -> entry(row, withTexts)));
    }

    /** Makes the table where it is missing. Nobody but its owner gets a right on it, whatever the defaults grant. */
    public static void create(Session session, String schema) {
        if (Relations.exists(session, schema, NAME)) {
            return;
        }
        session.execute(
                """
                CREATE TABLE IF NOT EXISTS %1$s (
                    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    run               text NOT NULL,
                    at                timestamptz NOT NULL DEFAULT clock_timestamp(),
                    action            text NOT NULL,
                    outcome           text NOT NULL,
                    version           text,
                    description       text NOT NULL,
                    script            text NOT NULL,
                    checksum          integer,
                    environment       text NOT NULL,
                    role              text NOT NULL,
                    person            text NOT NULL,
                    host              text NOT NULL,
                    dbm               text NOT NULL,
                    backup            text,
                    took_ms           bigint NOT NULL,
                    catalog_digest    text,
                    detail            text NOT NULL,
                    forward_script    text,
                    forward_sql       text,
                    forward_config    text,
                    forward_sha256    text,
                    forward_checksum  integer,
                    forward_literals  jsonb,
                    forward_variables jsonb,
                    undo_script       text,
                    undo_sql          text,
                    undo_config       text,
                    undo_sha256       text,
                    undo_checksum     integer,
                    undo_literals     jsonb,
                    undo_variables    jsonb,
                    proof_key         text,
                    proof_verdict     text,
                    proof_loses       boolean,
                    proof_undo        jsonb
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
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", entry.run());
        row.put("action", word(entry.action()));
        row.put("outcome", word(entry.outcome()));
        row.put("description", entry.description());
        row.put("script", entry.script());
        row.put("environment", entry.environment());
        row.put("role", entry.by().role());
        row.put("person", entry.by().person());
        row.put("host", entry.by().host());
        row.put("dbm", entry.by().dbm());
        row.put("took_ms", entry.tookMs());
        row.put("detail", entry.detail());
        entry.version().ifPresent(version -> row.put("version", version.text()));
        entry.checksum().ifPresent(checksum -> row.put("checksum", checksum));
        entry.backup().ifPresent(backup -> row.put("backup", backup));
        entry.catalogDigest().ifPresent(digest -> row.put("catalog_digest", digest));
        entry.forward().ifPresent(kept -> put(row, "forward", kept));
        entry.undo().ifPresent(kept -> put(row, "undo", kept));
        entry.proof().ifPresent(proof -> {
            row.put("proof_key", proof.key());
            row.put("proof_verdict", word(proof.verdict()));
            row.put("proof_loses", proof.loses());
            proof.undoing().ifPresent(undoing -> row.put("proof_undo", undoing.words()));
        });
        List<String> values = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        row.forEach((column, value) -> {
            if (value instanceof Map<?, ?> pairs) {
                values.add("jsonb_object(?::text[], ?::text[])");
                parameters.add(pairs.keySet().toArray(String[]::new));
                parameters.add(pairs.values().toArray(String[]::new));
            } else {
                values.add("?");
                parameters.add(value);
            }
        });
        session.update(
                "INSERT INTO " + name(schema) + " (" + String.join(", ", row.keySet()) + ") VALUES ("
                        + String.join(", ", values) + ")",
                parameters.toArray());
    }

    private static void put(Map<String, Object> row, String which, KeptScript kept) {
        row.put(which + "_script", kept.script());
        row.put(which + "_sql", kept.sql());
        row.put(which + "_config", kept.config());
        row.put(which + "_sha256", kept.sha256());
        row.put(which + "_checksum", kept.checksum());
        row.put(which + "_literals", kept.literals());
        row.put(which + "_variables", kept.variables());
    }

    private static JournalEntry entry(ResultSet row, boolean withTexts) throws SQLException {
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
                withTexts ? kept(row, "forward") : Optional.empty(),
                withTexts ? kept(row, "undo") : Optional.empty(),
                proof(row, withTexts),
                row.getString("environment"),
                new JournalEntry.By(
                        row.getString("role"), row.getString("person"), row.getString("host"), row.getString("dbm")),
                Optional.ofNullable(row.getString("backup")),
                row.getLong("took_ms"),
                Optional.ofNullable(row.getString("catalog_digest")),
                row.getString("detail"));
    }

    private static Optional<KeptScript> kept(ResultSet row, String which) throws SQLException {
        String sql = row.getString(which + "_sql");
        if (sql == null) {
            return Optional.empty();
        }
        return Optional.of(new KeptScript(
                text(row, which + "_script"),
                sql,
                text(row, which + "_config"),
                text(row, which + "_sha256"),
                row.getInt(which + "_checksum"),
                map(row.getArray(which + "_literals")),
                map(row.getArray(which + "_variables"))));
    }

    private static Optional<Proof> proof(ResultSet row, boolean withTexts) throws SQLException {
        String key = row.getString("proof_key");
        return key == null
                ? Optional.empty()
                : Optional.of(new Proof(
                        key,
                        Verdict.valueOf(text(row, "proof_verdict").toUpperCase(Locale.ROOT)),
                        row.getBoolean("proof_loses"),
                        withTexts ? undoing(row) : Optional.empty()));
    }

    /** What cannot be read any more is as good as unknown: it only informs. */
    private static Optional<UndoEffects> undoing(ResultSet row) throws SQLException {
        if (!row.getBoolean("proof_undo_known")) {
            return Optional.empty();
        }
        try {
            return Optional.of(UndoEffects.of(map(row.getArray("proof_undo"))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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

package dev.dbm.postgres;

import dev.dbm.model.TableDigest;
import dev.dbm.model.TableDigest.Values;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rows of tables as digests. Each row becomes jsonb, whose text does not depend on the order of columns; each value is hashed by the server ({@code hashtextextended}), so only hashes travel. The
 * text of a timestamptz follows the session's time zone: read with a session that no script has changed.
 */
public final class RowDigests {
    /** Above so many values per column only their sum is kept: enough to see a loss, too few to count it exactly. */
    private static final int KEPT = 1_000;

    /** So many tables are read by one statement; each adds to its planning time. */
    private static final int BATCH = 50;

    private static final String TABLES =
            "SELECT c.oid::bigint, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
                    + " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND c.relpersistence <> 't'"
                    + " AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'";

    private final Session session;

    public RowDigests(Session session) {
        this.session = session;
    }

    /** The digests of all tables that hold rows, by oid. */
    public Map<Long, TableDigest> readAll() {
        return read(session.query(TABLES + " AND pg_catalog.pg_relation_size(c.oid) > 0", RowDigests::table));
    }

    /** The digests of those of the relations that are tables and still exist, by oid. */
    public Map<Long, TableDigest> read(Collection<Long> relations) {
        if (relations.isEmpty()) {
            return Map.of();
        }
        Long[] oids = relations.toArray(Long[]::new);
        return read(session.query(TABLES + " AND c.oid = ANY (?::oid[])", RowDigests::table, (Object) oids));
    }

    private record Table(long oid, String name, String quoted) {}

    private static Table table(ResultSet row) throws SQLException {
        String schema = row.getString(2);
        String name = row.getString(3);
        return new Table(row.getLong(1), schema + "." + name, Identifiers.qualified(schema, name));
    }

    private Map<Long, TableDigest> read(List<Table> tables) {
        Map<Long, TableDigest> digests = new HashMap<>();
        for (int from = 0; from < tables.size(); from += BATCH) {
            List<Table> batch = tables.subList(from, Math.min(from + BATCH, tables.size()));
            Map<Long, Map<String, Values>> values = new HashMap<>();
            session.query(sql(batch), row -> {
                values.computeIfAbsent(row.getLong(1), oid -> new HashMap<>()).put(row.getString(2), values(row));
                return row.getLong(1);
            });
            for (Table table : batch) {
                Map<String, Values> columns = values.getOrDefault(table.oid(), new HashMap<>());
                Values whole = columns.remove("");
                digests.put(
                        table.oid(),
                        whole == null
                                ? TableDigest.empty(table.name())
                                : new TableDigest(table.name(), whole.count(), whole, columns));
            }
        }
        return digests;
    }

    private static Values values(ResultSet row) throws SQLException {
        long count = row.getLong(3);
        BigDecimal sum = Optional.ofNullable(row.getBigDecimal(4)).orElse(BigDecimal.ZERO);
        Array hashes = row.getArray(5);
        Optional<List<Long>> kept = Optional.empty();
        if (hashes != null) {
            kept = Optional.of(List.of((Long[]) hashes.getArray()));
        } else if (count == 0) {
            kept = Optional.of(List.of());
        }
        return new Values(count, sum, kept);
    }

    private static String sql(List<Table> tables) {
        List<String> parts = new ArrayList<>();
        for (Table table : tables) {
            // ONLY: the rows of a child table belong to the child
            parts.add("SELECT " + table.oid() + "::bigint AS oid, pg_catalog.to_jsonb(t) AS j FROM ONLY "
                    + table.quoted() + " t");
        }
        // a whole row is the value of the column '' (no column can have an empty name)
        return "SELECT r.oid, v.key, count(v.value), sum(pg_catalog.hashtextextended(v.value, 0)::numeric),"
                + " CASE WHEN count(v.value) <= " + KEPT
                + " THEN array_agg(pg_catalog.hashtextextended(v.value, 0) ORDER BY pg_catalog.hashtextextended(v.value, 0))"
                + " FILTER (WHERE v.value IS NOT NULL) END"
                + " FROM (" + String.join(" UNION ALL ", parts) + ") r"
                + " CROSS JOIN LATERAL (SELECT e.key, e.value FROM pg_catalog.jsonb_each_text(r.j) e"
                + " UNION ALL SELECT '', r.j::text) v GROUP BY r.oid, v.key";
    }
}

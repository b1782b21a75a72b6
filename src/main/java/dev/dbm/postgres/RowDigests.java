package dev.dbm.postgres;

import dev.dbm.model.TableDigest;
import dev.dbm.model.TableDigest.Values;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rows of tables as digests. Each value is hashed by the server ({@code hashtextextended}), so only hashes travel. The
 * text of a timestamptz follows the session's time zone: read with a session that no script has changed.
 */
public final class RowDigests {
    /** Above so many values per column only their sum is kept: enough to see a loss, too few to count it exactly. */
    private static final int KEPT = 1_000;

    /** So many tables are read by one statement; each adds to its planning time. */
    private static final int BATCH = 50;

    /** Tables above this size, in bytes, have too many rows to keep, so their hashes are not even gathered. */
    private static final int SMALL = 1 << 20;

    private static final String TABLES =
            "SELECT c.oid::bigint, n.nspname, c.relname, ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a"
                    + " WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname),"
                    + " pg_catalog.pg_relation_size(c.oid)"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema'"
                    + " AND n.nspname NOT LIKE 'pg\\_%'";

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
        return read(some(relations));
    }

    /** How many rows those of the relations have that are tables, by full name. */
    public Map<String, Long> counts(Collection<Long> relations) {
        List<Table> tables = relations.isEmpty()
                ? List.of()
                : some(relations).stream().filter(table -> !table.bare()).toList();
        Map<String, Long> counts = new HashMap<>();
        for (int from = 0; from < tables.size(); from += BATCH) {
            List<Table> batch = tables.subList(from, Math.min(from + BATCH, tables.size()));
            session.query(
                            String.join(
                                    " UNION ALL ",
                                    batch.stream()
                                            .map(table -> "SELECT " + Identifiers.literal(table.name())
                                                    + ", count(*) FROM ONLY " + table.quoted())
                                            .toList()),
                            row -> Map.entry(row.getString(1), row.getLong(2)))
                    .forEach(count -> counts.put(count.getKey(), count.getValue()));
        }
        return counts;
    }

    private List<Table> some(Collection<Long> relations) {
        Long[] oids = relations.toArray(Long[]::new);
        return session.query(TABLES + " AND c.oid = ANY (?::oid[])", RowDigests::table, (Object) oids);
    }

    private record Table(long oid, String name, String quoted, List<String> columns, long bytes) {
        boolean small() {
            return bytes <= SMALL;
        }

        /** Where there is no file there are no rows, and nothing needs to be read. */
        boolean bare() {
            return bytes == 0;
        }
    }

    private static Table table(ResultSet row) throws SQLException {
        String schema = row.getString(2);
        String name = row.getString(3);
        return new Table(
                row.getLong(1),
                schema + "." + name,
                Identifiers.qualified(schema, name),
                List.of((String[]) row.getArray(4).getArray()),
                row.getLong(5));
    }

    private Map<Long, TableDigest> read(List<Table> found) {
        Map<Long, TableDigest> digests = new HashMap<>();
        found.stream().filter(Table::bare).forEach(table -> digests.put(table.oid(), TableDigest.empty(table.name())));
        List<Table> tables = found.stream().filter(table -> !table.bare()).toList();
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
            Long[] sorted = (Long[]) hashes.getArray();
            Arrays.sort(sorted);
            kept = Optional.of(List.of(sorted));
        } else if (count == 0) {
            kept = Optional.of(List.of());
        }
        return new Values(count, sum, kept);
    }

    private static String sql(List<Table> tables) {
        return String.join(" UNION ALL ", tables.stream().map(RowDigests::sql).toList());
    }

    /** The columns come sorted by name, so that a whole row's text does not depend on their order in the table. */
    private static String sql(Table table) {
        List<String> names = table.columns().stream().map(Identifiers::quote).toList();
        StringBuilder hashes = new StringBuilder(hash("ROW(" + String.join(", ", names) + ")") + " AS h0");
        StringBuilder sums = new StringBuilder(sums(0, table.small()));
        // a whole row is the value of the column '' (no column can have an empty name)
        StringBuilder values = new StringBuilder("('', n0, s0, a0)");
        for (int i = 1; i <= names.size(); i++) {
            hashes.append(", ").append(hash(names.get(i - 1))).append(" AS h").append(i);
            sums.append(", ").append(sums(i, table.small()));
            values.append(", (")
                    .append(Identifiers.literal(table.columns().get(i - 1)))
                    .append(", n%1$d, s%1$d, a%1$d)".formatted(i));
        }
        // ONLY: the rows of a child table belong to the child
        return "SELECT " + table.oid() + "::bigint, v.* FROM (SELECT " + sums + " FROM (SELECT " + hashes
                + " FROM ONLY " + table.quoted() + ") r) d CROSS JOIN LATERAL (VALUES " + values + ") v";
    }

    private static String hash(String value) {
        return "pg_catalog.hashtextextended(" + value + "::text, 0)";
    }

    private static String sums(int column, boolean small) {
        String gathered = small
                ? "CASE WHEN count(*) <= " + KEPT + " THEN array_agg(h%1$d) FILTER (WHERE h%1$d IS NOT NULL) END"
                : "NULL::bigint[]";
        return ("count(h%1$d) AS n%1$d, sum(h%1$d) AS s%1$d, " + gathered + " AS a%1$d").formatted(column);
    }
}

package dev.dbm.postgres;

import dev.dbm.model.TableDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the rows of tables as digests, and how they are stored. */
public final class RowDigests {
    /** So many tables are counted by one statement; each adds to its planning time. */
    private static final int BATCH = 50;

    /** Tables above this size, in bytes, may have too many rows to have the hashes of each sent. */
    private static final int SMALL = 1 << 20;

    private static final String TABLES =
            "SELECT c.oid::bigint, n.nspname, c.relname, c.relfilenode::bigint, pg_catalog.pg_relation_size(c.oid),"
                    + " coalesce(a.names, '{}'), coalesce(a.numbers, '{}')"
                    + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " CROSS JOIN LATERAL (SELECT array_agg(a.attname::text), array_agg(a.attnum)"
                    + " FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"
                    + " a(names, numbers)"
                    + " WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema'"
                    + " AND n.nspname NOT LIKE 'pg\\_%'";

    private final Session session;

    public RowDigests(Session session) {
        this.session = session;
    }

    /**
     * A table's rows and how they are stored.
     *
     * @param file the file that they are in ({@code relfilenode})
     * @param columns the number of each column, which only that one ever has
     */
    public record Stored(TableDigest digest, long file, Map<String, Integer> columns) {
        /** Whether it is the same file with the same columns as earlier: what was in them then nobody wrote anew or dropped. */
        public boolean keeps(Stored earlier) {
            return file == earlier.file && columns.equals(earlier.columns);
        }
    }

    /** All tables, by oid. */
    public Map<Long, Stored> readAll() {
        return read(session.query(TABLES, RowDigests::table));
    }

    /** Those of the relations that are tables and still exist, by oid. */
    public Map<Long, Stored> read(Collection<Long> relations) {
        return read(some(relations));
    }

    /** How many rows those of the relations have that are tables, by full name. */
    public Map<String, Long> counts(Collection<Long> relations) {
        List<Table> tables =
                some(relations).stream().filter(table -> !table.bare()).toList();
        Map<String, Long> counts = new HashMap<>();
        for (int from = 0; from < tables.size(); from += BATCH) {
            List<Table> batch = tables.subList(from, Math.min(from + BATCH, tables.size()));
            session.queryOnce(
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
        if (relations.isEmpty()) {
            return List.of();
        }
        List<Table> tables = new ArrayList<>();
        RoundTrip.planned()
                .each(TABLES + " AND c.oid = ANY (?::oid[])", row -> tables.add(table(row)), (Object)
                        relations.toArray(Long[]::new))
                .run(session.connection());
        return tables;
    }

    private record Table(
            long oid, String name, String quoted, long file, long bytes, TreeMap<String, Integer> columns) {
        boolean small() {
            return bytes <= SMALL;
        }

        /** Where there is no file there are no rows, and nothing needs to be read. */
        boolean bare() {
            return bytes == 0;
        }

        RowHashes.Table hashed() {
            return new RowHashes.Table(name, quoted, columns.navigableKeySet());
        }
    }

    private static Table table(ResultSet row) throws SQLException {
        String schema = row.getString(2);
        String name = row.getString(3);
        String[] names = (String[]) row.getArray(6).getArray();
        Short[] numbers = (Short[]) row.getArray(7).getArray();
        TreeMap<String, Integer> columns = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i], numbers[i].intValue());
        }
        return new Table(
                row.getLong(1),
                schema + "." + name,
                Identifiers.qualified(schema, name),
                row.getLong(4),
                row.getLong(5),
                columns);
    }

    private Map<Long, Stored> read(List<Table> found) {
        Map<String, TableDigest> digests = RowHashes.few(
                session,
                found.stream()
                        .filter(table -> table.small() && !table.bare())
                        .map(Table::hashed)
                        .toList());
        found.stream()
                .filter(table -> !table.small())
                .forEach(table -> digests.put(table.name(), RowHashes.many(session, table.hashed())));
        Map<Long, Stored> stored = new HashMap<>();
        for (Table table : found) {
            TableDigest digest = Optional.ofNullable(digests.get(table.name())).orElse(TableDigest.empty(table.name()));
            stored.put(table.oid(), new Stored(digest, table.file(), table.columns()));
        }
        return stored;
    }
}

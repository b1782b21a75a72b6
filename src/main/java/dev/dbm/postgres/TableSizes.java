package dev.dbm.postgres;

import dev.dbm.model.TableSize;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How large tables are, as far as the catalog knows without reading them. */
public final class TableSizes {
    /** An SQL expression: a relation's full name as differences have it, of {@code n} in pg_namespace and {@code c} in pg_class. */
    static final String NAME =
            """
            concat_ws('.',
              CASE WHEN n.nspname ~ '^[a-z_][a-z0-9_$]*$' THEN n.nspname ELSE quote_ident(n.nspname) END,
              CASE WHEN c.relname ~ '^[a-z_][a-z0-9_$]*$' THEN c.relname ELSE quote_ident(c.relname) END)""";

    private TableSizes() {}

    /**
     * A table's size.
     *
     * @param table its full name as differences have it
     * @param bytes with its indexes and what is stored out of line
     * @param rows as the last VACUUM or ANALYZE counted them; negative where none did
     */
    public record Sized(String table, long bytes, long rows) {}

    /** The tables and materialized views of these schemas, the largest first. */
    public static List<Sized> of(Session session, Collection<String> schemas) {
        return session.query(
                "SELECT " + NAME + ", pg_total_relation_size(c.oid), c.reltuples::bigint"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = ANY (?) ORDER BY 2 DESC, 1",
                row -> new Sized(row.getString(1), row.getLong(2), row.getLong(3)),
                (Object) schemas.toArray(String[]::new));
    }

    /**
     * The table of that name, found along the search path, where it holds a row.
     *
     * @param name a name as a script writes it
     */
    public static Optional<Sized> holdingRows(Session session, String name) {
        Optional<Sized> found = session.queryOne(
                "SELECT " + NAME + ", pg_total_relation_size(c.oid), c.reltuples::bigint"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')",
                row -> new Sized(row.getString(1), row.getLong(2), row.getLong(3)),
                name);
        return found.filter(table -> holdsRow(session, name));
    }

    // An empty file holds no rows, whether or not anybody counted; a count of zero in a file that is not empty is what
    // servers before 14 say of a table that was never analyzed.
    private static final String COUNTED =
            """
            SELECT t.name, sum(pg_catalog.pg_total_relation_size(t.oid))::bigint,
              CASE WHEN bool_and(t.rows >= 0) THEN sum(t.rows)::bigint END, min(t.analyzed)
            FROM (SELECT w.name, p.oid,
                CASE WHEN pg_catalog.pg_relation_size(p.oid) = 0 THEN 0
                  WHEN p.reltuples <= 0 AND p.relpages = 0 THEN -1 ELSE p.reltuples END AS rows,
                greatest(s.last_analyze, s.last_autoanalyze) AS analyzed
              FROM (SELECT c.oid, c.relkind, %s AS name FROM pg_catalog.pg_class c
                  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm')) w
              JOIN pg_catalog.pg_class p ON CASE WHEN w.relkind = 'p'
                THEN p.relkind = 'r' AND p.oid IN (SELECT l.relid FROM pg_catalog.pg_partition_tree(w.oid) l WHERE l.isleaf)
                ELSE p.oid = w.oid END
              LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = p.oid
              WHERE w.name = ANY (?)) t
            GROUP BY t.name"""
                    .formatted(NAME);

    /** What is known of those of the tables and materialized views that are there, by full name. A partitioned one counts whole. */
    public static Map<String, TableSize> counted(Session session, Collection<String> names) {
        Map<String, TableSize> sizes = new HashMap<>();
        if (!names.isEmpty()) {
            session.query(COUNTED, row -> Map.entry(row.getString(1), size(row)), (Object) names.toArray(String[]::new))
                    .forEach(entry -> sizes.put(entry.getKey(), entry.getValue()));
        }
        return sizes;
    }

    private static TableSize size(ResultSet row) throws SQLException {
        Optional<Long> rows = Optional.ofNullable(row.getObject(3, Long.class));
        Optional<Instant> analyzed =
                Optional.ofNullable(row.getObject(4, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        return new TableSize(rows, Optional.of(row.getLong(2)), analyzed);
    }

    // A role that may drop a table may be one that may not read it: then it is taken to hold something.
    private static boolean holdsRow(Session session, String name) {
        try {
            String table = session.queryOne("SELECT to_regclass(?)::text", row -> row.getString(1), name)
                    .orElseThrow();
            return !session.query("SELECT 1 FROM " + table + " LIMIT 1", row -> 1)
                    .isEmpty();
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            return true;
        }
    }
}

package dev.dbm.postgres;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How large tables are, as far as the catalog knows without reading them. */
public final class TableSizes {
    private static final String NAME =
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
    public record TableSize(String table, long bytes, long rows) {}

    /** The tables and materialized views of these schemas, the largest first. */
    public static List<TableSize> of(Session session, Collection<String> schemas) {
        return session.query(
                "SELECT " + NAME + ", pg_total_relation_size(c.oid), c.reltuples::bigint"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname = ANY (?) ORDER BY 2 DESC, 1",
                row -> new TableSize(row.getString(1), row.getLong(2), row.getLong(3)),
                (Object) schemas.toArray(String[]::new));
    }

    /**
     * The table of that name, found along the search path, where it holds a row.
     *
     * @param name a name as a script writes it
     */
    public static Optional<TableSize> holdingRows(Session session, String name) {
        Optional<TableSize> found = session.queryOne(
                "SELECT " + NAME + ", pg_total_relation_size(c.oid), c.reltuples::bigint"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')",
                row -> new TableSize(row.getString(1), row.getLong(2), row.getLong(3)),
                name);
        return found.filter(table -> holdsRow(session, name));
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

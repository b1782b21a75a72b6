package dev.dbm.postgres;

/** Questions about single tables by their exact names. */
final class Relations {
    private Relations() {}

    /** Whether there is a table of this name, readable or not. */
    static boolean exists(Session session, String schema, String table) {
        return session.queryOne(
                        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')",
                        row -> row.getInt(1),
                        schema,
                        table)
                .isPresent();
    }

    /** Whether this role may read it: the right on the table, and on the schema that it is in. */
    static boolean readable(Session session, String schema, String table) {
        return session.queryOne(
                        "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
                                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')",
                        row -> row.getBoolean(1),
                        schema,
                        table)
                .orElse(false);
    }
}

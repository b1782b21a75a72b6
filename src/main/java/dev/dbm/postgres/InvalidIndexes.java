package dev.dbm.postgres;

import java.util.List;

/** Indexes that PostgreSQL does not use because building them was interrupted (catalog pg_index, indisvalid). */
public final class InvalidIndexes {
    private InvalidIndexes() {}

    /** Their names, qualified and quoted where need be. */
    public static List<String> find(Session session) {
        // An index of a partitioned table is not valid until every partition has its own: that is no accident.
        return session.query(
                "SELECT i.indexrelid::pg_catalog.regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c"
                        + " ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i'"
                        + " AND c.relpersistence <> 't' ORDER BY 1",
                row -> row.getString(1));
    }

    /** Drops one that {@link #find} named. */
    public static void drop(Session session, String index) {
        session.execute("DROP INDEX CONCURRENTLY " + index);
    }

    /** Builds one that {@link #find} named anew. */
    public static void rebuild(Session session, String index) {
        session.execute("REINDEX INDEX CONCURRENTLY " + index);
    }
}

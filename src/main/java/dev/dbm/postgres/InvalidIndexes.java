package dev.dbm.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Indexes that PostgreSQL does not use because building them was interrupted (catalog pg_index, indisvalid). */
public final class InvalidIndexes {
    private InvalidIndexes() {}

    // An index of a partitioned table is not valid until every partition has its own: that is no accident.
    private static final String ALL =
            "SELECT i.indexrelid::pg_catalog.regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c"
                    + " ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relpersistence <> 't'";

    /** Their names, qualified and quoted where need be. */
    public static List<String> find(Session session) {
        return session.query(ALL + " ORDER BY 1", row -> row.getString(1));
    }

    /** The one that somebody means, as {@link #find} names it: people write the schema also where it need not be. */
    public static Optional<String> named(Session session, String name) {
        return session.queryOne(
                ALL + " AND ? IN (i.indexrelid::pg_catalog.regclass::text,"
                        + " pg_catalog.format('%I.%I', n.nspname, c.relname))",
                row -> row.getString(1),
                name);
    }

    /** Drops one that {@link #find} named. */
    public static void drop(Session session, String index) {
        session.execute("DROP INDEX CONCURRENTLY " + index);
    }

    /** Builds one that {@link #find} named anew. Where that fails, what it left of its own is gone again. */
    public static void rebuild(Session session, String index) {
        List<String> before = find(session);
        try {
            session.execute("REINDEX INDEX CONCURRENTLY " + index);
        } catch (DatabaseException e) {
            if (!e.failure().connectionLost()) {
                List<String> left = new ArrayList<>(find(session));
                left.removeAll(before);
                left.forEach(one -> drop(session, one));
            }
            throw e;
        }
    }
}

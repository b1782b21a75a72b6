package dev.dbm.postgres;

import java.util.List;

/** Drops schemas of any size. */
public final class Schemas {
    private static final int BATCH = 100;

    private Schemas() {}

    /** One kind of relation, in the order in which they go: dependents first, partitions before what they are part of. */
    private record Kind(String keyword, String condition) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("VIEW", "c.relkind = 'v'"),
            new Kind("MATERIALIZED VIEW", "c.relkind = 'm'"),
            new Kind("FOREIGN TABLE", "c.relkind = 'f'"),
            new Kind("TABLE", "c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)"),
            new Kind("TABLE", "c.relkind IN ('r', 'p')"),
            new Kind("SEQUENCE", "c.relkind = 'S'"));

    /**
     * Drops a schema with all that is in it and all that depends on it. Takes a hundred relations at a time, each batch
     * committed: one DROP SCHEMA ... CASCADE of a thousand tables does not fit into the server's lock table at its default
     * size (max_locks_per_transaction).
     */
    public static void drop(Session session, String schema) {
        for (Kind kind : KINDS) {
            dropAll(session, schema, kind);
        }
        session.execute("DROP SCHEMA IF EXISTS " + Identifiers.quote(schema) + " CASCADE");
    }

    private static void dropAll(Session session, String schema, Kind kind) {
        List<String> names = batch(session, schema, kind);
        while (!names.isEmpty()) {
            session.execute("DROP " + kind.keyword() + " IF EXISTS " + String.join(", ", names) + " CASCADE");
            names = batch(session, schema, kind);
        }
    }

    // What belongs to an extension goes with the extension, in the end; it cannot be dropped by itself.
    private static List<String> batch(Session session, String schema, Kind kind) {
        return session.query(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND "
                        + kind.condition()
                        + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
                        + " AND d.objid = c.oid AND d.deptype = 'e') ORDER BY c.oid LIMIT " + BATCH,
                row -> Identifiers.qualified(schema, row.getString(1)),
                schema);
    }
}

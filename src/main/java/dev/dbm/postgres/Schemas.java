package dev.dbm.postgres;

import java.util.Collection;
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
            dropAll(session, schema, kind, List.of());
        }
        session.execute("DROP SCHEMA IF EXISTS " + Identifiers.quote(schema) + " CASCADE");
    }

    /**
     * Drops all that is in a schema and all that depends on it, but for some tables and what belongs to extensions. The schema
     * itself stays, with its owner, grants and comment, which not everybody could give back.
     */
    public static void empty(Session session, String schema, List<String> keep) {
        for (Kind kind : KINDS) {
            dropAll(session, schema, kind, keep);
        }
        for (String object : others(session, schema)) {
            session.execute("DROP " + object + " CASCADE");
        }
    }

    /** The schemas of these names that are there. */
    public static List<String> existing(Session session, Collection<String> names) {
        return session.query(
                "SELECT nspname FROM pg_namespace WHERE nspname = ANY (?) ORDER BY 1", row -> row.getString(1), (Object)
                        names.toArray(String[]::new));
    }

    /**
     * What lies outside of these schemas and goes with what is in them: views over their tables, foreign keys to them, defaults and
     * triggers that call their functions.
     *
     * @param extensions those that are dropped too; what belongs to any other stays
     */
    public static List<String> dependentsOutside(
            Session session, Collection<String> schemas, Collection<String> extensions) {
        return session.query(
                """
                WITH RECURSIVE gone AS (
                    SELECT d.classid, d.objid FROM pg_depend d
                    WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
                      AND d.refobjid IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (?))
                      AND NOT EXISTS (SELECT FROM pg_depend e
                                      WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e')
                  UNION
                    SELECT d.classid, d.objid FROM pg_depend d
                    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
                      AND d.refobjid IN (SELECT oid FROM pg_extension WHERE extname = ANY (?))
                  UNION
                    SELECT next.classid, next.objid FROM gone CROSS JOIN LATERAL (
                        SELECT d.classid, d.objid FROM pg_depend d
                        WHERE d.refclassid = gone.classid AND d.refobjid = gone.objid AND d.deptype <> 'e'
                      UNION ALL
                        -- what is part of another object takes that with it: a view's rule the view
                        SELECT d.refclassid, d.refobjid FROM pg_depend d
                        WHERE d.classid = gone.classid AND d.objid = gone.objid AND d.deptype = 'i') next
                )
                SELECT i.type || ' ' || i.identity FROM gone CROSS JOIN LATERAL pg_identify_object(classid, objid, 0) i
                WHERE CASE WHEN i.schema IS NOT NULL THEN i.schema <> ALL (?)
                      ELSE NOT EXISTS (
                          SELECT FROM pg_depend p JOIN gone g ON g.classid = p.refclassid AND g.objid = p.refobjid
                          WHERE p.classid = gone.classid AND p.objid = gone.objid AND p.deptype IN ('a', 'i'))
                        AND i.type NOT IN ('schema', 'extension')
                      END
                  AND NOT EXISTS (SELECT FROM pg_depend e
                                  WHERE e.classid = gone.classid AND e.objid = gone.objid AND e.deptype = 'e')
                  AND i.type NOT LIKE 'toast%' AND i.schema IS DISTINCT FROM 'pg_toast'
                ORDER BY 1""",
                row -> row.getString(1),
                schemas.toArray(String[]::new),
                extensions.toArray(String[]::new),
                schemas.stream().map(Schemas::asIdentified).toArray(String[]::new));
    }

    /** pg_identify_object quotes the schema's name where SQL would need it. */
    private static String asIdentified(String schema) {
        return schema.matches("[a-z_][a-z0-9_]*") ? schema : Identifiers.quote(schema);
    }

    private static void dropAll(Session session, String schema, Kind kind, List<String> keep) {
        List<String> names = batch(session, schema, kind, keep);
        while (!names.isEmpty()) {
            session.execute("DROP " + kind.keyword() + " IF EXISTS " + String.join(", ", names) + " CASCADE");
            names = batch(session, schema, kind, keep);
        }
    }

    // Routines, types and the rarer kinds. IF EXISTS, since one may go with another.
    private static List<String> others(Session session, String schema) {
        return session.query(
                """
                SELECT replace(upper(i.type), 'STATISTICS OBJECT', 'STATISTICS') || ' IF EXISTS ' || i.identity
                  FROM pg_depend d CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) i
                 WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
                   AND d.refobjid = (SELECT oid FROM pg_namespace WHERE nspname = ?)
                   AND d.classid NOT IN ('pg_class'::regclass, 'pg_extension'::regclass)
                   AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = d.classid AND o.objid = d.objid
                                   AND o.deptype IN ('e', 'i'))
                 ORDER BY d.objid""",
                row -> row.getString(1),
                schema);
    }

    // What belongs to an extension goes with the extension, and the sequence of an identity column with its table;
    // neither can be
    // dropped by itself.
    private static List<String> batch(Session session, String schema, Kind kind, List<String> keep) {
        return session.query(
                "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND "
                        + kind.condition()
                        + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
                        + " AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype IN ('e', 'i')) AND c.relname <> ALL (?)"
                        + " ORDER BY c.oid LIMIT " + BATCH,
                row -> Identifiers.qualified(schema, row.getString(1)),
                schema,
                keep.toArray(String[]::new));
    }
}

package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogUnit;
import dev.dbm.postgres.RoundTrip;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what depends on relations and types, near and far: a view over a function over a table's row type prints the table's
 * columns (pg_depend).
 */
final class Dependents {
    // Constraints lead on to rules that name them. But neither their text nor that of triggers changes here, and a
    // table may have very
    // many foreign keys, and their triggers, that point at it.
    // OFFSET 0 makes each step look into the index; the planner, which does not know how few there are, would read all
    // of pg_depend.
    private static final String QUERY =
            """
            WITH RECURSIVE reached(classid, objid) AS (
              SELECT 'pg_class'::regclass::oid, unnest(?::oid[])
              UNION SELECT 'pg_type'::regclass::oid, unnest(?::oid[])
              UNION SELECT d.classid, d.objid FROM reached r CROSS JOIN LATERAL
                (SELECT p.classid, p.objid FROM pg_depend p WHERE p.refclassid = r.classid AND p.refobjid = r.objid
                  AND p.deptype <> 'e' OFFSET 0) d),
            hit(classid, objid) AS (SELECT classid, objid FROM reached
              WHERE classid NOT IN ('pg_constraint'::regclass, 'pg_trigger'::regclass))
            """
                    + TouchFinder.WHOLES;

    private Dependents() {}

    static Touched of(Connection connection, Set<CatalogUnit.Id> sources) {
        List<TouchFinder.Hit> hits = new ArrayList<>();
        new RoundTrip()
                .then(
                        QUERY,
                        rows -> hits.addAll(TouchFinder.hits(rows)),
                        oids(sources, "pg_class"),
                        oids(sources, "pg_type"))
                .run(connection);
        return TouchFinder.of(hits, new HashSet<>());
    }

    private static Long[] oids(Set<CatalogUnit.Id> sources, String catalog) {
        return sources.stream()
                .filter(id -> id.catalog().equals(catalog))
                .map(CatalogUnit.Id::oid)
                .toArray(Long[]::new);
    }
}

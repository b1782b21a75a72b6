package dev.dbm.postgres.catalog;

import dev.dbm.postgres.RoundTrip;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what the open transaction touched. Three traces together leave nothing out:
 *
 * <ul>
 *   <li>Locks, which are held to the end of the transaction: ALTER and DROP lock the relation; every drop passes through
 *       performDeletion, which locks the object even where it is dropped by a CASCADE; COMMENT and ALTER TYPE lock the object.
 *   <li>Rows of the catalogs whose {@code xmin} is the transaction's or a subtransaction's, as GRANT, CREATE and most of ALTER for
 *       functions, types, domains and schemas lock nothing. An id that is not older than the transaction's is its own.
 *   <li>The counters of {@link Watch} for the rare kinds.
 * </ul>
 */
final class TouchFinder {
    // Fixed in PostgreSQL's sources (catalog/pg_*.h), and the same in every version.
    private static final Map<Long, String> UNITS = Map.of(1255L, "pg_proc", 2615L, "pg_namespace");

    // Relations, types, and the parts of relations and domains, whose whole the query finds. A part is gone where only
    // a lock is
    // left, and then the whole is locked too, but for a domain.
    private static final Set<Long> MAPPED = Set.of(1259L, 1247L, 2604L, 2606L, 2618L, 2620L, 3256L);

    private static final long CONSTRAINT = 2606;

    private static final Map<Long, String> KINDS = Map.ofEntries(
            Map.entry(2617L, "pg_operator"),
            Map.entry(2753L, "pg_opfamily"),
            Map.entry(2602L, "pg_opfamily"),
            Map.entry(2603L, "pg_opfamily"),
            Map.entry(2605L, "pg_cast"),
            Map.entry(3456L, "pg_collation"),
            Map.entry(2607L, "pg_conversion"),
            Map.entry(3079L, "pg_extension"),
            Map.entry(2612L, "pg_language"),
            Map.entry(2601L, "pg_am"),
            Map.entry(3576L, "pg_transform"),
            Map.entry(3466L, "pg_event_trigger"),
            Map.entry(3381L, "pg_statistic_ext"),
            Map.entry(1418L, "pg_user_mapping"),
            Map.entry(1417L, "pg_foreign_server"),
            Map.entry(2328L, "pg_foreign_data_wrapper"),
            Map.entry(6104L, "pg_publication"),
            Map.entry(6106L, "pg_publication"),
            Map.entry(6237L, "pg_publication"),
            Map.entry(6100L, "pg_subscription"),
            Map.entry(826L, "pg_default_acl"),
            Map.entry(1262L, "pg_database"),
            Map.entry(3602L, "pg_ts_config"),
            Map.entry(3600L, "pg_ts_dict"),
            Map.entry(3601L, "pg_ts_parser"),
            Map.entry(3764L, "pg_ts_template"),
            Map.entry(2616L, "pg_opclass"));

    /** Large objects are data. */
    private static final long LARGE_OBJECT = 2613;

    /**
     * From the (classid, objid) of an object to the relation or the type that it belongs to. The type of a table's rows belongs to
     * no type that somebody made.
     */
    static final String WHOLES =
            """
            SELECT w.classid, w.objid, w.relation, w.type, (SELECT CASE WHEN c.relkind = 'S' THEN 0 ELSE 1
                + CASE WHEN c.relhasindex THEN 2 ELSE 0 END + CASE WHEN c.relhastriggers THEN 4 ELSE 0 END
                + CASE WHEN c.relhasrules THEN 8 ELSE 0 END + CASE WHEN EXISTS (SELECT FROM pg_policy) THEN 16 ELSE 0 END END
              FROM pg_class c WHERE c.oid = w.relation)
            FROM (SELECT h.classid::bigint, h.objid::bigint,
              CASE h.classid
                WHEN 1259 THEN coalesce((SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = h.objid), h.objid)
                WHEN 2604 THEN (SELECT d.adrelid FROM pg_attrdef d WHERE d.oid = h.objid)
                WHEN 2606 THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = h.objid)
                WHEN 2618 THEN (SELECT r.ev_class FROM pg_rewrite r WHERE r.oid = h.objid)
                WHEN 2620 THEN (SELECT t.tgrelid FROM pg_trigger t WHERE t.oid = h.objid)
                WHEN 3256 THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = h.objid) END::bigint AS relation,
              CASE h.classid
                WHEN 1259 THEN (SELECT c.reltype FROM pg_class c WHERE c.oid = h.objid AND c.relkind = 'c')
                WHEN 1247 THEN coalesce(
                  (SELECT CASE WHEN c.oid IS NULL OR c.relkind = 'c' THEN b.oid ELSE 0 END
                    FROM pg_type a LEFT JOIN pg_type e ON e.oid = a.typelem AND e.typarray = a.oid
                      JOIN pg_type b ON b.oid = coalesce(e.oid, a.oid) LEFT JOIN pg_class c ON c.oid = b.typrelid
                    WHERE a.oid = h.objid), h.objid)
                WHEN 2606 THEN (SELECT k.contypid FROM pg_constraint k WHERE k.oid = h.objid) END::bigint AS type
            FROM hit h) w
            """;

    // pg_attribute is the largest of all, and what is written there belongs to locked relations, but for grants on
    // columns. Where
    // as many new versions of rows are found there as the counter says were made, the rest need not be searched either.
    private static final String ATTRIBUTES_ELSEWHERE = " AND (SELECT ? AND " + Watch.made("1249")
            + " - ? <> (SELECT count(*) FROM locked l JOIN pg_attribute a ON a.attrelid = l.objid"
            + " WHERE l.classid = 1259 AND age(a.xmin) <= 0))";

    private static final String QUERY = "WITH locked(classid, objid) AS MATERIALIZED (\n"
            + "SELECT DISTINCT CASE l.locktype WHEN 'relation' THEN 1259::oid ELSE l.classid END,"
            + " CASE l.locktype WHEN 'relation' THEN l.relation ELSE l.objid END FROM pg_locks l"
            + " WHERE l.pid = pg_backend_pid() AND l.locktype IN ('relation', 'object') AND l.mode IN"
            + " ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')),\n"
            + "hit(classid, objid) AS (SELECT classid, objid FROM locked\n"
            + searched(1259, "pg_class", "1259", "oid", "oid::bigint >= 16384")
            + searched(1249, "pg_attribute", "1259", "attrelid", "attrelid::bigint >= 16384" + ATTRIBUTES_ELSEWHERE)
            + searched(1255, "pg_proc", "1255", "oid", "oid >= 16384")
            + searched(1247, "pg_type", "1247", "oid", "oid::bigint >= 16384")
            + searched(2615, "pg_namespace", "2615", "oid", "true")
            + searched(2606, "pg_constraint", "1247", "contypid", "contypid >= 16384")
            + ")\n" + WHOLES;

    private TouchFinder() {}

    // As bigint an OID uses no index, which is dearer than reading all where most objects are not PostgreSQL's own.
    // The counter is compared once, before the catalog is opened. Objects below 16384 are PostgreSQL's own, but for
    // schema public.
    private static String searched(int catalogOid, String catalog, String classid, String oid, String range) {
        return "UNION SELECT " + classid + ", " + oid + " FROM " + catalog + " WHERE (SELECT "
                + Watch.written(String.valueOf(catalogOid)) + " > ?) AND " + range + " AND age(xmin) <= 0\n";
    }

    /** Marks this point of the open transaction. Asking for the transaction's id gives it one, so that its rows can be told. */
    static LegMark mark(Connection connection) {
        return mark(connection, new RoundTrip());
    }

    private static LegMark mark(Connection connection, RoundTrip more) {
        List<Long> xid = new ArrayList<>();
        List<Long> writes = new ArrayList<>();
        more.then("SELECT txid_current()", rows -> {
                    rows.next();
                    xid.add(rows.getLong(1));
                })
                .then(Watch.query(), rows -> {
                    rows.next();
                    Array counters = rows.getArray(1);
                    if (counters != null) {
                        writes.addAll(List.of((Long[]) counters.getArray()));
                    }
                })
                .run(connection);
        return new LegMark(xid.get(0), writes.isEmpty() ? Optional.empty() : Optional.of(writes));
    }

    /** Finds it in the message that the first round trip has begun. */
    static Touched find(Connection connection, RoundTrip first, LegMark mark, Spoken spoken) {
        if (mark.writes().isEmpty() || spoken.catalogs()) {
            first.run(connection);
            return Touched.EVERYTHING;
        }
        List<Long> before = mark.writes().get();
        List<Hit> hits = new ArrayList<>();
        List<Object> counters = new ArrayList<>();
        for (String catalog : Watch.SEARCHED) {
            counters.add(Watch.before(before, catalog));
            if (catalog.equals("pg_attribute")) {
                counters.add(spoken.grants());
                counters.add(Watch.attributesMade(before));
            }
        }
        RoundTrip search = first.then(QUERY, rows -> hits.addAll(hits(rows)), counters.toArray());
        LegMark now = mark(connection, search);
        // A script that committed on its own left rows of an older transaction.
        if (now.writes().isEmpty() || now.firstXid() != mark.firstXid()) {
            return Touched.EVERYTHING;
        }
        Set<String> moved = Watch.moved(before, now.writes().get());
        if (Watch.FAR_REACHING.stream().anyMatch(moved::contains)) {
            return Touched.EVERYTHING;
        }
        if (!spoken.extensions()) {
            // nearly everything writes there
            moved.remove("pg_depend");
        }
        return of(hits, new HashSet<>(Watch.kinds(moved)));
    }

    /** Reads the rows of {@link #WHOLES}. */
    static List<Hit> hits(ResultSet rows) throws SQLException {
        List<Hit> hits = new ArrayList<>();
        while (rows.next()) {
            hits.add(new Hit(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getInt(5)));
        }
        return hits;
    }

    /** The units of these objects. */
    static Touched of(List<Hit> hits, Set<String> kinds) {
        Map<String, Set<Long>> units = new HashMap<>();
        boolean domains = false;
        int parts = 0;
        for (Hit hit : hits) {
            String unit = UNITS.get(hit.classId());
            String kind = KINDS.get(hit.classId());
            if (unit != null) {
                add(units, unit, hit.objectId());
            } else if (kind != null) {
                kinds.add(kind);
            } else if (!MAPPED.contains(hit.classId()) && hit.classId() != LARGE_OBJECT) {
                return Touched.EVERYTHING;
            }
            parts |= hit.parts();
            add(units, "pg_class", hit.relation());
            add(units, "pg_type", hit.type());
            if (hit.classId() == CONSTRAINT && hit.relation() == 0 && hit.type() == 0) {
                domains = true;
            }
        }
        return new Touched(false, units, kinds, domains, parts);
    }

    private static void add(Map<String, Set<Long>> units, String catalog, long oid) {
        if (oid != 0) {
            units.computeIfAbsent(catalog, key -> new HashSet<>()).add(oid);
        }
    }

    /**
     * Something that was touched.
     *
     * @param classId the OID of its catalog
     * @param objectId its OID
     * @param relation the relation that it is or belongs to; 0 for none, or when that cannot be told any more
     * @param type the type that it is or belongs to; 0 likewise
     * @param parts which sorts of {@link Source} the relation may have rows in
     */
    record Hit(long classId, long objectId, long relation, long type, int parts) {}
}

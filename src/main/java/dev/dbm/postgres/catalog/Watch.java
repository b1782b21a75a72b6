package dev.dbm.postgres.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which system catalogs a leg wrote to, told by the server's own counters of rows written by the open transaction ({@code
 * pg_stat_get_xact_tuples_inserted} and its relatives): a catalog that was not written need not be searched. The counters also
 * count what a subtransaction wrote and took back, so they err on the safe side.
 */
final class Watch {
    /** Searched for rows that the transaction wrote. */
    static final List<String> SEARCHED =
            List.of("pg_class", "pg_attribute", "pg_proc", "pg_type", "pg_namespace", "pg_constraint");

    /**
     * A write to one of these may change how objects print that the transaction did not touch: a role's name stands in ACLs; an
     * index names its operator class only where that is not the default; an extension may move all that it owns.
     */
    static final Set<String> FAR_REACHING = Set.of("pg_authid", "pg_opclass", "pg_extension");

    /** Catalogs beside their own that hold a rare kind's facts. */
    private static final Map<String, List<String>> BESIDE = Map.of(
            "pg_opfamily", List.of("pg_amop", "pg_amproc"),
            "pg_publication", List.of("pg_publication_rel", "pg_publication_namespace"),
            "pg_ts_config", List.of("pg_ts_config_map"),
            "pg_extension", List.of("pg_depend"),
            "pg_database", List.of("pg_shdescription", "pg_db_role_setting"));

    private static final List<String> CATALOGS = catalogs();

    private Watch() {}

    private static List<String> catalogs() {
        Set<String> catalogs = new LinkedHashSet<>(SEARCHED);
        catalogs.addAll(FAR_REACHING.stream().sorted().toList());
        Source.ALL.stream()
                .filter(source -> !source.byUnit())
                .map(Source::catalog)
                .forEach(kind -> {
                    catalogs.add(kind);
                    catalogs.addAll(BESIDE.getOrDefault(kind, List.of()));
                });
        return List.copyOf(catalogs);
    }

    /** An SQL expression: how many rows of the catalog with this OID the session wrote and did not yet report. */
    static String written(String oid) {
        return "pg_stat_get_xact_tuples_inserted(" + oid + ") + pg_stat_get_xact_tuples_updated(" + oid
                + ") + pg_stat_get_xact_tuples_deleted(" + oid + ")";
    }

    /** An SQL expression: how many row versions of the catalog with this OID the session made and did not yet report. */
    static String made(String oid) {
        return "pg_stat_get_xact_tuples_inserted(" + oid + ") + pg_stat_get_xact_tuples_updated(" + oid + ")";
    }

    /**
     * A query for all counters as one array, in order, and last of all how many versions of rows of pg_attribute were made; null
     * where the server does not count.
     */
    static String query() {
        return "SELECT CASE WHEN current_setting('track_counts')::bool THEN ARRAY(SELECT coalesce("
                + written("to_regclass(w.name)") + ", 0) FROM unnest(ARRAY['" + String.join("', '", CATALOGS)
                + "']) WITH ORDINALITY w(name, place) ORDER BY w.place) || (" + made("1249") + ") END";
    }

    /** What the mark says of one catalog. */
    static long before(List<Long> writes, String catalog) {
        return writes.get(CATALOGS.indexOf(catalog));
    }

    /** How many versions of rows of pg_attribute the session had made before. */
    static long attributesMade(List<Long> writes) {
        return writes.get(CATALOGS.size());
    }

    /** The catalogs written between two readings of the counters. */
    static Set<String> moved(List<Long> before, List<Long> now) {
        Set<String> moved = new LinkedHashSet<>();
        for (int i = 0; i < CATALOGS.size(); i++) {
            if (!before.get(i).equals(now.get(i))) {
                moved.add(CATALOGS.get(i));
            }
        }
        return moved;
    }

    /** The rare kinds that the written catalogs hold facts of. */
    static List<String> kinds(Set<String> moved) {
        List<String> kinds = new ArrayList<>();
        Source.ALL.stream()
                .filter(source -> !source.byUnit())
                .map(Source::catalog)
                .forEach(kind -> {
                    if (moved.contains(kind)
                            || BESIDE.getOrDefault(kind, List.of()).stream().anyMatch(moved::contains)) {
                        kinds.add(kind);
                    }
                });
        return kinds;
    }
}

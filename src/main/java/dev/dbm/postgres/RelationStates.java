package dev.dbm.postgres;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How relations stand at one moment, seen from the session that works on them or from one beside it (manual: "pg_locks",
 * "pg_class", "The Cumulative Statistics System"). Nothing here opens a relation, so nothing waits for a lock on one.
 */
public final class RelationStates {
    // pg_class, pg_index and pg_namespace are read as plain tables: a function that takes a relation would lock it.
    private static final String SHOWN = TableSizes.NAME + ", n.nspname, c.relkind::text, c.relfilenode::bigint,"
            + " i.indrelid::bigint, coalesce(i.indisvalid, true)";

    private static final String JOINS = " LEFT JOIN pg_catalog.pg_class c ON c.oid = r.oid"
            + " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid";

    // 16384 is the first oid of an object that initdb did not make (FirstNormalObjectId).
    private static final String HELD =
            "(SELECT l.relation AS oid, array_agg(l.mode) AS modes FROM pg_catalog.pg_locks l"
                    + " WHERE l.locktype = 'relation' AND l.granted AND l.relation >= 16384 AND l.pid = ";

    private static final String INSIDE = "SELECT r.oid::bigint, r.modes, " + SHOWN
            + ", coalesce(pg_catalog.pg_stat_get_xact_numscans(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_xact_tuples_inserted(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_xact_tuples_updated(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_xact_tuples_deleted(r.oid), 0)"
            + " FROM " + HELD + "pg_catalog.pg_backend_pid() GROUP BY l.relation) r" + JOINS;

    private static final String LOCKS = "SELECT r.oid::bigint, r.modes FROM " + HELD + "? GROUP BY l.relation) r";

    private static final String BESIDE =
            "SELECT r.oid::bigint, NULL::text[], " + SHOWN + ", 0, 0, 0, 0 FROM unnest(?::oid[]) r(oid)" + JOINS;

    private static final String EVERY = " FROM pg_catalog.pg_class r" + JOINS + " WHERE r.oid >= 16384";

    private static final String SINCE =
            "SELECT r.oid::bigint, NULL::text[], " + SHOWN + ", 0, 0, 0, 0" + EVERY + " AND r.oid > ?::bigint::oid";

    private static final String ALL = "SELECT r.oid::bigint, NULL::text[], " + SHOWN
            + ", coalesce(pg_catalog.pg_stat_get_numscans(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_tuples_inserted(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_tuples_updated(r.oid), 0)"
            + ", coalesce(pg_catalog.pg_stat_get_tuples_deleted(r.oid), 0)" + EVERY;

    private static final int FLUSHES = 15;

    private RelationStates() {}

    /**
     * One relation.
     *
     * @param name its full name; empty where it is gone, or not there yet for this session
     * @param schema its schema
     * @param kind {@code relkind}
     * @param storage the file that its rows are in ({@code relfilenode}); 0 where it has none
     * @param index the table that it is an index on
     * @param valid whether it is an index that may be used, or none
     * @param lock the strongest lock that the watched session holds on it
     * @param scans how often it was read as a whole since the counters were reported
     * @param rows what was written in it since the counters were reported
     */
    public record State(
            long oid,
            Optional<String> name,
            String schema,
            String kind,
            long storage,
            Optional<Long> index,
            boolean valid,
            Optional<LockMode> lock,
            long scans,
            Rows rows) {

        /** Whether it is one that a script could name: no TOAST table and nothing temporary. */
        public boolean isNamed() {
            return !schema.startsWith("pg_toast") && !schema.startsWith("pg_temp") && !kind.equals("t");
        }
    }

    /** What the session's open transaction holds locks on. */
    public static List<State> held(Session session) {
        return session.query(INSIDE, RelationStates::state);
    }

    /** The strongest lock on each relation that the session with this process id holds now. */
    public static Map<Long, LockMode> locks(Session beside, int pid) {
        Map<Long, LockMode> locks = new HashMap<>();
        beside.query(LOCKS, row -> Map.entry(row.getLong(1), strongest(row)), pid)
                .forEach(held -> held.getValue().ifPresent(mode -> locks.put(held.getKey(), mode)));
        return locks;
    }

    /** These relations as another session sees them: without what an open transaction did. */
    public static List<State> committed(Session beside, List<Long> oids) {
        return beside.query(BESIDE, RelationStates::state, (Object) oids.toArray(Long[]::new));
    }

    /** The relations made after the one with that oid, as another session sees them. */
    public static List<State> committedSince(Session beside, long oid) {
        return beside.query(SINCE, RelationStates::state, oid);
    }

    /**
     * All relations, as another session sees them, with the counters that all sessions have reported.
     *
     * @param session reports its own before, where the server's version lets it
     */
    public static List<State> committed(Session beside, Session session, int major) {
        if (reports(major)) {
            flush(session);
        }
        return beside.query(ALL, RelationStates::state);
    }

    /** Whether a session of that version can be made to report what it counted; it does so by itself about once a second. */
    public static boolean reports(int major) {
        return major >= FLUSHES;
    }

    private static void flush(Session session) {
        session.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
    }

    /**
     * Lets the session's counters begin at zero with its next transaction, or tells where they stand: they count what was not
     * reported yet, and a session reports about once a second.
     */
    public static Map<Long, State> counters(Session session, int major) {
        if (reports(major)) {
            flush(session);
            return Map.of();
        }
        Map<Long, State> counted = new HashMap<>();
        session.query(
                        "SELECT s.relid::bigint, NULL::text[], s.relname::text, s.schemaname::text, '', 0, NULL::bigint, true,"
                                + " s.seq_scan, s.n_tup_ins, s.n_tup_upd, s.n_tup_del FROM pg_catalog.pg_stat_xact_user_tables s"
                                + " WHERE s.seq_scan + s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0",
                        RelationStates::state)
                .forEach(state -> counted.put(state.oid(), state));
        return counted;
    }

    private static Optional<LockMode> strongest(ResultSet row) throws SQLException {
        java.sql.Array modes = row.getArray(2);
        if (modes == null) {
            return Optional.empty();
        }
        Optional<LockMode> strongest = Optional.empty();
        for (String mode : (String[]) modes.getArray()) {
            Optional<LockMode> one = LockMode.of(mode);
            if (one.isPresent()
                    && strongest
                            .filter(other -> other.compareTo(one.get()) >= 0)
                            .isEmpty()) {
                strongest = one;
            }
        }
        return strongest;
    }

    private static State state(ResultSet row) throws SQLException {
        long index = row.getLong(7);
        return new State(
                row.getLong(1),
                Optional.of(row.getString(3)).filter(name -> !name.isEmpty()),
                Optional.ofNullable(row.getString(4)).orElse(""),
                Optional.ofNullable(row.getString(5)).orElse(""),
                row.getLong(6),
                index == 0 ? Optional.empty() : Optional.of(index),
                row.getBoolean(8),
                strongest(row),
                row.getLong(9),
                new Rows(row.getLong(10), row.getLong(11), row.getLong(12)));
    }
}

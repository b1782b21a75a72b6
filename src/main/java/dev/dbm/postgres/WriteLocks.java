package dev.dbm.postgres;

import dev.dbm.model.LockMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the session's open transaction has written to, told by the locks that it holds until its end (manual: "Explicit Locking",
 * "pg_locks").
 *
 * @param relations relations whose rows may have changed, by oid
 * @param rows those of them that are locked as INSERT, UPDATE, DELETE and COPY do
 * @param read relations that are locked as a query does
 * @param modes the strongest lock on each relation that is not only read
 * @param shared catalogs of the whole cluster that it wrote to, by name: what it did there leaves the database
 * @param outside relations and objects outside the one schema that it may change, where there is such a schema
 */
public record WriteLocks(
        Set<Long> relations,
        Set<Long> rows,
        Set<Long> read,
        Map<Long, LockMode> modes,
        Set<String> shared,
        List<String> outside) {
    // The catalogs of roles, memberships, settings, tablespaces and databases, and the comments on them. pg_shdepend is
    // left
    // out: ordinary grants and owners write to it.
    private static final String SHARED =
            "'pg_authid', 'pg_auth_members', 'pg_db_role_setting', 'pg_tablespace', 'pg_database', 'pg_parameter_acl',"
                    + " 'pg_shdescription'";

    // RowExclusiveLock is what INSERT, UPDATE, DELETE and COPY take; AccessExclusiveLock what TRUNCATE, DROP and most
    // of ALTER
    // TABLE take. 16384 is the first oid of an object that initdb did not make (FirstNormalObjectId).
    // Names cost more than the rest, so only those are asked for that will be told.
    private static final String READ = "l.mode IN ('AccessShareLock', 'RowShareLock')";

    private static final String HELD = "SELECT l.relation::bigint, l.mode, CASE WHEN ? <> '' AND NOT " + READ
            + " OR l.relation < 16384 THEN"
            + " l.relation::regclass::text END, CASE WHEN ? <> '' AND l.relation >= 16384 AND NOT " + READ + " THEN"
            + " (SELECT c.relnamespace::regnamespace::text FROM pg_catalog.pg_class c WHERE c.oid = l.relation) END"
            + " FROM pg_catalog.pg_locks l WHERE l.locktype = 'relation' AND l.pid = pg_catalog.pg_backend_pid()"
            + " AND (l.relation >= 16384 OR (l.mode = 'RowExclusiveLock' AND l.relation = ANY"
            + " (SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname IN (" + SHARED
            + ") AND c.relnamespace = 'pg_catalog'::regnamespace)))";

    /**
     * Reads the locks of the session's transaction.
     *
     * @param only the only schema that the transaction may change; empty for any
     */
    public static WriteLocks of(Session session, String only) {
        Rows rows = new Rows(only);
        session.query(
                HELD,
                row -> {
                    rows.add(row);
                    return row;
                },
                only,
                only);
        return rows.locks();
    }

    /** The locks as rows, for whoever reads them together with something else. */
    public static final class Rows {
        private final String only;
        private final Set<Long> relations = new HashSet<>();
        private final Set<Long> rows = new HashSet<>();
        private final Set<Long> read = new HashSet<>();
        private final Map<Long, LockMode> modes = new HashMap<>();
        private final Set<String> shared = new HashSet<>();
        private final List<String> outside = new ArrayList<>();

        /** For a transaction that may change only that schema; empty for any. */
        public Rows(String only) {
            this.only = only;
        }

        /** The query, with two parameters. */
        public String query() {
            return HELD;
        }

        /** The parameters. */
        public Object[] parameters() {
            return new Object[] {only, only};
        }

        /** Reads all rows. */
        public void read(ResultSet rows) throws SQLException {
            while (rows.next()) {
                add(rows);
            }
        }

        private void add(ResultSet row) throws SQLException {
            long oid = row.getLong(1);
            String mode = row.getString(2);
            String schema = row.getString(4);
            if (oid < 16384) {
                shared.add(row.getString(3));
                return;
            }
            if (mode.equals("AccessShareLock") || mode.equals("RowShareLock")) {
                read.add(oid);
                return;
            }
            LockMode.of(mode).ifPresent(lock -> locked(oid, lock));
            if (!only.isEmpty() && schema != null && !schema.equals(only) && !schema.equals("pg_toast")) {
                outside.add(row.getString(3));
            }
        }

        private void locked(long oid, LockMode lock) {
            modes.merge(oid, lock, (one, other) -> one.compareTo(other) >= 0 ? one : other);
            if (lock == LockMode.ROW_EXCLUSIVE) {
                rows.add(oid);
            }
            if (lock == LockMode.ROW_EXCLUSIVE || lock == LockMode.ACCESS_EXCLUSIVE) {
                relations.add(oid);
            }
        }

        /** What they say. */
        public WriteLocks locks() {
            return new WriteLocks(relations, rows, read, modes, shared, outside);
        }
    }
}

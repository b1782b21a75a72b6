package dev.dbm.postgres;

import dev.dbm.model.LockWait;
import dev.dbm.model.LockWait.Blocker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who keeps a session waiting (manual: pg_blocking_pids, pg_stat_activity, pg_locks). */
final class Blockers {
    // Asked only for a session that does wait: pg_blocking_pids stops the whole lock manager for a moment.
    private static final String LOOK =
            """
            SELECT extract(epoch FROM me.query_start)::text, me.state, b.pid, a.usename, a.application_name, a.state,
                   (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint,
                   (extract(epoch FROM clock_timestamp() - a.query_start) * 1000)::bigint,
                   (SELECT CASE
                               WHEN l.locktype = 'tuple' THEN 'a row of ' || l.relation::pg_catalog.regclass
                               WHEN l.relation IS NOT NULL
                                    THEN 'a lock on ' || l.relation::pg_catalog.regclass || ' (' || l.mode || ')'
                               WHEN l.locktype = 'transactionid' THEN 'the end of a transaction that changed the same row'
                               WHEN l.locktype = 'virtualxid' THEN 'the end of an older transaction'
                               WHEN l.locktype = 'advisory' THEN 'an advisory lock'
                               ELSE 'a lock (' || l.locktype || ', ' || l.mode || ')'
                           END
                      FROM pg_catalog.pg_locks l WHERE l.pid = me.pid AND NOT l.granted LIMIT 1)
              FROM pg_catalog.pg_stat_activity me
              LEFT JOIN LATERAL (SELECT DISTINCT unnest(pg_catalog.pg_blocking_pids(me.pid)) AS pid
                                  WHERE me.wait_event_type = 'Lock') b ON true
              LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid AND b.pid <> 0
             WHERE me.pid = ?
             ORDER BY b.pid
            """;

    // Idle between two statements is how every client works; only one that stays so has left its transaction open.
    // Whether
    // it still is in the way is asked in the same breath.
    private static final String TERMINATE =
            """
            SELECT pg_catalog.pg_terminate_backend(a.pid)
              FROM pg_catalog.pg_stat_activity a
             WHERE a.pid = ? AND a.pid = ANY (pg_catalog.pg_blocking_pids(?))
               AND a.state LIKE 'idle in transaction%' AND a.backend_type = 'client backend'
               AND a.application_name <> 'dbm'
               AND a.state_change < clock_timestamp() - interval '1 second'
            """;

    private Blockers() {}

    /**
     * What a session is at.
     *
     * @param query tells one of its queries from another
     * @param active whether that query is running
     * @param waiting whom it waits for; empty where it does not wait
     */
    record Sight(String query, boolean active, Optional<LockWait> waiting) {}

    /** What that session is at now; empty where it is gone. */
    static Optional<Sight> look(Session session, int pid) {
        List<Row> rows = session.query(LOOK, Blockers::row, pid);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Row first = rows.get(0);
        List<Blocker> blockers = new ArrayList<>();
        rows.forEach(row -> row.blocker().ifPresent(blockers::add));
        // Between the two looks at pg_locks the lock may have been given.
        Optional<LockWait> wait = blockers.isEmpty()
                ? Optional.empty()
                : Optional.of(new LockWait(first.wanted().orElse("a lock"), blockers));
        return Optional.of(new Sight(first.query(), first.active(), wait));
    }

    /** Ends that blocker of a session, if it still is one and has been idle in its transaction for a while. */
    static boolean terminateIdle(Session session, int blocker, int blocked) {
        return session.queryOne(TERMINATE, row -> row.getBoolean(1), blocker, blocked)
                .orElse(false);
    }

    private record Row(String query, boolean active, Optional<Blocker> blocker, Optional<String> wanted) {}

    private static Row row(ResultSet row) throws SQLException {
        int pid = row.getInt(3);
        Optional<Blocker> blocker = row.wasNull()
                ? Optional.empty()
                : Optional.of(new Blocker(
                        pid,
                        Optional.ofNullable(row.getString(4)),
                        Optional.ofNullable(row.getString(5)),
                        Optional.ofNullable(row.getString(6)),
                        millis(row, 7),
                        millis(row, 8)));
        return new Row(
                String.valueOf(row.getString(1)),
                "active".equals(row.getString(2)),
                blocker,
                Optional.ofNullable(row.getString(9)));
    }

    private static Optional<Duration> millis(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }
}

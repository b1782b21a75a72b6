package dev.dbm.postgres;

import dev.dbm.model.ProblemException;
import java.time.Duration;
import java.util.List;

/** What became of the sessions of a run whose connection was lost. */
public final class OtherSessions {
    private static final Duration RECONNECT = Duration.ofSeconds(15);
    private static final Duration END = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 200;

    private OtherSessions() {}

    /**
     * A new session, tried for until a server that restarts is back.
     *
     * @throws ProblemException where it does not come back in time
     */
    public static Session reconnect(Database database) {
        long end = System.nanoTime() + RECONNECT.toNanos();
        while (true) {
            try {
                return database.dedicated();
            } catch (ProblemException e) {
                if (System.nanoTime() >= end) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** Waits until no other session of dbm works in this database any more; tells whether that came about in time. */
    public static boolean awaitEnd(Session session) {
        long end = System.nanoTime() + END.toNanos();
        while (working(session)) {
            if (System.nanoTime() >= end) {
                return false;
            }
            pause();
        }
        return true;
    }

    // A session that lost its client still runs its statement to the end, and may commit it.
    private static boolean working(Session session) {
        return session.queryOne(
                        "SELECT count(*) > 0 FROM pg_catalog.pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name = 'dbm' AND state <> 'idle' AND pid <> pg_backend_pid()",
                        row -> row.getBoolean(1))
                .orElse(false);
    }

    /** Who else is in a database, dbm itself not counted; a line for each that says how to tell them apart. */
    public static List<String> in(Session session, String database) {
        return session.query(
                """
                SELECT concat_ws(', ', 'process ' || pid, 'role ' || usename, nullif(application_name, ''),
                                 'from ' || host(client_addr), state, 'since ' || date_trunc('second', backend_start))
                  FROM pg_catalog.pg_stat_activity
                 WHERE datname = ? AND pid <> pg_backend_pid() AND application_name <> 'dbm'
                   AND backend_type <> 'autovacuum worker' ORDER BY backend_start
                """,
                row -> row.getString(1),
                database);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

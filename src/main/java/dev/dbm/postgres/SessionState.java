package dev.dbm.postgres;

/**
 * Makes a session forget what a script left in it, so that the next script starts as on a new connection. Settings that
 * came with the connection's startup options stay, because RESET goes back to those.
 */
public final class SessionState {
    /**
     * The parts of DISCARD ALL (manual: "DISCARD") but for {@code pg_advisory_unlock_all()}: it would drop the lock that
     * Flyway holds on this session. Unlike DISCARD ALL they may stand in a transaction.
     */
    private static final String ALL_BUT_LOCKS =
            "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL;"
                    + " UNLISTEN *; DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES";

    private SessionState() {}

    /** Forgets everything, advisory locks too. Only outside a transaction. */
    public static void reset(Session session) {
        session.execute("DISCARD ALL");
    }

    /** Forgets everything but advisory locks; also inside a transaction. */
    public static void resetKeepingLocks(Session session) {
        session.execute(ALL_BUT_LOCKS);
    }

    /**
     * Ends a script inside its transaction: what it deferred is checked now, under the script's own settings, so that a
     * violation is the script's failure and not the commit's; then everything but advisory locks is forgotten.
     */
    public static void settle(Session session) {
        session.execute("SET CONSTRAINTS ALL IMMEDIATE; " + ALL_BUT_LOCKS);
    }
}

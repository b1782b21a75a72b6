package dev.dbm.postgres;

import java.util.List;

/**
 * Makes a session forget what a script left in it, so that the next script starts as on a new connection. Settings that
 * came with the connection's startup options, the role's or the database's stay, because RESET goes back to those. (So does
 * RESET ROLE; SET SESSION AUTHORIZATION DEFAULT alone, and DISCARD ALL with it, end in the role that logged in.)
 */
public final class SessionState {
    // After a RESET ALL the driver prepares its statements again, for search_path may have changed, and with it what a
    // name means: unless the message is the very one that it did so for last, or says neither "search_path" nor "all"
    // in its first 1,024 characters. It goes through those letter by letter, up to five times a message, which takes as
    // long as the message itself. So the one that a session sends after every script says it at once, the others never.
    private static final String SEEN = "/*search_path*/ ";
    private static final String UNSEEN = " ".repeat(1_024);

    private static final String RESET =
            "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; DISCARD TEMP; DISCARD SEQUENCES";
    private static final String ALL_BUT_LOCKS_AND_STATEMENTS = RESET + "; UNLISTEN *;";
    private static final String ALL_BUT_STATEMENTS =
            ALL_BUT_LOCKS_AND_STATEMENTS + " SELECT pg_catalog.pg_advisory_unlock_all(); SELECT NULL WHERE false;";
    private static final String FIND_PREPARED =
            " SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql AND NOT starts_with(name, "
                    + Identifiers.literal(KeptQueries.PREFIX) + ")";

    /** What may stand in a transaction, without advisory locks and prepared statements. */
    static final String INSIDE = UNSEEN + RESET;

    // A row whose age is not positive was written by this transaction, by one inside it, or by one that began later
    // (manual: "Transaction ID and Snapshot Information", age).
    private static final String STATEMENTS_CHANGED =
            """
             SELECT 1 FROM pg_catalog.pg_prepared_statements HAVING bool_or(from_sql) OR count(*) = 0 OR EXISTS (
               SELECT FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass(%s) AND age(xmin) <= 0)""";

    /** Deferrable constraints are checked from here on as they are met, and those that wait are checked now. */
    static final String CHECK_DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE";

    private SessionState() {}

    /** Forgets everything, advisory locks too. Only outside a transaction. */
    public static void reset(Session session) {
        session.execute("DISCARD ALL");
        session.execute("RESET ROLE");
    }

    /**
     * Forgets all that a script can leave but for advisory locks, in a transaction or outside.
     *
     * @param before what the same message does first
     */
    static void resetKeepingLocks(Session session, String before) {
        session.executeScript(before + ALL_BUT_LOCKS_AND_STATEMENTS + " DEALLOCATE ALL");
    }

    /**
     * {@linkplain #resetKeepingLocks The same}, but prepared statements stay, for each has cost a message and its plan: unless
     * the script prepared one, dropped all without the driver's knowing, or altered the table that they read. (Of what it did
     * outside a transaction the last is not seen here; there the driver prepares again what fails for it.)
     *
     * @param read the table that the driver's prepared statements read, qualified and quoted
     */
    static void resetKeepingLocksAndStatements(Session session, String before, String read) {
        String changed = STATEMENTS_CHANGED.formatted(Identifiers.literal(read));
        if (!session.lastResult(SEEN + before + ALL_BUT_LOCKS_AND_STATEMENTS + changed)
                .isEmpty()) {
            session.execute("DEALLOCATE ALL");
        }
    }

    /**
     * Forgets all that a script can leave, advisory locks too, and keeps the statements that the driver and {@link KeptQueries}
     * have prepared, which are dear to prepare and belong to no script. Only outside a transaction.
     *
     * @param prepared whether a script may have prepared statements of its own
     */
    public static void resetKeepingStatements(Session session, boolean prepared) {
        deallocate(session, session.lastResult(UNSEEN + allButStatements(prepared)));
    }

    /** Keeps what the transaction did, then {@linkplain #resetKeepingStatements resets} the session, in one message. */
    public static void commitAndReset(Session session, boolean prepared) {
        deallocate(session, session.commitAndRun(SEEN + allButStatements(prepared)));
    }

    /** Drops what the transaction did, then {@linkplain #resetKeepingStatements resets} the session, in one message. */
    public static void rollbackAndReset(Session session, boolean prepared) {
        deallocate(session, session.rollbackAndRun(UNSEEN + allButStatements(prepared)));
    }

    private static String allButStatements(boolean prepared) {
        return ALL_BUT_STATEMENTS + (prepared ? FIND_PREPARED : "");
    }

    private static void deallocate(Session session, List<String> prepared) {
        prepared.forEach(name -> session.execute("DEALLOCATE " + Identifiers.quote(name)));
    }

    /** Goes back to the {@code search_path} that came with the connection. */
    public static void resetSearchPath(Session session) {
        session.execute("RESET search_path");
    }

    /** Rolls back what a script without transaction opened with its own BEGIN and did not end; nothing where it did. */
    public static void endTransaction(Session session) {
        session.execute("ROLLBACK");
    }
}

package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.TestDatabase;
import java.util.List;

/** Watches the database from outside, and holds the gate at which scripts wait. */
final class Witness implements AutoCloseable {
    /** A statement that waits on the target as long as the gate is shut; a scratch has advisory locks of its own. */
    static final String GATE = "SELECT pg_advisory_xact_lock(4711);";

    private static final long SECONDS = 60;

    private final TestDatabase db;
    private final Session session;

    Witness(TestDatabase db) {
        this.db = db;
        this.session = db.open();
    }

    void shut() {
        session.query("SELECT pg_advisory_lock(4711)", row -> true);
    }

    void open() {
        session.query("SELECT pg_advisory_unlock(4711)", row -> true);
    }

    void execute(String sql) {
        session.execute(sql);
    }

    boolean is(String sql) {
        return session.queryOne(sql, row -> row.getBoolean(1)).orElse(false);
    }

    List<String> list(String sql) {
        return session.query(sql, row -> row.getString(1));
    }

    /** Polls until that is so. */
    void await(String sql) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (!is(sql)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + sql + "; sessions: "
                        + list("SELECT concat_ws(' ', datname, pid, application_name, state, query)"
                                + " FROM pg_stat_activity WHERE backend_type = 'client backend'"));
            }
            pause();
        }
    }

    /** Waits until dbm stands before the gate. */
    void awaitAtGate() {
        await("SELECT EXISTS (" + atGate() + ")");
    }

    /** Ends the session that stands before the gate. */
    void terminateAtGate() {
        session.query("SELECT pg_terminate_backend(pid) FROM (" + atGate() + ") g", row -> true);
    }

    /** Ends the idle session that holds dbm's own lock. */
    void terminateRunLock() {
        String idle = "SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory'"
                + " AND objsubid = 1 AND granted AND state = 'idle' AND datname = current_database()"
                + " AND pid <> pg_backend_pid()";
        assertThat(list("SELECT pg_terminate_backend(pid)::text FROM (" + idle + ") i"))
                .containsExactly("true");
        await("SELECT NOT EXISTS (" + idle + ")");
    }

    /** Ends the session that waits for a lock on a table or view, as soon as there is one. */
    void terminateWaitingForLock() {
        String waiting = "SELECT pid FROM pg_locks WHERE locktype = 'relation' AND NOT granted"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        await("SELECT EXISTS (" + waiting + ")");
        session.query("SELECT pg_terminate_backend(pid) FROM (" + waiting + ") w", row -> true);
    }

    private static String atGate() {
        return "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted"
                + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    }

    /** Nobody but this witness has a lock in the database or a session that works in it. */
    void awaitQuiet() {
        await("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid() AND backend_type = 'client backend')");
    }

    /** Waits until a script of this test's sleeps in a scratch. */
    void awaitAsleep(String mark) {
        await("SELECT EXISTS (" + asleep(mark) + ")");
    }

    void terminateAsleep(String mark) {
        session.query("SELECT pg_terminate_backend(pid) FROM (" + asleep(mark) + ") s", row -> true);
    }

    private static String asleep(String mark) {
        return "SELECT pid FROM pg_stat_activity WHERE datname LIKE 'dbm\\_scratch\\_%' AND state = 'active'"
                + " AND wait_event = 'PgSleep' AND query LIKE '%" + mark + "%'";
    }

    /** The scratch in which a script of this test's sleeps. */
    String scratch(String mark) {
        return session.queryOne(
                        "SELECT datname FROM pg_stat_activity WHERE pid IN (" + asleep(mark) + ")",
                        row -> row.getString(1))
                .orElseThrow();
    }

    boolean exists(String table) {
        return is("SELECT to_regclass('public." + table + "') IS NOT NULL");
    }

    boolean hasDatabase(String name) {
        return is("SELECT EXISTS (SELECT FROM pg_database WHERE datname = '" + name + "')");
    }

    /** Version, type and success of the history's rows, in the order in which they were written. */
    List<String> history() {
        return list("SELECT concat_ws(' ', version, type, success) FROM flyway_schema_history ORDER BY installed_rank");
    }

    /** Action, version and outcome of the journal's entries about scripts. */
    List<String> journal() {
        return list("SELECT concat_ws(' ', action, version, outcome) FROM dbm_journal"
                + " WHERE action IN ('migrate', 'undo', 'repair') ORDER BY id");
    }

    /** Whether the server notices that a client is gone while a statement runs. */
    boolean serverChecksClients() {
        return is("SELECT current_setting('server_version_num')::int >= 140000");
    }

    TestDatabase database() {
        return db;
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}

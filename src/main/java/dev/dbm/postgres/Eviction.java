package dev.dbm.postgres;

import dev.dbm.model.ProblemException;

/**
 * Ends whoever is in a database, again and again until it is closed. Meant to run beside a rename: that takes a lock on the database
 * first, which lets nobody in, and then waits a few seconds for those who are there, so that nobody slips in between.
 */
final class Eviction implements AutoCloseable {
    private static final long POLL_MILLIS = 50;

    private final Database server;
    private final String database;
    private final Thread thread;
    private volatile boolean over;

    /** Begins at once. */
    Eviction(Database server, String database) {
        this.server = server;
        this.database = database;
        this.thread = new Thread(this::evict, "dbm-evict");
        thread.setDaemon(true);
        thread.start();
    }

    private void evict() {
        try (Session session = server.dedicated()) {
            while (!over) {
                session.query(
                                "SELECT pid FROM pg_catalog.pg_stat_activity WHERE datname = ?",
                                row -> row.getInt(1),
                                database)
                        .forEach(pid -> end(session, pid));
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatabaseException | ProblemException e) {
            // Without this session nobody is ended: the rename then says that somebody is in the way.
            return;
        }
    }

    private static void end(Session session, int pid) {
        try {
            session.query("SELECT pg_terminate_backend(?)", row -> row.getBoolean(1), pid);
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            // Not this role's to end: the rename then says that somebody is in the way.
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

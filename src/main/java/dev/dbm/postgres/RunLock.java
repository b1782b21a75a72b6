package dev.dbm.postgres;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps two runs apart: one runner at a time for each schema of a database. It is a session-level advisory lock (manual:
 * "Advisory Locks") on a connection of its own that stays idle and outside any transaction, so it holds back no vacuum, and
 * the server frees it when the runner dies.
 */
public final class RunLock implements AutoCloseable {
    private static final long POLL_MILLIS = 200;
    private static final int LOOKS = 5;

    private final Session session;
    private final long key;
    private final String what;

    private RunLock(Session session, long key, String what) {
        this.session = session;
        this.key = key;
        this.what = what;
    }

    /**
     * Who holds the lock.
     *
     * @param since when that session began
     * @param client the address it comes from; empty for a local socket, or where the role may not see it
     */
    public record Holder(
            int pid,
            Optional<String> user,
            Optional<String> application,
            Optional<String> client,
            Optional<Instant> since,
            Optional<String> state) {

        /** In words: process, user, application, from where and since when. */
        public String describe() {
            return "process " + pid
                    + user.map(name -> ", user " + name).orElse("")
                    + application
                            .filter(name -> !name.isBlank())
                            .map(name -> ", application " + name)
                            .orElse("")
                    + client.map(from -> ", from " + from).orElse("")
                    + since.map(time -> ", connected since " + time).orElse("")
                    + state.map(name -> ", " + name).orElse("");
        }
    }

    /**
     * Takes the lock, trying until the patience is over; then it is {@code LOCKED}, and the holder is named.
     *
     * @param patience how long to try; zero tries once
     */
    public static RunLock acquire(Database database, String schema, Duration patience, Progress progress) {
        Session session = database.lasting();
        try {
            if (database.facts().major() >= 14) {
                // This connection is idle by design.
                session.execute("SET idle_session_timeout = 0");
            }
            RunLock lock = new RunLock(session, key(schema), "the lock on schema " + schema);
            lock.await(patience, progress);
            return lock;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    // Tries again and again: a session that waits in pg_advisory_lock holds a snapshot, and CREATE INDEX CONCURRENTLY
    // waits
    // for every older snapshot, so that the waiter and the holder would wait for each other.
    private void await(Duration patience, Progress progress) {
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (!tryLock()) {
            Optional<Holder> holder = holder(session, key);
            if (System.nanoTime() >= end) {
                throw new ProblemException(locked(holder));
            }
            if (!told) {
                progress.remark("waiting for " + what
                        + holder.map(who -> ", held by " + who.describe()).orElse(""));
                told = true;
            }
            pause();
        }
    }

    private boolean tryLock() {
        return session.queryOne("SELECT pg_try_advisory_lock(?)", row -> row.getBoolean(1), key)
                .orElse(false);
    }

    private Problem locked(Optional<Holder> holder) {
        return Problem.of(
                ProblemCode.LOCKED,
                "Another run holds " + what
                        + holder.map(who -> ": " + who.describe()).orElse("") + ".",
                holder.isPresent()
                        ? "wait for that run to end; dbm repair tells whether it is at work, and how to end what is left of"
                                + " it if it is dead"
                        : "try again");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.of(ProblemCode.INTERRUPTED, "The wait for another run was interrupted.", "run it again"));
        }
    }

    /** Who holds the lock on that schema in this database, if anyone does. */
    public static Optional<Holder> holder(Session session, String schema) {
        return holder(session, key(schema));
    }

    // A key of 64 bits is shown in two halves: classid high, objid low, objsubid 1 (catalog pg_locks).
    private static Optional<Holder> holder(Session session, long key) {
        return session.queryOne(
                """
                SELECT l.pid, a.usename, a.application_name, host(a.client_addr), a.backend_start, a.state
                  FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                   AND l.classid = ?::bigint::oid AND l.objid = ?::bigint::oid
                   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                row -> new Holder(
                        row.getInt(1),
                        Optional.ofNullable(row.getString(2)),
                        Optional.ofNullable(row.getString(3)),
                        Optional.ofNullable(row.getString(4)),
                        Optional.ofNullable(row.getTimestamp(5)).map(java.sql.Timestamp::toInstant),
                        Optional.ofNullable(row.getString(6))),
                key >>> 32,
                key & 0xFFFFFFFFL);
    }

    /**
     * The processes of the holder's run that do something on the server, each with its state, looked for during a second. A scratch
     * database's name tells which session made it.
     */
    public static List<String> atWork(Session session, Holder holder) {
        Set<String> busy = new TreeSet<>();
        for (int look = 0; look < LOOKS; look++) {
            if (look > 0) {
                pause();
            }
            busy.addAll(session.query(
                    """
                    SELECT concat(a.pid, ' (', a.state, CASE WHEN a.state <> 'active' AND a.state_change < now() - interval '1 min'
                             THEN concat(' for ', date_trunc('minute', now() - a.state_change)) END, ')')
                      FROM pg_stat_activity a, pg_stat_activity h
                     WHERE h.pid = ? AND a.pid NOT IN (h.pid, pg_backend_pid()) AND a.state <> 'idle'
                       AND a.usesysid = h.usesysid AND a.client_addr IS NOT DISTINCT FROM h.client_addr
                       AND a.application_name = h.application_name
                       AND (a.datname = h.datname OR starts_with(a.datname, ?) AND EXISTS (SELECT FROM pg_stat_activity o
                         WHERE o.pid::text = split_part(a.datname, '_', 4) AND o.datname = h.datname))
                    """,
                    row -> row.getString(1),
                    holder.pid(),
                    ScratchName.PREFIX));
        }
        return List.copyOf(busy);
    }

    /** Ends the session that holds the lock, and waits until the lock is free. */
    public static boolean end(Session session, String schema, Holder holder, Duration patience) {
        session.query("SELECT pg_terminate_backend(?)", row -> row.getBoolean(1), holder.pid());
        long end = System.nanoTime() + patience.toNanos();
        while (holder(session, schema).filter(now -> now.pid() == holder.pid()).isPresent()) {
            if (System.nanoTime() >= end) {
                return false;
            }
            pause();
        }
        return true;
    }

    /**
     * Whether the lock is still held: its connection lives and the server says so. The session that holds it gets it again, and no
     * other does; that is less work than looking for it in pg_locks, and it is asked before each script.
     */
    public boolean isHeld() {
        try {
            return tryLock();
        } catch (DatabaseException e) {
            return false;
        }
    }

    /** {@code CONNECTION_LOST} where the lock is no longer held: another run may have begun. */
    public void check() {
        if (!isHeld()) {
            throw new ProblemException(Problem.of(
                    ProblemCode.CONNECTION_LOST,
                    "The connection that holds " + what + " was lost, so another run may have begun.",
                    "run dbm status, then go on from there"));
        }
    }

    /** Frees the lock. */
    @Override
    public void close() {
        session.close();
    }

    /** The same for every version of dbm: runners of different versions keep each other out. */
    private static long key(String schema) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(("dbm\0" + schema).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package dev.dbm.testing;

import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** An application at work: sessions that run small transactions one after the other, and the longest that one had to wait. */
public final class Traffic implements AutoCloseable {
    private final List<Thread> clients = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile boolean over;

    private Traffic() {}

    /** What a client does again and again: one small transaction. */
    public interface Work {
        void once(Session session);
    }

    /**
     * Starts it.
     *
     * @param clients how many sessions work at once
     * @param statements what each of them runs again and again, each statement a transaction of its own
     */
    public static Traffic on(TestDatabase db, int clients, String... statements) {
        return on(
                db,
                clients,
                Stream.of(statements)
                        .map(statement -> (Work) session -> session.execute(statement))
                        .toArray(Work[]::new));
    }

    /**
     * Starts it.
     *
     * @param clients how many sessions work at once
     * @param works what each of them does again and again, one after the other
     */
    public static Traffic on(TestDatabase db, int clients, Work... works) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < clients; i++) {
            Thread client = new Thread(() -> traffic.work(db, List.of(works)), "traffic-" + i);
            traffic.clients.add(client);
            client.start();
        }
        return traffic;
    }

    private void work(TestDatabase db, List<Work> works) {
        try (Session session = db.open()) {
            session.execute("SET application_name = 'traffic'");
            while (!over) {
                for (Work work : works) {
                    long start = System.nanoTime();
                    work.once(session);
                    longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                    done.incrementAndGet();
                }
            }
        } catch (DatabaseException e) {
            failures.add(e.getMessage());
        }
    }

    /** The longest that one statement took so far, waiting included. */
    public Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** How many transactions have run. */
    public long done() {
        return done.get();
    }

    /** What went wrong in it; empty where nothing did. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Ends it, and waits for the end. */
    @Override
    public void close() {
        over = true;
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

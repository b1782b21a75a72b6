package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.LockPolicy;
import dev.dbm.model.LockWait;
import dev.dbm.model.Progress;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@PostgresTest
class LockWatchTest {
    private static final LockPolicy LOOKING = new LockPolicy(Duration.ofMillis(500), 0, false);

    /** Lets a session of that role wait behind one of the superuser's until the watch has said so. */
    private static List<String> said(TestDatabase db, TestDatabase role, String lock, String wait, String until) {
        List<String> said = new CopyOnWriteArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void remark(String what) {
                said.add(what);
            }
        };
        try (Session holder = db.open();
                Session waiter = role.open();
                LockWatch watch = LockWatch.over(waiter, role::open, LOOKING, progress)) {
            holder.begin();
            holder.execute(lock);
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> waiter.execute(wait));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (said.stream().noneMatch(line -> line.contains(until))) {
                assertThat(System.nanoTime()).as("said so far: %s", said).isLessThan(end);
                Thread.onSpinWait();
            }
            assertThat(watch.last()).isPresent();
            holder.rollback();
            waiting.orTimeout(60, TimeUnit.SECONDS).join();
        }
        return said;
    }

    @Test
    void roleThatMaySeeLittleStillLearnsTheProcess(TestDatabase db) {
        TestDatabase role = db.createRole();
        try (Session session = db.open()) {
            session.execute("CREATE TABLE a (id int); GRANT ALL ON a TO "
                    + Identifiers.quote(role.address().user().orElseThrow()));
        }

        List<String> said = said(db, role, "LOCK TABLE a", "SELECT * FROM a", "blocked by");

        assertThat(said.get(0))
                .contains("waiting for a lock on a (AccessShareLock), blocked by process ")
                .doesNotContain("transaction open");
    }

    @Test
    void advisoryLocksAndRowsAreNamedToo(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE a (id int); INSERT INTO a VALUES (1)");
        }
        assertThat(said(db, db, "SELECT pg_advisory_xact_lock(1)", "SELECT pg_advisory_xact_lock(1)", "blocked"))
                .anyMatch(line -> line.contains("an advisory lock"));
    }

    @Test
    void preparedTransactionHasNoProcess() {
        LockWait.Blocker prepared = new LockWait.Blocker(
                0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(new LockWait("a lock", List.of(prepared)).describe())
                .isEqualTo("waiting for a lock, blocked by a prepared transaction (pg_prepared_xacts)");
    }
}

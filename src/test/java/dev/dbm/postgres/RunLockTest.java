package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@PostgresTest
class RunLockTest {
    private static RunLock acquire(Database database, String schema, Duration patience) {
        return RunLock.acquire(database, schema, patience, Progress.SILENT);
    }

    private static Database open(TestDatabase db) {
        return Database.open(db.address(), ConnectionOptions.PLAIN);
    }

    @Test
    void secondRunnerIsLockedOutAndHearsWhoHoldsTheLock(TestDatabase db) {
        try (Database first = open(db);
                Database second = open(db);
                RunLock lock = acquire(first, "public", Duration.ZERO)) {
            ProblemException e =
                    catchThrowableOfType(ProblemException.class, () -> acquire(second, "public", Duration.ofMillis(1)));
            Problem problem = e.problems().get(0);
            RunLock.Holder holder;
            try (Session session = second.session()) {
                holder = RunLock.holder(session, "public").orElseThrow();
            }
            assertThat(problem.code()).isEqualTo(ProblemCode.LOCKED);
            assertThat(problem.message())
                    .contains("process " + holder.pid(), "user postgres", "application dbm", "from ", "idle");
            assertThat(problem.next()).contains("dbm repair");
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void closedLockIsFreeAgain(TestDatabase db) {
        try (Database database = open(db)) {
            acquire(database, "public", Duration.ZERO).close();
            try (RunLock again = acquire(database, "public", Duration.ZERO);
                    Session session = database.session()) {
                again.check();
                assertThat(RunLock.holder(session, "other")).isEmpty();
            }
        }
    }

    @Test
    void otherSchemasHaveOtherLocks(TestDatabase db) {
        try (Database database = open(db);
                RunLock one = acquire(database, "one", Duration.ZERO);
                RunLock two = acquire(database, "two", Duration.ZERO)) {
            assertThat(one.isHeld()).isTrue();
            assertThat(two.isHeld()).isTrue();
        }
    }

    @Test
    void theWaitingRunnerSaysSoAndGetsTheLockWhenItIsFreed(TestDatabase db) throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        List<String> remarks = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void remark(String what) {
                remarks.add(what);
                waits.countDown();
            }
        };
        try (Database database = open(db)) {
            RunLock first = acquire(database, "public", Duration.ZERO);
            CompletableFuture<RunLock> second = CompletableFuture.supplyAsync(
                    () -> RunLock.acquire(database, "public", Duration.ofMinutes(1), progress));
            assertThat(waits.await(1, TimeUnit.MINUTES)).isTrue();
            first.close();
            try (RunLock lock = second.get(1, TimeUnit.MINUTES)) {
                assertThat(lock.isHeld()).isTrue();
            }
            assertThat(remarks).singleElement().asString().contains("public", "process ");
        }
    }

    @Test
    void lostLockConnectionIsNoticed(TestDatabase db) {
        try (Database database = open(db);
                Session session = database.session();
                RunLock lock = acquire(database, "public", Duration.ZERO)) {
            int pid = RunLock.holder(session, "public").orElseThrow().pid();
            session.query("SELECT pg_terminate_backend(?, 10000)", row -> row.getBoolean(1), pid);
            assertThat(lock.isHeld()).isFalse();
            assertThatThrownBy(lock::check).isInstanceOfSatisfying(ProblemException.class, e -> assertThat(
                            e.problems().get(0).code())
                    .isEqualTo(ProblemCode.CONNECTION_LOST));
        }
    }

    @Test
    void theLockHoldsNoTransactionSoIndexesCanBeBuiltConcurrently(TestDatabase db) {
        try (Database database = open(db);
                RunLock lock = acquire(database, "public", Duration.ZERO);
                Session session = database.session()) {
            session.execute("CREATE TABLE t (id int)");
            session.execute("SET statement_timeout = '60s'");
            session.execute("CREATE INDEX CONCURRENTLY t_id ON t (id)");
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void aLimitedRoleIsToldTheHolderTooAsFarAsItMaySee(TestDatabase db) {
        try (Database first = open(db);
                Database second = Database.open(db.createRole().address(), ConnectionOptions.PLAIN);
                RunLock lock = acquire(first, "public", Duration.ZERO)) {
            assertThat(lock.isHeld()).isTrue();
            ProblemException e =
                    catchThrowableOfType(ProblemException.class, () -> acquire(second, "public", Duration.ZERO));
            assertThat(e.problems().get(0).message()).contains("process ", "user postgres");
        }
    }
}

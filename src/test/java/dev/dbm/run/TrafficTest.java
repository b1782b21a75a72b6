package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import dev.dbm.testing.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application goes on while a script waits: it queues behind dbm no longer than the lock timeout at a time. */
@PostgresTest
class TrafficTest {
    /** Far more than the timeout, and less than the blocker stays while dbm tries five times. */
    private static final Duration SLACK = Duration.ofSeconds(4);

    private Project project;
    private TestDatabase db;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        project = new Project(folder, db);
        project.settings("lock_timeout = \"300ms\"", "lock_retries = 30");
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a SELECT generate_series(1, 100)");
    }

    /** Runs it while a transaction stays open that has read the table, and ends that only after many a try. */
    private Run behindALongTransaction(Traffic traffic, int tries, String... args) {
        try (Session longTransaction = db.open()) {
            longTransaction.begin();
            longTransaction.execute("SELECT count(*) FROM a");
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
                project.awaitSaid("(" + tries + " of 30)");
                longTransaction.rollback();
            });
            Run run = project.dbm(args);
            end.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(traffic.failures()).isEmpty();
            return run;
        }
    }

    @Test
    void migrationThatWaitsForALongTransactionLetsTheApplicationThroughBetweenItsTries() {
        project.pair("2", "ALTER TABLE a ADD b int;", "ALTER TABLE a DROP b;");
        try (Traffic traffic = Traffic.on(db, 3, "UPDATE a SET id = id WHERE id = 7", "SELECT count(*) FROM a")) {
            Run run = behindALongTransaction(traffic, 5, "migrate");

            assertThat(run.exit()).as("%s", run).isZero();
            assertThat(run.migration("2").at("retries").number()).isGreaterThanOrEqualTo(5);
            assertThat(traffic.longest()).isLessThan(SLACK);
        }
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
    }

    @Test
    void concurrentBuildThatWaitsForALongTransactionStandsInNobodysWay() {
        project.pair(
                "2",
                "-- dbm:no-transaction\nCREATE INDEX CONCURRENTLY a_idx ON a (id);",
                "-- dbm:no-transaction\nDROP INDEX CONCURRENTLY a_idx;");
        try (Traffic traffic = Traffic.on(db, 3, "UPDATE a SET id = id WHERE id = 7");
                Session longTransaction = db.open()) {
            longTransaction.begin();
            longTransaction.execute("UPDATE a SET id = id WHERE id = 1");
            CompletableFuture<Long> end = CompletableFuture.supplyAsync(() -> {
                project.awaitSaid("blocked by process " + longTransaction.pid());
                long before = traffic.done();
                project.await("SELECT clock_timestamp() - query_start > interval '1 s' FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%'");
                long during = traffic.done() - before;
                longTransaction.rollback();
                return during;
            });

            Run run = project.dbm("migrate");

            assertThat(run.exit()).as("%s", run).isZero();
            assertThat(end.orTimeout(60, TimeUnit.SECONDS).join()).isPositive();
            assertThat(traffic.failures()).isEmpty();
        }
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a run does when somebody else holds a lock that a script needs. */
@PostgresTest
@Execution(ExecutionMode.CONCURRENT)
class LocksTest {
    private static final String OUTSIDE = "-- dbm:no-transaction\n";

    private Project project;
    private Session other;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        // Long enough for a busy machine to look who is in the way, while a try lasts.
        project.settings("lock_timeout = \"600ms\"", "lock_retries = 1");
        other = db.open();
    }

    @AfterEach
    void close() {
        other.close();
    }

    /** Table a is there, and version 2 needs it for itself. */
    private void pending() {
        project.table("1", "a").done("migrate");
        project.pair("2", "ALTER TABLE a ADD b int;", "ALTER TABLE a DROP b;");
    }

    private void block() {
        other.begin();
        other.execute("SET application_name = 'shop'; LOCK TABLE a IN ACCESS SHARE MODE");
    }

    /** Runs it while the table is blocked; the blocker goes as soon as dbm has said that. */
    private Run unblockedWhenSaid(String what, String... args) {
        block();
        CompletableFuture<Void> free = CompletableFuture.runAsync(() -> {
            project.awaitSaid(what);
            other.rollback();
        });
        Run run = project.dbm(args);
        free.orTimeout(60, TimeUnit.SECONDS).join();
        return run;
    }

    @Test
    void scriptIsTriedAgainUntilItHasItsLock() {
        pending();

        Run run = unblockedWhenSaid("trying again", "migrate");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.state("2")).isEqualTo("applied");
        assertThat(run.migration("2").at("retries").number()).isPositive();
        assertThat(run.err())
                .contains("waiting for a lock on a (AccessExclusiveLock), blocked by process ")
                .contains("application shop, idle in transaction, transaction open for ")
                .containsPattern("V2__step.sql: .+; trying again in .+ s \\(1 of 1\\)");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql", "2 SQL V2__step.sql");
        assertThat(project.query("SELECT concat_ws(' ', action, outcome, substr(detail, 1, 11)) FROM dbm_journal"
                        + " WHERE version = '2' AND action <> 'run'"))
                .containsExactly("migrate done tried again");
    }

    @Test
    void undoIsTriedAgainUntilItHasItsLock() {
        pending();
        project.done("migrate");

        Run run = unblockedWhenSaid("trying again", "rollback");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("2").at("retries").number()).isPositive();
        assertThat(project.tables()).containsExactly("a");
        assertThat(project.history().get(2)).startsWith("2 DELETE");
    }

    @Test
    void atomicRunIsTriedAgainAsAWhole() {
        pending();
        project.table("1.5", "b").table("3", "c");

        Run run = unblockedWhenSaid("trying again", "migrate", "--atomic");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.ran()).containsExactly("1.5", "2", "3");
        assertThat(project.query("SELECT count(DISTINCT xmin::text) FROM flyway_schema_history WHERE version <> '1'"))
                .containsExactly("1");
    }

    @Test
    void whoNeverGetsItsLockIsBusyAndNamesTheBlockers() {
        pending();
        project.table("3", "c");
        block();

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.errors()).containsExactly("LOCK_TIMEOUT");
        assertThat(run.place("LOCK_TIMEOUT")).isEqualTo("migrations/V2__step.sql:1");
        assertThat(run.message("LOCK_TIMEOUT"))
                .contains("tried 2 times", "blocked by process " + other.pid(), "application shop");
        assertThat(run.outcome()).isEqualTo("refused");
        assertThat(run.states()).containsExactly("2 pending", "3 pending");
        assertThat(run.remarks()).contains("Applied in this run: none. Not: 2, 3.");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate");
        assertThat(project.query("SELECT detail FROM dbm_journal WHERE outcome = 'failed'"))
                .singleElement()
                .asString()
                .startsWith("tried again once; line 1: ");
        other.rollback();
        assertThat(project.done("migrate").ran()).containsExactly("2", "3");
    }

    @Test
    void undoThatNeverGetsItsLockLeavesTheVersionApplied() {
        pending();
        project.done("migrate");
        block();

        Run run = project.dbm("rollback");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.place("LOCK_TIMEOUT")).isEqualTo("migrations/U2__step.sql:1");
        assertThat(run.message("LOCK_TIMEOUT")).contains("tried 2 times", "blocked by process " + other.pid());
        assertThat(run.states()).containsExactly("2 applied");
        assertThat(run.json().at("next").text()).isEqualTo("dbm rollback");
        other.rollback();
        assertThat(project.done("rollback").ran()).containsExactly("2");
    }

    @Test
    void whoHoldsTheCatalogIsNamed() {
        project.pair("1", "CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM a;", "DROP VIEW v; DROP TABLE a;")
                .done("migrate");
        project.table("2", "b");
        other.begin();
        other.execute("LOCK TABLE a, v");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.errors()).containsExactly("LOCK_TIMEOUT");
        assertThat(run.message("LOCK_TIMEOUT")).contains("waiting for a lock on ", "process " + other.pid());
    }

    @Test
    void lockOnTheSchemaHistoryIsWaitedForToo() {
        pending();
        other.begin();
        other.execute("LOCK TABLE flyway_schema_history IN SHARE MODE");
        CompletableFuture<Void> free = CompletableFuture.runAsync(() -> {
            project.awaitSaid("trying again");
            other.rollback();
        });

        Run run = project.dbm("migrate");
        free.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql", "2 SQL V2__step.sql");
        assertThat(
                        project.query(
                                "SELECT count(*) FROM dbm_journal WHERE version = '2' AND action = 'migrate' AND outcome = 'done'"))
                .containsExactly("1");
    }

    @Test
    void whatRanBeforeTheLockStays() {
        pending();
        project.table("1.5", "c");
        block();

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.outcome()).isEqualTo("partial");
        assertThat(run.states()).containsExactly("1.5 applied", "2 pending");
        other.rollback();
    }

    @Test
    void brokenDeadlockIsTriedAgain() {
        project.table("1", "a").table("2", "b").done("migrate");
        project.execute("INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)");
        project.settings("lock_timeout = \"30s\"", "lock_retries = 2");
        project.pair("3", "UPDATE a SET id = 2;\nUPDATE b SET id = 2;", "UPDATE a SET id = 1;\nUPDATE b SET id = 1;");
        dbmIsTheVictim();
        other.begin();
        other.execute("UPDATE b SET id = 3");
        CompletableFuture<Void> deadlock = CompletableFuture.runAsync(() -> {
            project.awaitSaid("blocked by process " + other.pid());
            other.execute("UPDATE a SET id = 3");
            other.rollback();
        });

        Run run = project.dbm("migrate");
        deadlock.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("3").at("retries").number()).isEqualTo(1);
        assertThat(project.query("SELECT id FROM a UNION ALL SELECT id FROM b")).containsExactly("2", "2");
    }

    @Test
    void conflictOfSerializableTransactionsIsTriedAgain() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (1)");
        project.settings("lock_timeout = \"30s\"", "lock_retries = 2");
        setting("default_transaction_isolation = 'serializable'");
        project.pair("2", "UPDATE a SET id = id + 10;", "UPDATE a SET id = id - 10;");
        other.begin();
        other.execute("UPDATE a SET id = 2");
        CompletableFuture<Void> conflict = CompletableFuture.runAsync(() -> {
            project.awaitSaid("blocked by process " + other.pid());
            other.commit();
        });

        Run run = project.dbm("migrate");
        conflict.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("2").at("retries").number()).isEqualTo(1);
        assertThat(project.query("SELECT id FROM a")).containsExactly("12");
    }

    @Test
    void idleBlockerIsEndedWhereThatIsAllowed() {
        project.settings("lock_timeout = \"5s\"", "terminate_blockers = true");
        pending();
        block();

        Run run = project.dbm("migrate", "--terminate-blockers", "idle");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.remarks()).anySatisfy(remark -> assertThat(remark)
                .contains("ended a session that was in the way: process " + other.pid(), "application shop"));
        assertThat(project.query("SELECT detail FROM dbm_journal WHERE version = '2' AND action = 'migrate'"))
                .singleElement()
                .asString()
                .contains("ended a session");
    }

    @Test
    void workingBlockerIsNeverEnded(TestDatabase db) {
        project.settings("lock_timeout = \"600ms\"", "lock_retries = 1", "terminate_blockers = true");
        pending();
        other.begin();
        other.execute("LOCK TABLE a IN ACCESS SHARE MODE");
        CompletableFuture<Void> working = CompletableFuture.runAsync(() -> other.execute("SELECT pg_sleep(300)"));
        project.await("SELECT count(*) = 1 FROM pg_stat_activity WHERE pid = " + other.pid() + " AND state = 'active'");

        Run run = project.dbm("migrate", "--terminate-blockers", "idle");

        assertThat(run.exit()).isEqualTo(6);
        assertThat(run.message("LOCK_TIMEOUT")).contains("process " + other.pid(), "active");
        assertThat(working).isNotDone();
        project.execute("SELECT pg_cancel_backend(" + other.pid() + ")");
        assertThat(working).failsWithin(60, TimeUnit.SECONDS);
    }

    @Test
    void nobodyIsEndedWhereTheEnvironmentDoesNotAllowIt() {
        pending();

        for (String command : new String[] {"migrate", "rollback"}) {
            Run run = project.refused(2, command, "--terminate-blockers", "idle");
            assertThat(run.errors()).containsExactly("BAD_OPTION");
            assertThat(run.next("BAD_OPTION")).contains("terminate_blockers = true");
        }
    }

    @Test
    void statementTimeoutEndsAStatement() {
        project.settings("statement_timeout = \"300ms\"");
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (1)");
        project.pair("2", "SELECT pg_sleep(60) FROM a;", "SELECT 1;");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.message("SQL_FAILED")).contains("SQLSTATE 57014");
        assertThat(project.history()).hasSize(1);
    }

    @Test
    void concurrentBuildWaitsBeyondTheTimeoutAndSaysForWhom() {
        project.table("1", "a").done("migrate");
        project.pair(
                "2",
                OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);",
                OUTSIDE + "DROP INDEX CONCURRENTLY a_idx;");
        other.begin();
        other.execute("INSERT INTO a VALUES (1)");
        CompletableFuture<Void> free = CompletableFuture.runAsync(() -> {
            project.awaitSaid("blocked by process " + other.pid());
            // longer than any try with the timeout would last
            project.await("SELECT clock_timestamp() - query_start > interval '1 s' FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%'");
            other.rollback();
        });

        Run run = project.dbm("migrate");
        free.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("2").at("retries").number()).isZero();
        assertThat(project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_idx'::regclass"))
                .containsExactly("t");
    }

    @Test
    void concurrentBuildThatLostADeadlockCleansUpAndRunsAgain() {
        project.table("1", "a").done("migrate");
        dbmIsTheVictim();
        project.pair(
                "2",
                OUTSIDE + "CREATE TABLE b (id int);\nCREATE INDEX CONCURRENTLY ON a (id);",
                "DROP INDEX a_id_idx; DROP TABLE b;");
        other.begin();
        other.execute("INSERT INTO a VALUES (1)");
        CompletableFuture<Void> deadlock = CompletableFuture.runAsync(() -> {
            project.awaitSaid("blocked by process " + other.pid());
            // The build holds this lock and waits for the insert's transaction.
            other.execute("LOCK TABLE a IN SHARE UPDATE EXCLUSIVE MODE");
            other.rollback();
        });

        Run run = project.dbm("migrate");
        deadlock.orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("2").at("retries").number()).isEqualTo(1);
        assertThat(project.query("SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index"
                        + " WHERE indrelid = 'a'::regclass ORDER BY 1"))
                .containsExactly("a_id_idx true", "a_pkey true");
    }

    @Test
    void firstStatementWithoutTransactionThatHasNoLockLeavesNothingToRepair() {
        project.table("1", "a").done("migrate");
        project.pair("2", OUTSIDE + "ALTER TABLE a ADD b int;\nVACUUM a;", "ALTER TABLE a DROP b;");
        block();

        Run run = project.dbm("migrate");

        assertThat(run.exit()).as("%s", run).isEqualTo(6);
        assertThat(run.errors()).containsExactly("LOCK_TIMEOUT");
        assertThat(run.message("LOCK_TIMEOUT")).contains("blocked by process " + other.pid());
        other.rollback();
        assertThat(project.done("migrate").ran()).containsExactly("2");
    }

    @Test
    void laterStatementWithoutTransactionIsTriedAgainAlone() {
        project.table("1", "a").done("migrate");
        project.pair(
                "2",
                OUTSIDE + "CREATE TABLE b (id int);\nALTER TABLE a ADD b int;",
                "ALTER TABLE a DROP b; DROP TABLE b;");

        Run run = unblockedWhenSaid("trying again", "migrate");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.migration("2").at("retries").number()).isPositive();
        assertThat(project.tables()).containsExactly("a", "b");
    }

    /** A session looks for a deadlock once in each wait, after this time: whoever finds it is ended. */
    private void dbmIsTheVictim() {
        setting("deadlock_timeout = '3s'");
        other.execute("SET deadlock_timeout = '60s'");
    }

    /** What every session of this database has from now on. */
    private void setting(String assignment) {
        String db = project.query("SELECT current_database()").get(0);
        project.execute("ALTER DATABASE \"" + db + "\" SET " + assignment);
    }

    @Test
    void fixtureIsTriedAgainUntilItHasItsLock() {
        project.settings("lock_timeout = \"200ms\"", "lock_retries = 2", "fixtures = true");
        project.table("1", "a").done("migrate");
        project.table("2", "b").file("migrations/fixtures/F2__rows.sql", "LOCK TABLE a; INSERT INTO a VALUES (1);");

        Run run = unblockedWhenSaid("F2__rows.sql: ", "migrate");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.err()).contains("trying again in");
        assertThat(project.query("SELECT id FROM a")).containsExactly("1");
    }

    @Test
    void fixtureThatNeverHasItsLockTellsWhoHeldIt() {
        project.settings("lock_timeout = \"200ms\"", "lock_retries = 0", "fixtures = true");
        project.table("1", "a").done("migrate");
        project.table("2", "b").file("migrations/fixtures/F2__rows.sql", "LOCK TABLE a; INSERT INTO a VALUES (1);");
        block();

        Run run = project.dbm("migrate");

        assertThat(run.exit()).as("%s", run).isEqualTo(7);
        assertThat(run.message("FIXTURE_NOT_LOADED")).contains("blocked by process " + other.pid());
    }

    @Test
    void undoOfAHalfRunScriptIsTriedAgainToo() {
        triedAgain("");
    }

    @Test
    void undoWithoutTransactionOfAHalfRunScriptIsTriedAgainStatementByStatement() {
        triedAgain(OUTSIDE);
    }

    private void triedAgain(String mode) {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                "2",
                OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                mode + "ALTER TABLE a DROP CONSTRAINT IF EXISTS positive;\nDROP INDEX IF EXISTS a_idx;");
        assertThat(project.dbm("migrate").exit()).isEqualTo(7);

        Run run = unblockedWhenSaid("trying again", "repair", "--undo", "2");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.states()).containsExactly("2 pending");
    }
}

package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** kill -9 while scripts run on the target: nothing is half-applied, and the next run knows where it stands. */
@PostgresTest
@Execution(ExecutionMode.CONCURRENT)
class KilledOnTargetIT {
    /** Makes dbm wait with the journal's last word about a script whose row stands in the history already. */
    private static final String HOLD_THE_LAST_WORD =
            """
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END';
            CREATE TRIGGER holds BEFORE INSERT ON dbm_journal
                FOR EACH ROW WHEN (NEW.version = '2' AND NEW.outcome = 'done') EXECUTE FUNCTION hold();
            """;

    private static final String LET_GO = "DROP TRIGGER holds ON dbm_journal; DROP FUNCTION hold()";

    @TempDir
    Path folder;

    private Project project;
    private Witness witness;

    @BeforeEach
    void prepare(TestDatabase db) {
        project = Project.on(folder, db);
        witness = new Witness(db);
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void transactionalScriptLeavesNothingAndTheNextRunGoesOn() {
        project.table(1, "a")
                .pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;")
                .table(3, "c");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.kill();
        if (witness.serverChecksClients()) {
            witness.awaitQuiet();
        }
        witness.open();
        witness.awaitQuiet();

        assertThat(witness.history()).containsExactly("1 SQL t");
        assertThat(witness.journal()).containsExactly("migrate 1 done");
        assertThat(witness.exists("b")).isFalse();
        Run.Ended status = project.run("status", "--check");
        assertThat(status.exit()).as(status.said()).isEqualTo(8);
        assertThat(status.out()).contains("2 migrations are pending");

        Run.Ended next = project.succeed("migrate");
        assertThat(next.out()).contains("2 migrations applied");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "3 SQL t");
        assertThat(witness.exists("c")).isTrue();
    }

    @Test
    void locksOfAKilledRunAreFreeAgain() {
        assumeTrue(witness.serverChecksClients());
        project.table(1, "a").pair(2, "ALTER TABLE a ADD b int;" + Witness.GATE, "ALTER TABLE a DROP b;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.kill();
        // still shut: only the server itself can end the statement
        witness.await("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE relation = 'a'::regclass)");
        assertThat(witness.is("SELECT true FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711"))
                .isTrue();
    }

    @Test
    void atomicRunLeavesNothingAtAll() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;");
        witness.shut();
        Run run = project.start("migrate", "--atomic");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();
        assertThat(witness.history()).isEmpty();
        assertThat(witness.exists("a")).isFalse();
        project.succeed("migrate", "--atomic");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
    }

    @Test
    void killedInTheCommitTheHistoryAndTheCatalogAgree() {
        project.pair(
                        1,
                        """
                        CREATE TABLE a (id int);
                        CREATE FUNCTION waits() RETURNS trigger LANGUAGE plpgsql AS
                            'BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END';
                        CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED
                            FOR EACH ROW EXECUTE FUNCTION waits();
                        """,
                        "DROP TABLE a; DROP FUNCTION waits();")
                .pair(2, "CREATE TABLE b (id int); INSERT INTO a VALUES (1);", "DROP TABLE b; DELETE FROM a;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();
        assertThat(witness.history().contains("2 SQL t")).isEqualTo(witness.exists("b"));
        assertThat(witness.journal().contains("migrate 2 done")).isEqualTo(witness.exists("b"));
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
        assertThat(witness.list("SELECT id::text FROM a")).containsExactly("1");
    }

    @Test
    void scriptWithoutTransactionBlocksTheNextRunUntilItIsRepaired() {
        project.table(1, "a")
                .pair(
                        2,
                        "-- dbm:no-transaction\nCREATE TABLE b (id int);\n" + Witness.GATE
                                + "\nCREATE TABLE c (id int);",
                        "DROP TABLE c; DROP TABLE b;")
                .table(3, "d");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();

        assertThat(witness.exists("b")).isTrue();
        assertThat(witness.exists("c")).isFalse();
        assertThat(witness.history()).containsExactly("1 SQL t");
        Run.Ended status = project.run("status", "--check");
        assertThat(status.exit()).as(status.said()).isEqualTo(5);
        assertThat(status.out()).contains("Version 2 began outside a transaction", "dbm repair --forget 2");
        Run.Ended refused = project.run("migrate");
        assertThat(refused.exit()).as(refused.said()).isEqualTo(5);
        assertThat(refused.out()).contains("FAILED_MIGRATION");
        assertThat(project.run("rollback").exit()).isEqualTo(5);
        assertThat(witness.exists("d")).isFalse();

        witness.execute("DROP TABLE b");
        project.succeed("repair", "--forget", "2");
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "3 SQL t");
    }

    @Test
    void scriptWithoutTransactionWhoseRowStandsIsApplied() {
        project.table(1, "a");
        project.succeed("migrate");
        project.pair(2, "-- dbm:no-transaction\nCREATE TABLE b (id int);", "DROP TABLE b;")
                .table(3, "c");
        witness.execute(HOLD_THE_LAST_WORD);
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.kill();
        witness.awaitQuiet();
        witness.open();
        witness.execute(LET_GO);

        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
        Run.Ended status = project.run("status", "--check");
        assertThat(status.exit()).as(status.said()).isEqualTo(8);
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "3 SQL t");
    }

    @Test
    void transactionalUndoLeavesNothingUndoneAndTheNextRollbackGoesOn() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);", "DROP TABLE b;" + Witness.GATE);
        project.succeed("migrate");
        witness.shut();
        Run run = project.start("rollback");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();

        assertThat(witness.exists("b")).isTrue();
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
        assertThat(project.succeed("status", "--check").out()).contains("2 applied");
        project.succeed("rollback");
        assertThat(witness.exists("b")).isFalse();
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "2 DELETE t");
        project.succeed("migrate");
    }

    @Test
    void undoWithoutTransactionBlocksTheNextRunUntilItIsRepaired() {
        project.table(1, "a")
                .pair(
                        2,
                        "CREATE TABLE b (id int); CREATE TABLE c (id int);",
                        "-- dbm:no-transaction\nDROP TABLE c;\n" + Witness.GATE + "\nDROP TABLE b;");
        project.succeed("migrate");
        witness.shut();
        Run run = project.start("rollback");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();

        assertThat(witness.exists("c")).isFalse();
        assertThat(witness.exists("b")).isTrue();
        assertThat(project.run("status", "--check").exit()).isEqualTo(5);
        assertThat(project.run("rollback").exit()).isEqualTo(5);
        assertThat(project.run("migrate").exit()).isEqualTo(5);

        witness.execute("DROP TABLE b");
        project.succeed("repair", "--mark-applied", "2");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "2 DELETE t");
        project.succeed("migrate");
        assertThat(witness.exists("c")).isTrue();
    }

    @Test
    void undoWithoutTransactionWhoseRowStandsIsUndone() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);", "-- dbm:no-transaction\nDROP TABLE b;");
        project.succeed("migrate");
        witness.execute(HOLD_THE_LAST_WORD);
        witness.shut();
        Run run = project.start("rollback");
        witness.awaitAtGate();
        run.kill();
        witness.awaitQuiet();
        witness.open();
        witness.execute(LET_GO);

        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "2 DELETE t");
        assertThat(project.run("status", "--check").exit()).isEqualTo(8);
        project.succeed("migrate");
        project.succeed("rollback", "--steps", "2");
        assertThat(witness.exists("a")).isFalse();
    }

    @Test
    void rollbackOfSeveralGoesOnWhereItWasKilled() {
        project.pair(1, "CREATE TABLE a (id int);", "DROP TABLE a;" + Witness.GATE)
                .table(2, "b")
                .table(3, "c");
        project.succeed("migrate");
        witness.shut();
        Run run = project.start("rollback", "--all");
        witness.awaitAtGate();
        run.kill();
        witness.open();
        witness.awaitQuiet();
        assertThat(witness.exists("a")).isTrue();
        assertThat(witness.exists("b")).isFalse();
        assertThat(project.succeed("status").out()).contains("1 applied");
        project.succeed("rollback", "--all");
        assertThat(witness.exists("a")).isFalse();
        project.succeed("migrate");
        assertThat(witness.exists("c")).isTrue();
    }
}

package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.CuttingProxy;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end in the middle: dbm says what is true, having asked the database again where that can be known. */
@PostgresTest
@Execution(ExecutionMode.CONCURRENT)
class LostConnectionIT {
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

    @ParameterizedTest
    @ValueSource(strings = {"forward", "undo", "second forward"})
    void inALegOfTheRehearsalTheTargetIsUntouched(String leg) {
        Stall stall = new Stall(project, witness).in(leg);
        Run run = project.start("migrate");
        stall.await();
        String scratch = stall.scratch();
        stall.terminate();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST", "nothing was touched but the scratch");
        assertThat(witness.exists("a")).isFalse();
        assertThat(witness.exists("flyway_schema_history")).isFalse();
        assertThat(witness.hasDatabase(scratch)).isFalse();
        stall.over();
        project.succeed("migrate");
    }

    @Test
    void inATransactionalScriptNothingOfItIsLeft() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        witness.terminateAtGate();
        Run.Ended ended = run.end();
        witness.open();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST  V2__step.sql");
        assertThat(witness.exists("b")).isFalse();
        assertThat(witness.history()).containsExactly("1 SQL t");
        assertThat(witness.journal()).containsExactly("migrate 1 done", "migrate 2 failed");
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
    }

    @Test
    void inATransactionalUndoItIsStillApplied() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);", "DROP TABLE b;" + Witness.GATE);
        project.succeed("migrate");
        witness.shut();
        Run run = project.start("rollback");
        witness.awaitAtGate();
        witness.terminateAtGate();
        Run.Ended ended = run.end();
        witness.open();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST  U2__step.sql");
        assertThat(witness.exists("b")).isTrue();
        assertThat(project.succeed("status", "--check").out()).contains("2 applied");
        project.succeed("rollback");
        assertThat(witness.exists("b")).isFalse();
    }

    @Test
    void inAScriptWithoutTransactionTheRunIsPartialAndSaysWhatStands() {
        project.pair(
                1,
                "-- dbm:no-transaction\nCREATE TABLE a (id int);\n" + Witness.GATE + "\nCREATE TABLE b (id int);",
                "DROP TABLE b; DROP TABLE a;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        witness.terminateAtGate();
        Run.Ended ended = run.end();
        witness.open();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(7);
        assertThat(ended.out()).contains("PARTIAL  STOPPED_MIDWAY");
        assertThat(project.run("status", "--check").exit()).isEqualTo(5);
        witness.execute("DROP TABLE a");
        project.succeed("repair", "--forget", "1");
        project.succeed("migrate");
        assertThat(witness.exists("b")).isTrue();
    }

    @Test
    void atACommitThatCameThroughTheHistorySaysThatItIsDone() throws IOException {
        TestDatabase db = witness.database();
        try (CuttingProxy proxy = new CuttingProxy(
                db.address().host(), Integer.parseInt(db.address().port()))) {
            project = Project.on(folder, db, "127.0.0.1", String.valueOf(proxy.port()));
            project.table(1, "a")
                    .pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;")
                    .table(3, "c");
            witness.shut();
            Run run = project.start("migrate");
            witness.awaitAtGate();
            proxy.arm();
            witness.open();
            Run.Ended ended = run.end();

            assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
            assertThat(ended.out()).contains("FAILED  CONNECTION_LOST", "the history says that it is done");
            assertThat(ended.out()).containsPattern("2 +step +applied");
            assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
            assertThat(witness.exists("b")).isTrue();
            assertThat(witness.exists("c")).isFalse();
        }
        project = Project.on(folder, db);
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "3 SQL t");
    }

    @Test
    void withAServerThatDoesNotComeBackTheOutcomeIsUnknown() throws IOException {
        TestDatabase db = witness.database();
        CuttingProxy proxy = new CuttingProxy(
                db.address().host(), Integer.parseInt(db.address().port()));
        project = Project.on(folder, db, "127.0.0.1", String.valueOf(proxy.port()));
        project.pair(1, "CREATE TABLE a (id int);" + Witness.GATE, "DROP TABLE a;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        proxy.arm();
        proxy.close();
        witness.open();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  OUTCOME_UNKNOWN", "nobody knows whether it is applied");
        project = Project.on(folder, db);
        assertThat(project.succeed("status", "--check").out()).contains("1 applied");
    }

    @Test
    void betweenScriptsItIsALostConnectionToo() {
        project.pair(1, "CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM a;", "DROP VIEW v; DROP TABLE a;");
        project.succeed("migrate");
        project.table(2, "b");
        witness.execute("BEGIN; LOCK TABLE a, v");
        Run run = project.start("migrate");
        // the definition of a view cannot be read while somebody may change what it reads from
        witness.terminateWaitingForLock();
        Run.Ended ended = run.end();
        witness.execute("ROLLBACK");

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST\n  The connection was lost between scripts");
        assertThat(witness.history()).containsExactly("1 SQL t");
        project.succeed("migrate");
    }

    @Test
    void aCatalogThatSomebodyLocksIsBusy() {
        project.pair(1, "CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM a;", "DROP VIEW v; DROP TABLE a;");
        project.succeed("migrate");
        project.table(2, "b").lockTimeout("100ms");
        witness.execute("BEGIN; LOCK TABLE a, v");
        Run.Ended ended = project.run("migrate");
        witness.execute("ROLLBACK");

        assertThat(ended.exit()).as(ended.said()).isEqualTo(6);
        assertThat(ended.out()).contains("BUSY  LOCK_TIMEOUT");
        project.succeed("migrate");
    }

    @Test
    void aLostLockStopsTheRunBeforeTheNextScript() {
        project.pair(1, "CREATE TABLE a (id int);" + Witness.GATE, "DROP TABLE a;")
                .table(2, "b");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        witness.terminateRunLock();
        witness.open();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST", "another run may have begun");
        assertThat(ended.out()).containsPattern("1 +step +applied").containsPattern("2 +step +pending");
        assertThat(witness.history()).containsExactly("1 SQL t");
        assertThat(witness.exists("b")).isFalse();
        project.succeed("migrate");
    }

    @Test
    void aLostLockStopsARollbackBeforeTheNextScript() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);", "DROP TABLE b;" + Witness.GATE);
        project.succeed("migrate");
        witness.shut();
        Run run = project.start("rollback", "--all");
        witness.awaitAtGate();
        witness.terminateRunLock();
        witness.open();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST", "another run may have begun");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "2 DELETE t");
        assertThat(witness.exists("a")).isTrue();
    }
}

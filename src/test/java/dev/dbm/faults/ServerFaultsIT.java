package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.testing.OwnServer;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server crashes and comes back, or its disk is full, while scripts run on the target. */
class ServerFaultsIT {
    private static OwnServer server;

    @TempDir
    Path folder;

    private TestDatabase db;
    private Project project;

    @BeforeAll
    static void start() {
        assumeTrue(OwnServer.possible());
        server = OwnServer.create();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void prepare() {
        db = server.database();
        project = Project.on(folder, db);
    }

    private Run atGate(String... command) {
        try (Witness witness = new Witness(db)) {
            witness.shut();
            Run run = project.start(command);
            witness.awaitAtGate();
            server.crash();
            return run;
        }
    }

    @Test
    void aCrashInATransactionalScriptLeavesNothingOfItAndARerunFinishes() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;");
        Run run = atGate("migrate");
        server.start();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("FAILED  CONNECTION_LOST  V2__step.sql");
        try (Witness witness = new Witness(db)) {
            assertThat(witness.history()).containsExactly("1 SQL t");
            assertThat(witness.exists("b")).isFalse();
            project.succeed("migrate");
            assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
        }
    }

    @Test
    void aCrashInAScriptWithoutTransactionIsResumed() {
        project.pair(
                1,
                "-- dbm:no-transaction\nCREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + Witness.GATE + "\nCREATE TABLE b (id int);",
                "DROP TABLE b; DROP TABLE a;");
        Run run = atGate("migrate");
        server.start();
        Run.Ended ended = run.end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(7);
        assertThat(ended.out()).contains("PARTIAL  STOPPED_MIDWAY", "dbm repair --resume 1");
        Run.Ended asked = project.run("repair", "--resume", "1");
        assertThat(asked.exit()).as(asked.said()).isEqualTo(5);
        assertThat(asked.out()).contains("Nobody saw the end of statement 3 of 4", "dbm repair --resume 1:3");
        project.succeed("repair", "--resume", "1:3");
        try (Witness witness = new Witness(db)) {
            assertThat(witness.history()).containsExactly("1 SQL t");
            assertThat(witness.exists("b")).isTrue();
        }
        assertThat(project.run("status", "--check", "--drift").exit()).isZero();
    }

    @Test
    void aServerThatStaysDownLeavesTheOutcomeUnknownOrLost() {
        project.pair(1, "CREATE TABLE a (id int);" + Witness.GATE, "DROP TABLE a;");
        Run run = atGate("migrate");
        Run.Ended ended = run.end();
        server.start();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).containsPattern("FAILED {2}(CONNECTION_LOST|OUTCOME_UNKNOWN)");
        project.succeed("migrate");
        assertThat(project.run("status", "--check", "--drift").exit()).isZero();
    }

    @Test
    void aFullDiskTakesTheScriptBackAndARerunFinishes() {
        project.table(1, "a")
                .pair(
                        2,
                        "CREATE TABLE b (id int, filling text);\n"
                                + "INSERT INTO b SELECT 1, (SELECT string_agg(md5(g::text || i::text), '')"
                                + " FROM generate_series(1, 60) i) FROM a, generate_series(1, 15000) g;",
                        "DROP TABLE b;")
                .table(3, "c");
        // The scratch has no row, so that only the target is filled.
        project.run("migrate", "--to", "1");
        try (Witness witness = new Witness(db)) {
            witness.execute("INSERT INTO a VALUES (1)");
        }
        server.crash();
        server.startWithLittleSpace();
        Run.Ended full = project.run("migrate");
        server.crash();
        server.start();

        assertThat(full.exit()).as(full.said()).isEqualTo(1);
        assertThat(full.out()).contains("FAILED  SQL_FAILED  V2__step.sql:2", "could not extend file");
        try (Witness witness = new Witness(db)) {
            assertThat(witness.history()).containsExactly("1 SQL t");
            assertThat(witness.journal()).containsExactly("migrate 1 done", "migrate 2 failed");
            assertThat(witness.exists("b")).isFalse();
            project.succeed("migrate");
            assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "3 SQL t");
        }
    }
}

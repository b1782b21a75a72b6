package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C and SIGTERM: the process tidies up, says what that means, and leaves nothing half-applied. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class InterruptedIT {
    private static final int SIGINT = 2;

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
    @CsvSource({"INT, 130", "TERM, 143"})
    void inTheRehearsalTheScratchGoes(String signal, int exit) throws IOException {
        heeded(signal);
        Stall stall = new Stall(project, witness).in("forward");
        Run run = project.start("migrate");
        stall.await();
        String scratch = stall.scratch();
        Run.Ended ended = run.signal(signal);

        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        assertThat(ended.err())
                .endsWith("Interrupted. A script in a transaction leaves nothing behind; dbm status"
                        + " tells where things stand.\n");
        assertThat(ended.out()).isEmpty();
        assertThat(witness.hasDatabase(scratch)).isFalse();
        assertThat(witness.exists("flyway_schema_history")).isFalse();

        stall.over();
        project.succeed("migrate");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void onTheTargetNothingIsHalfApplied(String signal, int exit) throws IOException {
        heeded(signal);
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);" + Witness.GATE, "DROP TABLE b;");
        witness.shut();
        Run run = project.start("migrate", "--format", "json");
        witness.awaitAtGate();
        Run.Ended ended = run.signal(signal);
        witness.open();
        witness.awaitQuiet();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(exit);
        assertThat(ended.err()).contains("dbm status tells where things stand");
        assertThat(witness.exists("b")).isFalse();
        assertThat(witness.history()).containsExactly("1 SQL t");
        assertThat(project.succeed("status").out()).contains("1 applied, 1 pending");
        project.succeed("migrate");
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t");
    }

    @ParameterizedTest
    @CsvSource({"INT", "TERM"})
    void aScriptWithoutTransactionIsKnownToBeHalfRun(String signal) throws IOException {
        heeded(signal);
        project.pair(
                1,
                "-- dbm:no-transaction\nCREATE TABLE a (id int);\n" + Witness.GATE + "\nCREATE TABLE b (id int);",
                "DROP TABLE b; DROP TABLE a;");
        witness.shut();
        Run run = project.start("migrate");
        witness.awaitAtGate();
        run.signal(signal);
        witness.open();
        witness.awaitQuiet();
        assertThat(witness.exists("a")).isTrue();
        assertThat(witness.exists("b")).isFalse();
        assertThat(project.run("status", "--check").exit()).isEqualTo(5);
        assertThat(project.run("migrate").exit()).isEqualTo(5);
    }

    /** A build that runs in the background of a shell hands on that Ctrl-C is not for it. */
    private static void heeded(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (signal.equals("INT") && Files.exists(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .findFirst()
                    .orElseThrow();
            assumeFalse(new BigInteger(ignored.split("\\s+")[1], 16).testBit(SIGINT - 1));
        }
    }
}

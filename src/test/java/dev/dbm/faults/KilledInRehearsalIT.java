package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 in the rehearsal: the target was not touched, and the next run removes the scratch. */
@PostgresTest
class KilledInRehearsalIT {
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
    void inEveryLegTheTargetIsUntouchedAndTheNextRunRemovesTheScratch(String leg) {
        Stall stall = new Stall(project, witness).in(leg);
        Run run = project.start("migrate");
        stall.await();
        String scratch = stall.scratch();
        run.kill();
        if (!witness.serverChecksClients()) {
            stall.terminate();
        }
        stall.awaitEnd();

        assertThat(witness.exists("a")).isFalse();
        assertThat(witness.exists("flyway_schema_history")).isFalse();
        assertThat(witness.exists("dbm_journal")).isFalse();
        stall.over();
        Run.Ended next = project.succeed("migrate");
        assertThat(next.out()).contains("2 migrations applied");
        assertThat(witness.hasDatabase(scratch)).isFalse();
    }

    @Test
    void aRunThatComesAtOnceIsNotDisturbedAndALaterOneRemovesTheScratch() {
        Stall stall = new Stall(project, witness).in("forward");
        Run run = project.start("migrate");
        stall.await();
        String scratch = stall.scratch();
        run.kill();
        stall.over();
        // the killed run's statement may still be at work in the scratch
        project.succeed("migrate");
        if (!witness.serverChecksClients()) {
            stall.terminate();
        }
        stall.awaitEnd();
        project.table(3, "c");
        project.succeed("plan");
        assertThat(witness.hasDatabase(scratch)).isFalse();
    }
}

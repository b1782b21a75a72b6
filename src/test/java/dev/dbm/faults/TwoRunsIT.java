package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs at once on one database: one works, the other waits or says for whom it would have to. */
@PostgresTest
class TwoRunsIT {
    private static final String WAITS = "waiting for the lock on schema public, held by process";

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
    void theSecondOneWaitsAndThenFindsNothingToDo() {
        project.pair(1, "CREATE TABLE a (id int);" + Witness.GATE, "DROP TABLE a;");
        witness.shut();
        Run first = project.start("migrate");
        witness.awaitAtGate();
        Run second = project.start("migrate");
        second.awaitSaid(WAITS, 1);
        witness.open();

        assertThat(first.end().exit()).isZero();
        Run.Ended waited = second.end();
        assertThat(waited.exit()).as(waited.said()).isZero();
        assertThat(waited.out()).contains("Nothing to do");
        assertThat(witness.history()).containsExactly("1 SQL t");
    }

    @Test
    void aSecondOneThatMayNotWaitIsBusyAndNamesTheFirst() {
        project.pair(1, "CREATE TABLE a (id int);" + Witness.GATE, "DROP TABLE a;");
        witness.shut();
        Run first = project.start("migrate");
        witness.awaitAtGate();
        project.lockTimeout("100ms");
        for (String command : new String[] {"migrate", "rollback"}) {
            Run.Ended busy = project.run(command);
            assertThat(busy.exit()).as(busy.said()).isEqualTo(6);
            assertThat(busy.out())
                    .containsPattern(
                            "BUSY  LOCKED\n  Another run holds the lock on schema public: process \\d+, user ");
        }
        Run.Ended status = project.succeed("status");
        assertThat(status.out()).contains("Another run is at work: process");
        assertThat(first.running()).isTrue();
        witness.open();
        assertThat(first.end().exit()).isZero();
    }

    @Test
    void aMigrateWaitsForARollbackAndFindsWhatItUndid() {
        project.table(1, "a").pair(2, "CREATE TABLE b (id int);", "DROP TABLE b;" + Witness.GATE);
        project.succeed("migrate");
        witness.shut();
        Run rollback = project.start("rollback");
        witness.awaitAtGate();
        Run migrate = project.start("migrate");
        migrate.awaitSaid(WAITS, 1);
        witness.open();
        assertThat(rollback.end().exit()).isZero();
        assertThat(migrate.end().exit()).isZero();
        assertThat(witness.history()).containsExactly("1 SQL t", "2 SQL t", "2 DELETE t", "2 SQL t");
        assertThat(witness.exists("b")).isTrue();
    }

    @Test
    void aRehearsalDoesNotTakeTheScratchOfAnother() {
        Stall stall = new Stall(project, witness).in("undo");
        Run plan = project.start("plan");
        stall.await();
        String scratch = stall.scratch();
        stall.over();
        project.succeed("migrate");
        assertThat(witness.hasDatabase(scratch)).isTrue();
        assertThat(plan.running()).isTrue();
        stall.terminate();
        assertThat(plan.end().exit()).isEqualTo(1);
        assertThat(witness.hasDatabase(scratch)).isFalse();
    }
}

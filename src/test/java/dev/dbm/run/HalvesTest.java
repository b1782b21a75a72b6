package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long chain is rehearsed in two halves at once, and says the same as in one. */
@PostgresTest
class HalvesTest {
    private static final int PAIRS = 64;

    private Project project;

    @BeforeEach
    void chain(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        for (int i = 1; i <= PAIRS; i++) {
            project.table(String.valueOf(i), "t" + i);
        }
    }

    @Test
    void everyPairIsProvenOnce() {
        project.file("migrations/fixtures/F2__rows.sql", "INSERT INTO t2 VALUES (1), (2);")
                .pair("60", "ALTER TABLE t2 ADD COLUMN a int;", "ALTER TABLE t2 DROP COLUMN a;")
                .pair("61", "DELETE FROM t2 WHERE id = 1;", "SELECT 1;");

        Run run = project.done("plan");

        assertThat(run.states()).hasSize(PAIRS).allMatch(state -> state.endsWith("pending"));
        for (int i = 1; i <= PAIRS; i++) {
            assertThat(run.verdict(String.valueOf(i))).isEqualTo(i == 61 ? "proven-with-data-loss" : "proven");
        }
        assertThat(run.remarks()).isEmpty();
        Run migrated = project.done("migrate");
        assertThat(migrated.remembered("1")).isTrue();
        assertThat(migrated.remembered("64")).isTrue();
    }

    @Test
    void failureInTheFirstHalfIsToldOnceAndTheOthersAreTried() {
        project.pair("10", "CREATE TABLE nothing (id no_such_type);", "DROP TABLE nothing;")
                .pair("20", "CREATE TABLE t20 (id int); CREATE SCHEMA IF NOT EXISTS s20;", "DROP TABLE t20;")
                .pair("50", "ALTER TABLE t20 ADD COLUMN IF NOT EXISTS a int;", "SELECT 1;");

        Run run = project.refused(3, "plan");

        assertThat(run.errors()).containsExactlyInAnyOrder("FORWARD_FAILED", "UNDO_LEFT_BEHIND", "UNDO_LEFT_BEHIND");
        assertThat(run.verdict("20")).isEqualTo("diverged");
        assertThat(run.verdict("50")).isEqualTo("diverged");
    }

    @Test
    void forwardThatFailsInTheFirstHalfLeavesTheSecondOneHonest() {
        project.pair("10", "CREATE TABLE t9 (id int);", "DROP TABLE t9;")
                .pair("50", "ALTER TABLE t10 ADD COLUMN a int;", "ALTER TABLE t10 DROP COLUMN a;");

        Run run = project.refused(3, "plan");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED", "FORWARD_FAILED");
        for (int i = 1; i <= PAIRS; i++) {
            assertThat(run.verdict(String.valueOf(i))).isEqualTo(i == 10 || i == 50 ? "failed" : "proven");
        }
    }

    @Test
    void scratchRebuiltInTheSecondHalfHoldsTheFirst() {
        project.pair("20", "CREATE TABLE t20 (id int);", "DROP TABLE t20; CREATE TABLE IF NOT EXISTS remains (id int);")
                .pair("22", "ALTER TABLE remains ADD COLUMN a int;", "ALTER TABLE remains DROP COLUMN a;")
                .pair("45", "CREATE TABLE t45 (id int);", "CREATE SCHEMA t45;")
                .pair("50", "ALTER TABLE t4 ADD COLUMN a int;", "ALTER TABLE t4 DROP COLUMN a;");

        Run run = project.refused(3, "plan");

        assertThat(run.verdict("20")).isEqualTo("diverged");
        assertThat(run.verdict("22")).isEqualTo("failed");
        assertThat(run.verdict("45")).isEqualTo("diverged");
        assertThat(run.verdict("50")).isEqualTo("proven");
    }
}

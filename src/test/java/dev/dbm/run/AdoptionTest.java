package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that has everything already is taken over without running anything. */
@PostgresTest
class AdoptionTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db).table("1", "a").table("2", "b");
        project.execute("CREATE TABLE a (id int PRIMARY KEY, by_hand text); CREATE TABLE b (id int PRIMARY KEY)");
    }

    @Test
    void schemaWithoutHistoryIsNobodysToMigrate() {
        Run run = project.refused(5, "migrate");

        assertThat(run.errors()).containsExactly("NOT_ADOPTED");
        assertThat(run.next("NOT_ADOPTED")).contains("dbm migrate --fake --to");
        assertThat(project.refused(5, "plan").errors()).containsExactly("NOT_ADOPTED");
    }

    @Test
    void fakedMigrationsCountAsAppliedAndWereNotRun() {
        Run run = project.done("migrate", "--fake");

        assertThat(run.states()).containsExactly("1 faked", "2 faked");
        assertThat(project.done("status", "--check").states()).containsExactly("1 faked", "2 faked");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.history()).contains("1 SQL V1__step.sql", "2 SQL V2__step.sql");
    }

    @Test
    void fakedUpToAVersionTheRestIsRehearsedOnACopyOfTheTarget() {
        project.pair(
                "3",
                "ALTER TABLE a ALTER COLUMN by_hand SET NOT NULL;",
                "ALTER TABLE a ALTER COLUMN by_hand DROP NOT NULL;");

        assertThat(project.done("migrate", "--fake", "--to", "2").states()).containsExactly("1 faked", "2 faked");
        Run run = project.done("migrate");

        assertThat(run.ran()).containsExactly("3");
        assertThat(run.verdict("3")).isEqualTo("proven");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("copy of the target's schema"));
        assertThat(project.done("rollback").ran()).containsExactly("3");
        assertThat(project.done("migrate").ran()).containsExactly("3");
    }

    @Test
    void adoptedPairWithoutItsUndoIsAWarningAndStopsRollback() {
        project.delete(Project.undoOf("1"));

        assertThat(project.done("migrate", "--fake").warnings()).contains("UNDO_MISSING");
        project.table("3", "c").done("migrate");

        assertThat(project.refused(5, "rollback", "--all").errors()).contains("UNDO_NOT_KEPT");
        assertThat(project.done("rollback").ran()).containsExactly("3");
    }

    @Test
    void fakeNeverRunsAScript() {
        project.forward("1", "SELECT 1/0;");

        project.done("migrate", "--fake");

        assertThat(project.done("status", "--check").states()).containsExactly("1 faked", "2 faked");
    }

    @Test
    void fakeMayBeRepeatedAndDoesNothingThen() {
        project.done("migrate", "--fake");

        assertThat(project.refused(0, "migrate", "--fake").ran()).isEmpty();
    }

    @Test
    void fakeAndAtomicExcludeEachOther() {
        assertThat(project.refused(2, "migrate", "--fake", "--atomic").errors()).containsExactly("BAD_OPTION");
    }
}

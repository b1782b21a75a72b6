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
        project.execute("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)");
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
    void targetThatIsNotWhatTheyBuildIsShownObjectByObjectAndRefused() {
        byHand();

        Run run = project.refused(5, "migrate", "--fake");

        assertThat(run.errors()).containsExactly("DRIFT");
        assertThat(run.next("DRIFT")).contains("--to", "--accept-drift");
        assertThat(run.drift()).containsExactly("column public.a.by_hand left");
        assertThat(project.refused(5, "migrate", "--fake", "--to", "1").drift())
                .containsExactly("table public.b left", "column public.a.by_hand left");
    }

    @Test
    void missingObjectIsADifferenceToo() {
        project.execute("DROP TABLE b");

        assertThat(project.refused(5, "migrate", "--fake").drift()).containsExactly("table public.b gone");
        assertThat(project.done("migrate", "--fake", "--to", "1").ran()).containsExactly("1");
        assertThat(project.done("migrate").ran()).containsExactly("2");
    }

    @Test
    void dryRunComparesAndRecordsNothing() {
        assertThat(project.refused(0, "migrate", "--fake", "--dry-run").remarks())
                .anyMatch(remark -> remark.contains("is what the recorded migrations build"));
        byHand();
        assertThat(project.refused(5, "migrate", "--fake", "--dry-run").errors())
                .containsExactly("DRIFT");
    }

    @Test
    void whatWasFoundToBeTheSameIsReplayedFromThenOn() {
        project.done("migrate", "--fake");
        project.table("3", "c");

        Run run = project.done("migrate");

        assertThat(run.ran()).containsExactly("3");
        assertThat(run.remarks()).noneMatch(remark -> remark.contains("copy of the target's schema"));
        byHand();
        assertThat(project.done("status", "--drift").drift()).containsExactly("column public.a.by_hand left");
        project.execute("ALTER TABLE a DROP COLUMN by_hand");
        assertThat(project.done("rollback", "--all").ran()).containsExactly("3", "2", "1");
    }

    @Test
    void viewOfARepeatableMayBeThereAlreadyOrNot() {
        project.file("migrations/R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;");
        project.done("migrate", "--fake", "--dry-run");
        project.execute("CREATE VIEW v AS SELECT id FROM a");
        project.done("migrate", "--fake", "--dry-run");
        project.execute("CREATE OR REPLACE VIEW v AS SELECT id + 1 AS id FROM a");

        assertThat(project.refused(5, "migrate", "--fake").drift()).containsExactly("view public.v changed");
    }

    @Test
    void scriptThatDoesNotRunOnAScratchCannotBeCheckedAndIsRecordedOnlyIfThatIsAccepted() {
        project.forward("1", "SELECT 1/0;");

        Run run = project.refused(5, "migrate", "--fake");

        assertThat(run.message("DRIFT")).contains("cannot be told", "V1__step.sql");
        assertThat(project.done("migrate", "--fake", "--accept-drift").warnings())
                .contains("DRIFT");
        assertThat(project.done("status", "--check").states()).containsExactly("1 faked", "2 faked");
    }

    @Test
    void baselineOfFlywayIsRespected() {
        project.execute(
                "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),"
                        + " description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,"
                        + " checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),"
                        + " execution_time int NOT NULL, success boolean NOT NULL);"
                        + "INSERT INTO flyway_schema_history VALUES (1, '1', 'base', 'BASELINE', 'base', NULL, 'x', now(), 0, true)");

        assertThat(project.refused(0, "migrate", "--fake", "--to", "1").ran()).isEmpty();
        Run run = project.refused(5, "migrate", "--fake");
        assertThat(run.message("DRIFT")).contains("baseline");
        assertThat(project.done("migrate", "--fake", "--accept-drift").ran()).containsExactly("2");
        assertThat(project.done("status", "--check").states()).containsExactly("1 baseline", "2 faked");
    }

    private void byHand() {
        project.execute("ALTER TABLE a ADD COLUMN by_hand text");
    }

    @Test
    void fakedInSpiteOfDriftTheRestIsRehearsedOnACopyOfTheTarget() {
        byHand();
        project.pair(
                "3",
                "ALTER TABLE a ALTER COLUMN by_hand SET NOT NULL;",
                "ALTER TABLE a ALTER COLUMN by_hand DROP NOT NULL;");

        assertThat(project.done("migrate", "--fake", "--to", "2", "--accept-drift")
                        .states())
                .containsExactly("1 faked", "2 faked");
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
    void fakeMayBeRepeatedAndDoesNothingThen() {
        project.done("migrate", "--fake");

        assertThat(project.refused(0, "migrate", "--fake").ran()).isEmpty();
    }

    @Test
    void fakeAndAtomicExcludeEachOther() {
        assertThat(project.refused(2, "migrate", "--fake", "--atomic").errors()).containsExactly("BAD_OPTION");
    }
}

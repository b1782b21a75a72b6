package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class RollbackTest {
    /** Made once, and copied: the same three migrations are what most of these tests begin with. */
    private static TestDatabase migrated;

    private TestDatabase db;
    private Project project;

    @BeforeAll
    static void migrate(TestDatabase db, @TempDir Path folder) {
        threeTables(new Project(folder, db)).done("migrate");
        migrated = db;
    }

    private static Project threeTables(Project project) {
        return project.table("1", "a").table("2", "b").table("3", "c");
    }

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        project = new Project(folder, db);
    }

    private void threeTables() {
        threeTables(project);
        db.becomeCopyOf(migrated);
    }

    @Test
    void bareRollbackUndoesTheLastOneOnly() {
        threeTables();

        Run run = project.done("rollback");

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.ran()).containsExactly("3");
        assertThat(run.states()).containsExactly("3 undone");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.history()).endsWith("3 DELETE U3__step.sql");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 applied", "3 undone");
    }

    @Test
    void goesBackAsManyStepsAsItIsTold() {
        threeTables();

        assertThat(project.done("rollback", "--steps", "2").ran()).containsExactly("3", "2");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void goesBackToTheVersionThatStays() {
        threeTables();

        assertThat(project.done("rollback", "--to", "1").ran()).containsExactly("3", "2");
        assertThat(project.done("rollback", "--to", "1").outcome()).isEqualTo("nothing");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void goesBackAllTheWay() {
        threeTables();

        assertThat(project.done("rollback", "--all").ran()).containsExactly("3", "2", "1");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void progressCountsAllThatIsUndone() {
        threeTables();

        assertThat(project.text("rollback", "--all").err())
                .contains("[1/3] U3__step.sql", "[2/3] U2__step.sql", "[3/3] U1__step.sql");
    }

    @Test
    void whatRemainsAfterARollbackIsNoReasonForAnother() {
        project.table("1", "a")
                .pair(
                        "2",
                        "CREATE TABLE b (id int);",
                        "DROP TABLE b; DO $$ BEGIN IF EXISTS (SELECT FROM a) THEN CREATE TABLE c (); END IF; END $$;");
        project.done("migrate");
        project.execute("INSERT INTO a VALUES (1)");

        Run run = project.dbm("rollback");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.errors()).containsExactly("NOT_AS_REHEARSED");
        assertThat(run.next("NOT_AS_REHEARSED")).doesNotContain("dbm rollback");
    }

    @Test
    void acceptedDriftIsNoFaultOfTheRollback() {
        threeTables();
        project.execute("CREATE TABLE by_hand (id int)");

        Run run = project.done("rollback");

        assertThat(run.warnings()).containsExactly("DRIFT");
        assertThat(project.tables()).containsExactly("a", "b", "by_hand");
    }

    @Test
    void cyclesRepeat() {
        threeTables();
        for (int cycle = 0; cycle < 3; cycle++) {
            project.done("rollback", "--steps", "2");
            assertThat(project.done("migrate").ran()).containsExactly("2", "3");
        }
        assertThat(project.tables()).containsExactly("a", "b", "c");
    }

    @Test
    void nothingAppliedIsNothingToDo() {
        project.table("1", "a");

        assertThat(project.refused(0, "rollback").outcome()).isEqualTo("nothing");
    }

    @Test
    void versionThatIsNotAppliedCannotStay() {
        project.table("1", "a").done("migrate");
        project.table("2", "b");

        assertThat(project.refused(5, "rollback", "--to", "2").errors()).containsExactly("NOT_APPLIED");
        assertThat(project.refused(2, "rollback", "--to", "9").errors()).containsExactly("UNKNOWN_VERSION");
    }

    @Test
    void versionThatWasUndoneIsKnownWithoutAnyFile() {
        threeTables();
        project.done("rollback");
        for (String version : new String[] {"1", "2", "3"}) {
            project.delete(Project.forwardOf(version)).delete(Project.undoOf(version));
        }

        assertThat(project.refused(5, "rollback", "--to", "3").errors()).containsExactly("NOT_APPLIED");
        assertThat(project.refused(2, "rollback", "--to", "9").errors()).containsExactly("UNKNOWN_VERSION");
    }

    @Test
    void refusedRollbackIsInTheJournal() {
        threeTables();
        project.settings("confirm = true");

        project.refused(4, "rollback");

        assertThat(project.query("SELECT concat_ws(' ', action, outcome, version, detail) FROM dbm_journal"
                        + " ORDER BY id DESC LIMIT 1"))
                .containsExactly("run refused 3 CONFIRMATION_NEEDED");
        assertThat(project.done("rollback", "--confirm").ran()).containsExactly("3");
    }

    @Test
    void runsTheKeptTextWhenTheFilesAreGone() {
        threeTables();
        project.delete(Project.forwardOf("3")).delete(Project.undoOf("3"));

        assertThat(project.done("rollback").ran()).containsExactly("3");
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void runsTheKeptTextsWithoutAMigrationsFolder() throws IOException {
        threeTables();
        Files.move(project.path("migrations"), project.path("elsewhere"));

        assertThat(project.done("rollback", "--all").ran()).containsExactly("3", "2", "1");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void runsTheKeptTextThoughOtherFilesAreBroken() {
        threeTables();
        project.file("migrations/V12_add.sql", "SELECT 1;").forward("4", "\\echo no");

        assertThat(project.done("rollback").ran()).containsExactly("3");
    }

    @Test
    void differingFileStopsUntilItIsToldWhichToRun() {
        threeTables();
        project.undo("3", "DROP TABLE c; -- in a hurry");

        Run run = project.refused(5, "rollback");

        assertThat(run.errors()).containsExactly("UNDO_DIFFERS");
        assertThat(run.place("UNDO_DIFFERS")).isEqualTo("migrations/U3__step.sql");
        assertThat(run.next("UNDO_DIFFERS")).contains("--undo-from kept", "--undo-from files");
    }

    @Test
    void keptTextRunsThoughTheFileDiffers() {
        threeTables();
        project.undo("3", "SELECT 1/0;");

        Run run = project.done("rollback", "--undo-from", "kept");

        assertThat(run.ran()).containsExactly("3");
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void differingFileIsRehearsedBeforeItRuns() {
        threeTables();
        project.undo("3", "DROP TABLE c; -- in a hurry");

        Run run = project.done("rollback", "--undo-from", "files");

        assertThat(run.verdict("3")).isEqualTo("proven");
        assertThat(run.remembered("3")).isFalse();
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void differingFileThatLeavesSomethingIsBlocked() {
        threeTables();
        project.undo("3", "DROP TABLE c; CREATE TABLE left_over (id int);");

        Run run = project.refused(3, "rollback", "--undo-from", "files");

        assertThat(run.errors()).containsExactly("UNDO_LEFT_BEHIND");
        assertThat(run.verdict("3")).isEqualTo("diverged");
    }

    @Test
    void rollbackStopsInFrontOfAnIrreversibleOne() {
        project.table("1", "a")
                .pair("2", "DELETE FROM a;", "-- dbm:irreversible the rows were personal data")
                .table("3", "c")
                .done("migrate");

        Run run = project.refused(3, "rollback", "--all");

        assertThat(run.errors()).containsExactly("IRREVERSIBLE");
        assertThat(run.place("IRREVERSIBLE")).isEqualTo("migrations/U2__step.sql");
        assertThat(run.message("IRREVERSIBLE")).contains("the rows were personal data", "no backup");
        assertThat(run.next("IRREVERSIBLE")).contains("dbm rollback --to 2");
        assertThat(project.done("rollback", "--to", "2").ran()).containsExactly("3");
    }

    @Test
    void rowsComeBack() {
        project.pair("1", "CREATE TABLE a (id int, name text);", "DROP TABLE a;")
                .done("migrate");
        project.execute("INSERT INTO a SELECT n, 'name ' || n FROM generate_series(1, 20) n");
        project.pair(
                "2",
                "CREATE TABLE names (id int, name text);\nINSERT INTO names SELECT id, name FROM a;\n"
                        + "ALTER TABLE a DROP COLUMN name;",
                "ALTER TABLE a ADD COLUMN name text;\n"
                        + "UPDATE a SET name = names.name FROM names WHERE names.id = a.id;\nDROP TABLE names;");
        project.done("migrate");
        assertThat(project.tables()).containsExactly("a", "names");

        project.done("rollback");

        assertThat(project.query("SELECT count(*) FROM a WHERE name = 'name ' || id"))
                .containsExactly("20");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void undoThatFailsOnTheTargetLeavesNothing() {
        project.pair("1", "CREATE TABLE a (id int);", "DROP TABLE a;")
                .pair(
                        "2",
                        "ALTER TABLE a ALTER COLUMN id TYPE bigint;",
                        "CREATE TABLE t (id int);\nDROP TABLE t;\nALTER TABLE a ALTER COLUMN id TYPE int;")
                .done("migrate");
        project.execute("INSERT INTO a VALUES (3000000000)");

        Run run = project.refused(1, "rollback");

        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.place("SQL_FAILED")).isEqualTo("migrations/U2__step.sql:3");
        assertThat(run.message("SQL_FAILED")).contains("22003");
        assertThat(run.states()).containsExactly("2 applied");
    }

    @Test
    void damagedKeptTextIsRefused() {
        threeTables();
        project.execute(
                "UPDATE dbm_journal SET undo_sql = 'DROP TABLE a' WHERE version = '3' AND undo_sql IS NOT NULL");

        Run run = project.refused(5, "rollback");

        assertThat(run.errors()).containsExactly("KEPT_UNDO_DAMAGED");
        assertThat(run.next("KEPT_UNDO_DAMAGED")).isNotBlank();
    }

    @Test
    void withoutAJournalTheFilesAreProvenFirst() {
        threeTables();
        project.execute("DROP TABLE dbm_journal");

        Run run = project.done("rollback");

        assertThat(run.verdict("3")).isEqualTo("proven");
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void driftIsAWarningInDev() {
        threeTables();
        project.execute("CREATE INDEX by_hand ON a (id)");

        Run run = project.dbm("rollback");

        assertThat(run.warnings()).contains("DRIFT");
        assertThat(run.ran()).containsExactly("3");
    }

    @Test
    void driftIsRefusedWhereTheEnvironmentSaysSo() {
        project.settings("drift = \"refuse\"");
        threeTables();
        project.execute("CREATE INDEX by_hand ON a (id)");

        Run run = project.refused(5, "rollback");

        assertThat(run.errors()).containsExactly("DRIFT");
        assertThat(run.next("DRIFT")).contains("--accept-drift");
        assertThat(project.dbm("rollback", "--accept-drift").ran()).containsExactly("3");
    }

    @Test
    void literalPlaceholdersAreTheOnesOfThatTime() {
        project.settings("[placeholders]", "name = \"before\"");
        project.pair("1", "CREATE TABLE ${name} (id int);", "DROP TABLE ${name};")
                .done("migrate");
        project.settings("[placeholders]", "name = \"after\"");

        assertThat(project.done("rollback").ran()).containsExactly("1");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void rollbackOptionsExcludeEachOther() {
        threeTables();

        assertThat(project.refused(2, "rollback", "--steps", "1", "--all").errors())
                .containsExactly("BAD_OPTION");
        assertThat(project.refused(2, "rollback", "--steps", "0").errors()).containsExactly("BAD_OPTION");
    }

    @Test
    void versionThatIsUndoneAndHasNoFileIsForgotten() {
        threeTables();
        project.delete(Project.forwardOf("3")).delete(Project.undoOf("3"));
        project.done("rollback");

        assertThat(project.refused(0, "status", "--check").states()).containsExactly("1 applied", "2 applied");
    }

    @Test
    void undoThatFailsMidwayKeepsThoseBeforeIt() {
        project.table("1", "a")
                .pair("2", "ALTER TABLE a ALTER COLUMN id TYPE bigint;", "ALTER TABLE a ALTER COLUMN id TYPE int;")
                .table("3", "c")
                .done("migrate");
        project.execute("INSERT INTO a VALUES (3000000000)");

        Run run = project.dbm("rollback", "--all");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.states()).containsExactly("3 undone", "2 applied", "1 applied");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 applied", "3 undone");
    }

    @Test
    void whatRanOutOfOrderIsTheFirstToBeUndone() {
        project.table("1", "a").table("3", "c").done("migrate");
        project.table("2", "b").done("migrate", "--out-of-order");

        Run run = project.done("rollback");

        assertThat(run.ran()).containsExactly("2");
        assertThat(project.done("status", "--drift").warnings()).doesNotContain("DRIFT");
    }

    @Test
    void driftThatAnEarlierRunAcceptedIsNoFaultOfTheRollback() {
        project.table("1", "a").done("migrate");
        project.execute("CREATE INDEX by_hand ON a (id)");
        project.table("2", "b").done("migrate", "--accept-drift");

        Run run = project.done("rollback");

        assertThat(run.ran()).containsExactly("2");
        assertThat(run.errors()).isEmpty();
        assertThat(project.tables()).containsExactly("a");
    }
}

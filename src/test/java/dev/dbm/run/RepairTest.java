package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class RepairTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    /** Version 2 fails on the target alone, after its first statement, outside a transaction. */
    private void halfRun() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                "2",
                "-- dbm:no-transaction\nCREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                "-- dbm:no-transaction\nALTER TABLE a DROP CONSTRAINT IF EXISTS positive;\n"
                        + "DROP INDEX CONCURRENTLY IF EXISTS a_idx;");
        Run run = project.dbm("migrate");
        assertThat(run.exit()).as("%s", run).isEqualTo(7);
        assertThat(run.errors()).containsExactly("STOPPED_MIDWAY");
        assertThat(run.place("STOPPED_MIDWAY")).isEqualTo("migrations/V2__step.sql:3");
        assertThat(run.next("STOPPED_MIDWAY")).contains("1 of 2", "dbm repair");
        assertThat(run.state("2")).isEqualTo("failed");
    }

    @Test
    void nothingWrongIsNothingToRepair() {
        project.table("1", "a").done("migrate");

        Run run = project.refused(0, "repair");

        assertThat(run.outcome()).isEqualTo("nothing");
        assertThat(run.json().at("migrations").list()).isEmpty();
    }

    @Test
    void listsWhatIsWrongAndMendsNothing() {
        project.table("1", "a").table("2", "b").done("migrate");
        project.forward("1", "CREATE TABLE a (id bigint PRIMARY KEY);").delete(Project.forwardOf("2"));
        project.delete(Project.undoOf("2"));

        Run run = project.dbm("repair");

        assertThat(run.states()).containsExactly("1 changed", "2 missing");
        assertThat(project.refused(run.exit(), "repair").ran()).isEmpty();
        assertThat(run.next("CHECKSUM_CHANGED")).contains("dbm repair --accept-checksum 1");
        assertThat(run.next("APPLIED_FILE_MISSING")).contains("dbm repair --restore-file 2");
    }

    @Test
    void halfRunScriptBlocksEveryRunUntilItIsMended() {
        halfRun();

        assertThat(project.refused(5, "migrate").errors()).containsExactly("FAILED_MIGRATION");
        assertThat(project.refused(5, "rollback").errors()).contains("FAILED_MIGRATION");
        assertThat(project.refused(5, "plan").errors()).containsExactly("FAILED_MIGRATION");
        Run status = project.refused(5, "status", "--check");
        assertThat(status.states()).containsExactly("1 applied", "2 failed");
        assertThat(status.next("FAILED_MIGRATION")).contains("--forget 2", "--mark-applied 2");
        assertThat(status.migration("2").at("undo").at("reason").text()).contains("1 of 2 statements");
    }

    @Test
    void forgottenScriptIsPendingAgain() {
        halfRun();
        project.execute("DROP INDEX a_idx; DELETE FROM a");

        assertThat(project.done("repair", "--forget", "2").states()).containsExactly("2 pending");
        assertThat(project.done("migrate").ran()).containsExactly("2");
        assertThat(project.done("rollback").ran()).containsExactly("2");
    }

    @Test
    void scriptFinishedByHandIsMarkedAsApplied() {
        halfRun();
        project.execute("DELETE FROM a; ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0)");

        assertThat(project.done("repair", "--mark-applied", "2").states()).containsExactly("2 applied");
        assertThat(project.refused(0, "status", "--check", "--drift").states())
                .containsExactly("1 applied", "2 applied");
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.query("SELECT indexname FROM pg_indexes WHERE tablename = 'a'"))
                .containsExactly("a_pkey");
    }

    @Test
    void invalidIndexIsNamed() {
        project.table("1", "a").done("migrate");
        project.execute("ALTER TABLE a DROP CONSTRAINT a_pkey; INSERT INTO a VALUES (1), (1)");
        project.pair(
                "2",
                "-- dbm:no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY a_idx ON a (id);",
                "-- dbm:no-transaction\nDROP INDEX CONCURRENTLY a_idx;");

        assertThat(project.dbm("migrate").exit()).isEqualTo(7);

        assertThat(project.dbm("repair").next("INVALID_INDEX")).contains("--reindex a_idx", "--drop-index a_idx");
    }

    @Test
    void changedChecksumIsTakenOver() {
        project.table("1", "a").done("migrate");
        project.forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- mended comment");

        assertThat(project.done("repair", "--accept-checksum", "1").states()).containsExactly("1 applied");
        assertThat(project.refused(0, "status", "--check").states()).containsExactly("1 applied");
    }

    @Test
    void missingFilesAreWrittenAgainFromTheJournal() throws IOException {
        project.table("1", "a").done("migrate");
        String forward = Files.readString(project.path(Project.forwardOf("1")));
        String undo = Files.readString(project.path(Project.undoOf("1")));
        project.delete(Project.forwardOf("1")).delete(Project.undoOf("1"));

        Run run = project.done("repair", "--restore-file", "1");

        assertThat(run.json().at("files").list()).hasSize(2);
        assertThat(project.path(Project.forwardOf("1"))).hasContent(forward);
        assertThat(project.path(Project.undoOf("1"))).hasContent(undo);
        assertThat(project.refused(0, "status", "--check").states()).containsExactly("1 applied");
    }

    @Test
    void withoutACheckoutOnlyTheDatabaseIsLookedAt() throws IOException {
        project.table("1", "a").done("migrate");
        String forward = Files.readString(project.path(Project.forwardOf("1")));
        for (Path file : project.filesBelow("migrations")) {
            Files.delete(file);
        }
        Files.delete(project.path("migrations"));

        Run run = project.done("repair");

        assertThat(run.errors()).isEmpty();
        assertThat(run.states()).isEmpty();
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("no file was compared"));
        project.done("repair", "--restore-file", "1");
        assertThat(project.path(Project.forwardOf("1"))).hasContent(forward);
    }

    @Test
    void mendThatDoesNotFitIsRefused() {
        project.table("1", "a").done("migrate");

        for (String mend : new String[] {"--forget", "--mark-applied", "--accept-checksum", "--restore-file"}) {
            Run run = project.refused(5, "repair", mend, "1");
            assertThat(run.errors()).containsExactly("NOT_MENDABLE");
            assertThat(run.next("NOT_MENDABLE")).contains("dbm repair");
        }
        assertThat(project.refused(5, "repair", "--forget", "9").errors()).containsExactly("NOT_MENDABLE");
    }

    @Test
    void oneMendThatDoesNotFitRefusesThemAll() {
        project.table("1", "a").table("2", "b").done("migrate");
        project.delete(Project.forwardOf("1")).delete(Project.undoOf("1"));

        Run run = project.refused(5, "repair", "--restore-file", "1", "--restore-file", "2");

        assertThat(run.errors()).containsExactly("NOT_MENDABLE");
        assertThat(project.path(Project.forwardOf("1"))).doesNotExist();
    }

    @Test
    void everyFileThatWasWrittenIsListed() {
        project.table("1", "a").table("2", "b").done("migrate");
        for (String version : new String[] {"1", "2"}) {
            project.delete(Project.forwardOf(version)).delete(Project.undoOf(version));
        }

        Run run = project.done("repair", "--restore-file", "1", "--restore-file", "2");

        assertThat(run.json().at("files").list()).hasSize(4);
    }

    @Test
    void whatWasMendedIsInTheHistory() {
        project.table("1", "a").done("migrate");
        project.forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- mended comment");
        project.done("repair", "--accept-checksum", "1");

        assertThat(project.done("status", "--history")
                        .json()
                        .at("history")
                        .where("action", "repair")
                        .at("detail")
                        .text())
                .contains("checksum");
    }

    @Test
    void mendNeedsTheWordThatTheEnvironmentWants() {
        project.settings("confirm = true");
        project.table("1", "a").done("migrate", "--confirm");
        project.forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- mended comment");

        assertThat(project.refused(4, "repair", "--accept-checksum", "1").errors())
                .containsExactly("CONFIRMATION_NEEDED");
        project.done("repair", "--accept-checksum", "1", "--confirm");
    }

    @Test
    void repeatableThatStoppedIsForgottenByTheNameThatTheReportSays() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (0)");
        project.file("migrations/R__of a.sql.conf", "executeInTransaction=false");
        project.file("migrations/R__of a.sql", "CREATE OR REPLACE VIEW v AS SELECT id FROM a;\nSELECT 1 / id FROM a;");
        assertThat(project.dbm("migrate").next("STOPPED_MIDWAY")).contains("dbm repair --forget 'R__of a.sql'");
        Run status = project.refused(5, "status", "--check");
        assertThat(status.next("FAILED_MIGRATION")).contains("dbm repair --forget 'R__of a.sql'");
        assertThat(status.message("FAILED_MIGRATION")).contains("1 of 2 statements finished");
        assertThat(project.refused(5, "repair", "--forget", "of b").errors()).containsExactly("NOT_MENDABLE");

        project.execute("DELETE FROM a; DROP VIEW v");
        Run run = project.done("repair", "--forget", "R__of a.sql");

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("R__of a.sql"));
        assertThat(project.refused(0, "repair").outcome()).isEqualTo("nothing");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql");
        assertThat(project.done("migrate").states()).containsExactly("of a applied");
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class RepeatablesTest {
    private static final String VIEW = "migrations/R__b_view.sql";
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    private void tableUnderAView() {
        project.pair("1", "CREATE TABLE b (id int);", "DROP VIEW IF EXISTS b_view;\nDROP TABLE b;")
                .file(VIEW, "CREATE OR REPLACE VIEW b_view AS SELECT id FROM b;");
    }

    @Test
    void runAfterTheVersionedOnesAndAgainOnlyWhenChanged() {
        tableUnderAView();

        assertThat(project.done("migrate").ran()).containsExactly("1", "b view");
        assertThat(project.done("migrate").ran()).isEmpty();

        project.file(VIEW, "CREATE OR REPLACE VIEW b_view AS SELECT id, 7 AS n FROM b;");
        Run status = project.dbm("status", "--check");
        assertThat(status.exit()).isEqualTo(8);
        assertThat(status.states()).containsExactly("1 applied", "b view pending");
        assertThat(project.done("migrate").ran()).containsExactly("b view");
        assertThat(project.query("SELECT n FROM b_view")).isEmpty();
    }

    @Test
    void changedPlaceholderChangesThem() {
        project.settings("[placeholders]", "n = \"1\"");
        project.file("migrations/R__n.sql", "CREATE OR REPLACE VIEW n AS SELECT ${n} AS n;")
                .done("migrate");
        project.settings("[placeholders]", "n = \"2\"");

        assertThat(project.done("migrate").ran()).containsExactly("n");
        assertThat(project.query("SELECT n FROM n")).containsExactly("2");
    }

    @Test
    void runAgainAfterARollbackTookTheirObjectsAway() {
        tableUnderAView();
        project.pair(
                        "2",
                        "DROP VIEW IF EXISTS b_view;\nALTER TABLE b ADD COLUMN n int;",
                        "DROP VIEW IF EXISTS b_view;\nALTER TABLE b DROP COLUMN n;")
                .done("migrate");

        Run run = project.done("rollback");

        assertThat(run.ran()).contains("2");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("Ran again") && remark.contains(VIEW));
        assertThat(project.query("SELECT count(*) FROM b_view")).containsExactly("0");
        assertThat(project.done("status", "--drift").warnings()).isEmpty();
    }

    @Test
    void forgottenWhereTheyCannotStandAndRunAgainByMigrate() {
        project.table("1", "a")
                .pair("2", "CREATE TABLE b (id int);", "DROP VIEW IF EXISTS b_view;\nDROP TABLE b;")
                .file(VIEW, "CREATE OR REPLACE VIEW b_view AS SELECT id FROM b;")
                .done("migrate");

        Run run = project.done("rollback");

        assertThat(run.remarks()).anyMatch(remark -> remark.contains(VIEW) && remark.contains("cannot stand"));
        assertThat(project.tables()).containsExactly("a");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 undone", "b view pending");
        assertThat(project.done("migrate").ran()).containsExactly("2", "b view");
        assertThat(project.query("SELECT count(*) FROM b_view")).containsExactly("0");
    }

    @Test
    void undoThatFailsUnderTheirViewIsBlocked() {
        project.table("1", "a")
                .pair("2", "CREATE TABLE b (id int);", "DROP TABLE b;")
                .file(VIEW, "CREATE OR REPLACE VIEW b_view AS SELECT id FROM b;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("UNDO_FAILED");
        assertThat(run.place("UNDO_FAILED")).isEqualTo("migrations/U2__step.sql:1");
        assertThat(run.message("UNDO_FAILED")).contains("2BP01");
        assertThat(run.next("UNDO_FAILED")).contains("repeatable", "drop the view");
        assertThat(run.verdict("2")).isEqualTo("failed");
        assertThat(project.target()).containsExactly("public");
    }

    @Test
    void undoThatFailsUnderAViewThatStandsAlreadyIsBlocked() {
        tableUnderAView();
        project.done("migrate");
        project.pair(
                "2",
                "DROP VIEW b_view;\nALTER TABLE b ADD COLUMN n int;\nCREATE VIEW b_view AS SELECT id, n FROM b;",
                "ALTER TABLE b DROP COLUMN n;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("UNDO_FAILED");
        assertThat(run.message("UNDO_FAILED")).contains("2BP01");
    }

    @Test
    void mustLeaveTheSameWhenRunTwice() {
        project.table("1", "a")
                .file(
                        "migrations/R__counter.sql",
                        "SELECT 1;\nDO $$ BEGIN EXECUTE 'CREATE TABLE t' || (SELECT count(*)"
                                + " FROM pg_tables WHERE schemaname = 'public') || ' ()'; END $$;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("REPEATABLE_UNSTABLE");
        assertThat(run.place("REPEATABLE_UNSTABLE")).isEqualTo("migrations/R__counter.sql");
        assertThat(run.next("REPEATABLE_UNSTABLE")).contains("CREATE OR REPLACE");
    }

    @Test
    void thatFailIsBlockedWithItsLine() {
        project.table("1", "a").file("migrations/R__wrong.sql", "SELECT 1;\nSELECT nothing FROM a;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("REPEATABLE_FAILED");
        assertThat(run.place("REPEATABLE_FAILED")).isEqualTo("migrations/R__wrong.sql:2");
        assertThat(run.message("REPEATABLE_FAILED")).contains("42703");
    }

    @Test
    void whoseFileIsGoneStillStandOnTheTarget() {
        tableUnderAView();
        project.done("migrate");
        project.delete(VIEW).table("2", "c");

        assertThat(project.refused(0, "status", "--drift").warnings()).isEmpty();
        Run run = project.done("migrate");

        assertThat(run.warnings()).isEmpty();
        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.ran()).containsExactly("2");
    }

    @Test
    void renamedOnesRunUnderTheirNewName() {
        tableUnderAView();
        project.done("migrate");
        project.delete(VIEW).file("migrations/R__the_view.sql", "CREATE OR REPLACE VIEW b_view AS SELECT id FROM b;");

        assertThat(project.done("migrate").ran()).containsExactly("the view");
        assertThat(project.done("migrate").ran()).isEmpty();
    }

    @Test
    void dependOnEachOtherInTheOrderOfTheirNames() {
        project.file("migrations/R__1_base.sql", "CREATE OR REPLACE VIEW base AS SELECT 1 AS n;")
                .file("migrations/R__2_top.sql", "CREATE OR REPLACE VIEW top AS SELECT n FROM base;");

        assertThat(project.done("migrate").ran()).containsExactly("1 base", "2 top");
    }

    @Test
    void versionMayRestOnWhatARepeatableOnceMade() {
        tableUnderAView();
        project.done("migrate");
        project.pair("2", "CREATE VIEW over AS SELECT id FROM b_view;", "DROP VIEW over;")
                .done("migrate");
        project.file(VIEW, "CREATE OR REPLACE VIEW b_view AS SELECT id, 7 AS n FROM b;")
                .done("migrate");
        project.table("3", "c");

        assertThat(project.done("migrate").verdict("3")).isEqualTo("proven");
        project.done("status", "--drift", "--check");
    }

    @Test
    void undoThatWasNeverProvenIsProvenUnderARepeatableThatRestsOnItsMigration() {
        tableUnderAView();
        project.done("migrate");
        project.execute("DELETE FROM dbm_journal");

        Run rollback = project.done("rollback");

        assertThat(rollback.verdict("1")).isEqualTo("proven");
        assertThat(project.tables()).isEmpty();
        assertThat(project.done("migrate").ran()).containsExactly("1", "b view");
    }

    @Test
    void undoThatWasNeverProvenAndFailsUnderARepeatableIsRefused() {
        tableUnderAView();
        project.undo("1", "DROP TABLE b;").execute("CREATE TABLE b (id int)");
        project.done("migrate", "--fake");
        project.execute("DELETE FROM dbm_journal; DELETE FROM flyway_schema_history WHERE version IS NULL");
        project.execute("UPDATE flyway_schema_history SET type = 'SQL'");
        project.done("migrate");
        project.execute("DELETE FROM dbm_journal");

        assertThat(project.refused(3, "rollback").errors()).containsExactly("UNDO_FAILED");
        assertThat(project.tables()).contains("b");
    }
}

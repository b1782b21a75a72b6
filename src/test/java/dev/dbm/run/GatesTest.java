package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an environment with prod's demands asks for, and that asking twice does not make it forget. */
@PostgresTest
class GatesTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.file("dbm.toml", "env = \"prod\"\n[env.prod]\nurl = \"" + project.url() + "\"\nbackup = false\n");
    }

    @Test
    void nothingIsTouchedWithoutTheWord() {
        project.table("1", "a");

        Run run = project.refused(4, "migrate");

        assertThat(run.errors()).containsExactly("CONFIRMATION_NEEDED");
        assertThat(run.next("CONFIRMATION_NEEDED")).contains("--confirm");
        assertThat(project.done("migrate", "--confirm").ran()).containsExactly("1");
        assertThat(project.refused(4, "rollback").errors()).containsExactly("CONFIRMATION_NEEDED");
        assertThat(project.done("rollback", "--confirm").ran()).containsExactly("1");
    }

    @Test
    void droppingAColumnIsAskedForAgainAlthoughThePairIsProven() {
        project.pair("1", "CREATE TABLE a (id int, b int);", "DROP TABLE a;").done("migrate", "--confirm");
        project.pair("2", "ALTER TABLE a DROP COLUMN b;", "ALTER TABLE a ADD COLUMN b int;");

        for (int i = 0; i < 2; i++) {
            Run run = project.refused(4, "migrate", "--confirm");
            assertThat(run.errors()).containsExactly("DATA_LOSS");
            assertThat(run.message("DATA_LOSS")).contains("drops column public.a.b");
            assertThat(run.place("DATA_LOSS")).isEqualTo(Project.forwardOf("2"));
        }
        assertThat(project.refused(4, "migrate", "--confirm", "--accept-data-loss", "1")
                        .errors())
                .containsExactly("DATA_LOSS");

        assertThat(project.done("migrate", "--confirm", "--accept-data-loss", "2")
                        .ran())
                .containsExactly("2");
        project.done("rollback", "--confirm");
        assertThat(project.refused(4, "migrate", "--confirm").errors()).containsExactly("DATA_LOSS");
    }

    @Test
    void irreversibleMigrationIsAskedForUnderItsReason() {
        project.pair("1", "CREATE TABLE a (id int);", "-- dbm:irreversible the law says so");

        Run run = project.refused(4, "migrate", "--confirm");

        assertThat(run.errors()).containsExactly("NO_WAY_BACK");
        assertThat(run.message("NO_WAY_BACK")).contains("the law says so");
        project.done("migrate", "--confirm", "--accept-data-loss", "1");
        assertThat(project.refused(3, "rollback", "--confirm").errors()).containsExactly("IRREVERSIBLE");
    }

    @Test
    void planShowsTheGatesAndEndsWell() {
        project.pair("1", "CREATE TABLE a (id int);", "-- dbm:irreversible the law says so");

        Run run = project.done("plan");

        assertThat(run.warnings()).containsExactly("CONFIRMATION_NEEDED", "NO_WAY_BACK");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void rollbackWithoutFilesKnowsTheSchemasThatTheMigrationsMade() {
        project.pair("1", "CREATE SCHEMA app;\nCREATE TABLE app.a (id int);", "DROP TABLE app.a;\nDROP SCHEMA app;")
                .table("2", "b")
                .done("migrate", "--confirm");
        project.delete(Project.forwardOf("1"))
                .delete(Project.undoOf("1"))
                .delete(Project.forwardOf("2"))
                .delete(Project.undoOf("2"));

        Run run = project.done("rollback", "--all", "--confirm");

        assertThat(run.warnings()).isEmpty();
        assertThat(run.ran()).containsExactly("2", "1");
        assertThat(project.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'app'"))
                .containsExactly("0");
    }

    @Test
    void chainIsUnwoundDownToTheIrreversibleOne() {
        project.pair("1", "CREATE TABLE a (id int);", "DROP TABLE a;")
                .pair("2", "CREATE TABLE b (id int);", "-- dbm:irreversible b stays")
                .pair("3", "ALTER TABLE b ADD COLUMN c int;", "ALTER TABLE b DROP COLUMN c;")
                .file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT c FROM b;");

        Run run = project.refused(3, "migrate", "--confirm", "--accept-data-loss", "2");

        assertThat(run.errors()).containsExactly("UNDO_FAILED");
        assertThat(run.place("UNDO_FAILED")).startsWith(Project.undoOf("3"));
        assertThat(run.next("UNDO_FAILED")).contains("drop the view in the undo script first");
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class MigrateTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    @Test
    void appliesEveryPendingPairAfterItsUndoIsProven() {
        project.table("1", "a").table("1.1", "b").table("2", "c");

        Run run = project.done("migrate");

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.states()).containsExactly("1 applied", "1.1 applied", "2 applied");
        assertThat(run.ran()).containsExactly("1", "1.1", "2");
        assertThat(run.verdict("1.1")).isEqualTo("proven");
        assertThat(run.remembered("1.1")).isFalse();
        assertThat(project.tables()).containsExactly("a", "b", "c");
        assertThat(project.history())
                .containsExactly("1 SQL V1__step.sql", "1.1 SQL V1.1__step.sql", "2 SQL V2__step.sql");
    }

    @Test
    void secondRunDoesNothing() {
        project.table("1", "a");
        project.done("migrate");

        Run run = project.refused(0, "migrate");

        assertThat(run.outcome()).isEqualTo("nothing");
        assertThat(run.ran()).isEmpty();
        assertThat(project.text("migrate").out()).contains("Nothing to do");
    }

    @Test
    void stopsAtTheVersionThatItIsTold() {
        project.table("1", "a").table("2", "b").table("3", "c").file("migrations/R__v.sql", "SELECT 1;");

        assertThat(project.done("migrate", "--to", "2").ran()).containsExactly("1", "2");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.done("migrate").ran()).containsExactly("3", "v");
    }

    @Test
    void unknownLastVersionIsRefused() {
        project.table("1", "a");

        Run run = project.refused(2, "migrate", "--to", "7");

        assertThat(run.errors()).containsExactly("UNKNOWN_VERSION");
        assertThat(run.next("UNKNOWN_VERSION")).contains("dbm status");
    }

    @Test
    void failureOnTheTargetKeepsWhatRanBeforeIt() {
        rowsThatTheRehearsalDoesNotMeet();

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.outcome()).isEqualTo("partial");
        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.place("SQL_FAILED")).isEqualTo("migrations/V3__step.sql:2");
        assertThat(run.message("SQL_FAILED")).contains("ADD CONSTRAINT", "23514");
        assertThat(run.ran()).containsExactly("2");
        assertThat(run.states()).containsExactly("2 applied", "3 pending");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 applied", "3 pending");
    }

    @Test
    void atomicRunIsAllOrNothing() {
        rowsThatTheRehearsalDoesNotMeet();

        Run run = project.refused(1, "migrate", "--atomic");

        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.ran()).isEmpty();
        assertThat(project.tables()).containsExactly("a");

        project.execute("DELETE FROM a");
        assertThat(project.done("migrate", "--atomic").ran()).containsExactly("2", "3");
        assertThat(project.history()).endsWith("2 SQL V2__step.sql", "3 SQL V3__step.sql");
    }

    private void rowsThatTheRehearsalDoesNotMeet() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.table("2", "b");
        project.pair(
                "3",
                "ALTER TABLE a ADD COLUMN note text;\nALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                "ALTER TABLE a DROP CONSTRAINT positive, DROP COLUMN note;");
    }

    @Test
    void dryRunTouchesNothing() {
        project.table("1", "a");

        Run run = project.refused(0, "migrate", "--dry-run");

        assertThat(run.json().at("command").text()).isEqualTo("plan");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.migration("1").at("sql").text()).contains("CREATE TABLE a");
        assertThat(project.target()).containsExactly("public");
    }

    @Test
    void wrapperOfBeginAndCommitIsSkippedWithANote() {
        project.pair("1", "BEGIN;\nCREATE TABLE a (id int);\nCOMMIT;", "BEGIN;\nDROP TABLE a;\nCOMMIT;");

        Run run = project.done("migrate");

        assertThat(run.notes()).contains("WRAPPER_SKIPPED");
        assertThat(project.tables()).containsExactly("a");
        assertThat(project.done("rollback").ran()).containsExactly("1");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void checksThatReturnRowsAreShown() {
        project.table("1", "a")
                .pair("2", "INSERT INTO a VALUES (1), (2);", "DELETE FROM a;")
                .file(
                        "migrations/checks/no_ones.sql",
                        "SELECT id FROM a WHERE id > 5;\nSELECT id AS one FROM a WHERE id = 1;");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.outcome()).isEqualTo("partial");
        assertThat(run.errors()).containsExactly("CHECK_FAILED");
        assertThat(run.place("CHECK_FAILED")).isEqualTo("migrations/checks/no_ones.sql:2");
        assertThat(run.message("CHECK_FAILED")).contains("one", "1");
        assertThat(run.next("CHECK_FAILED")).contains("dbm rollback");
        assertThat(run.states()).containsExactly("1 applied", "2 applied");
    }

    @Test
    void checksThatReturnNothingPass() {
        project.table("1", "a").file("migrations/checks/empty.sql", "SELECT id FROM a;");

        assertThat(project.done("migrate").ran()).containsExactly("1");
    }

    @Test
    void checkThatDoesNotRunCountsAsFailed() {
        project.table("1", "a").file("migrations/checks/wrong.sql", "SELECT nothing FROM a;");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.message("CHECK_FAILED")).contains("42703");
    }

    @Test
    void fixturesAreLoadedWhereTheEnvironmentWantsThem() {
        project.settings("fixtures = true");
        project.table("1", "a")
                .file("migrations/fixtures/F1__rows.sql", "INSERT INTO a VALUES (1), (2);")
                .pair("2", "ALTER TABLE a ADD COLUMN n int NOT NULL DEFAULT 7;", "ALTER TABLE a DROP COLUMN n;");

        project.done("migrate");

        assertThat(project.query("SELECT sum(n) FROM a")).containsExactly("14");
    }

    @Test
    void fixturesStayInTheRehearsalElsewhere() {
        project.table("1", "a").file("migrations/fixtures/F1__rows.sql", "INSERT INTO a VALUES (1), (2);");

        project.done("migrate");

        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("0");
    }

    @Test
    void fixtureThatCannotBeLoadedSaysThatTheMigrationsStay() {
        project.settings("fixtures = true");
        project.table("1", "a");
        project.done("migrate");
        project.execute("INSERT INTO a VALUES (1)");
        project.table("2", "b").file("migrations/fixtures/F2__rows.sql", "INSERT INTO a VALUES (1);");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.errors()).containsExactly("FIXTURE_NOT_LOADED");
        assertThat(run.place("FIXTURE_NOT_LOADED")).isEqualTo("migrations/fixtures/F2__rows.sql:1");
        assertThat(run.ran()).containsExactly("2");
    }

    @Test
    void migrationThatChangesNothingNeedsNoUndo() {
        project.table("1", "a").forward("2", "SELECT count(*) FROM a;").forward("3", "-- a mark\n");

        Run run = project.done("migrate");

        assertThat(run.ran()).containsExactly("1", "2", "3");
        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(project.done("rollback", "--to", "1").ran()).containsExactly("3", "2");
        assertThat(project.done("migrate").ran()).containsExactly("2", "3");
    }

    @Test
    void functionThatMayChangeSomethingNeedsAnUndo() {
        project.pair(
                        "1",
                        "CREATE FUNCTION make() RETURNS void LANGUAGE sql AS 'CREATE TABLE IF NOT EXISTS a (id int)';",
                        "DROP FUNCTION make();")
                .forward("2", "SELECT make();");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("UNDO_MISSING");
        assertThat(run.next("UNDO_MISSING")).contains("migrations/U2__step.sql");
    }

    @Test
    void constraintThatFailsAtCommitFailsTheRehearsal() {
        deferredReference();
        project.pair("2", "INSERT INTO b VALUES (1);", "DELETE FROM b;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED");
        assertThat(run.place("FORWARD_FAILED")).startsWith("migrations/V2__step.sql");
        assertThat(run.message("FORWARD_FAILED")).contains("23503");
    }

    @Test
    void constraintThatFailsAtCommitOnTheTargetAloneLeavesNothing() {
        deferredReference();
        project.done("migrate");
        project.execute("INSERT INTO wanted VALUES (1)");
        project.pair("2", "CREATE TABLE c ();\nINSERT INTO b SELECT id FROM wanted;", "DELETE FROM b;\nDROP TABLE c;");

        for (String[] command : new String[][] {{"migrate"}, {"migrate", "--atomic"}}) {
            Run run = project.refused(1, command);
            assertThat(run.errors()).containsExactly("SQL_FAILED");
            assertThat(run.place("SQL_FAILED")).startsWith("migrations/V2__step.sql");
            assertThat(run.message("SQL_FAILED")).contains("23503");
            assertThat(run.states()).containsExactly("2 pending");
        }
    }

    private void deferredReference() {
        project.pair(
                "1",
                "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE wanted (id int);\n"
                        + "CREATE TABLE b (id int REFERENCES a DEFERRABLE INITIALLY DEFERRED);",
                "DROP TABLE b, wanted, a;");
    }

    @Test
    void lastVersionBelowTheHeadIsNothingToDo() {
        project.table("1", "a").table("2", "b").done("migrate");

        assertThat(project.refused(0, "migrate", "--to", "1").outcome()).isEqualTo("nothing");
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts without transaction that stopped in their middle, and the ways on. */
@PostgresTest
class HalfRunRepairTest {
    private static final String OUTSIDE = "-- dbm:no-transaction\n";

    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    /** Version 2 stops at its second statement of three, because of a row that the scratch does not have. */
    private Run stopped() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                        "2",
                        OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                                + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);\nCREATE TABLE b (id int);",
                        "DROP TABLE IF EXISTS b;\nALTER TABLE a DROP CONSTRAINT IF EXISTS positive;\n"
                                + "DROP INDEX IF EXISTS a_idx;")
                .table("3", "c");
        Run run = project.dbm("migrate");
        assertThat(run.exit()).as("%s", run).isEqualTo(7);
        return run;
    }

    /** As a kill leaves it: the journal says that it began, and the history knows nothing. */
    private void killed() {
        project.execute("DELETE FROM flyway_schema_history WHERE NOT success;"
                + " DELETE FROM dbm_journal WHERE outcome = 'failed'");
    }

    @Test
    void indexThatWasMendedByHandIsNotBuiltTwice() {
        project.table("1", "a").done("migrate");
        project.execute("ALTER TABLE a DROP CONSTRAINT a_pkey; INSERT INTO a VALUES (1), (1)");
        project.pair(
                "2",
                OUTSIDE + "ALTER TABLE a ADD b int;\nCREATE UNIQUE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + "CREATE TABLE c (id int);",
                "DROP TABLE c; DROP INDEX a_idx; ALTER TABLE a DROP b;");
        assertThat(project.dbm("migrate").exit()).isEqualTo(7);
        assertThat(project.dbm("repair").next("INVALID_INDEX")).contains("--resume drops it and builds it again");
        project.execute("DELETE FROM a");
        project.done("repair", "--reindex", "a_idx");

        Run asked = project.refused(5, "repair", "--resume", "2");

        assertThat(asked.next("NOT_MENDABLE")).contains("dbm repair --resume 2:3   goes on behind it");
        assertThat(project.done("repair", "--resume", "2:3").states()).containsExactly("2 applied");
        assertThat(project.tables()).containsExactly("a", "c");
    }

    @Test
    void reportSaysWhatIsAppliedWhatIsNotAndEveryWayOn() {
        Run run = stopped();

        assertThat(run.states()).containsExactly("2 failed", "3 pending");
        assertThat(run.next("STOPPED_MIDWAY"))
                .contains("1 of 3 statements stay", "dbm repair --resume 2", "dbm repair --undo 2", "--mark-applied 2");
        assertThat(run.remarks()).contains("Applied in this run: none. Not: 2, 3.");
        Run status = project.refused(5, "status", "--check");
        assertThat(status.next("FAILED_MIGRATION")).contains("dbm repair --resume 2", "dbm repair --undo 2");
        assertThat(status.message("FAILED_MIGRATION")).contains("1 of 3 statements finished");
        assertThat(project.refused(5, "rollback").next("FAILED_MIGRATION")).contains("dbm repair --resume 2");
    }

    @Test
    void resumedScriptGoesOnWithItsNextStatementAndIsAppliedLikeAnyOther() {
        stopped();
        project.execute("DELETE FROM a");

        Run run = project.done("repair", "--resume", "2");

        assertThat(run.states()).containsExactly("2 applied");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql", "2 SQL V2__step.sql");
        assertThat(project.done("migrate").ran()).containsExactly("3");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
        assertThat(project.done("rollback", "--steps", "2").ran()).containsExactly("3", "2");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void resumedScriptThatStopsAgainCanBeResumedAgain() {
        stopped();

        Run again = project.dbm("repair", "--resume", "2");

        assertThat(again.exit()).isEqualTo(7);
        assertThat(again.errors()).containsExactly("STOPPED_MIDWAY");
        assertThat(again.place("STOPPED_MIDWAY")).isEqualTo("migrations/V2__step.sql:3");
        assertThat(again.state("2")).isEqualTo("failed");
        project.execute("DELETE FROM a");
        project.done("repair", "--resume", "2");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql", "2 SQL V2__step.sql");
    }

    @Test
    void resumeNeedsNoFile() {
        stopped();
        project.execute("DELETE FROM a");
        project.delete(Project.forwardOf("2")).delete(Project.undoOf("2"));

        project.done("repair", "--resume", "2");

        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void scriptThatWasChangedSinceIsNotResumed() {
        stopped();
        project.execute("DELETE FROM a");
        project.forward("2", OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);\nCREATE TABLE b (id bigint);");

        Run run = project.refused(5, "repair", "--resume", "2");

        assertThat(run.errors()).containsExactly("NOT_MENDABLE");
        assertThat(run.next("NOT_MENDABLE")).contains("dbm repair --undo 2");
    }

    @Test
    void statementWhoseEndNobodySawIsAskedFor() {
        stopped();
        killed();
        project.execute("DELETE FROM a");

        Run asked = project.refused(5, "repair", "--resume", "2");

        assertThat(asked.errors()).containsExactly("NOT_MENDABLE");
        assertThat(asked.place("NOT_MENDABLE")).isEqualTo("V2__step.sql:3");
        assertThat(asked.message("NOT_MENDABLE")).contains("statement 2 of 3", "ADD CONSTRAINT positive");
        assertThat(asked.next("NOT_MENDABLE")).contains("--resume 2:2", "--resume 2:3");
        assertThat(project.refused(5, "repair", "--resume", "2:1").errors()).containsExactly("NOT_MENDABLE");
        assertThat(project.refused(5, "repair", "--resume", "2:4").errors()).containsExactly("NOT_MENDABLE");
        project.execute("ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0)");
        project.done("repair", "--resume", "2:3");
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void indexThatAKilledBuildLeftInvalidIsBuiltAnew() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (1); ALTER TABLE a DROP CONSTRAINT a_pkey; INSERT INTO a VALUES (1)");
        project.pair(
                "2",
                OUTSIDE + "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_idx ON public.a (id);",
                "DROP INDEX a_idx;");
        Run stopped = project.dbm("migrate");
        assertThat(stopped.exit()).isEqualTo(7);
        assertThat(stopped.message("STOPPED_MIDWAY")).contains("invalid indexes: a_idx");
        killed();
        project.execute("DELETE FROM a; ALTER TABLE a ADD PRIMARY KEY (id)");

        project.done("repair", "--resume", "2");

        assertThat(project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_idx'::regclass"))
                .containsExactly("t");
        assertThat(project.history()).contains("2 SQL V2__step.sql");
    }

    @Test
    void indexThatWasBuiltBeforeTheKillIsNotBuiltAgain() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                "2",
                OUTSIDE + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;\n"
                        + "ALTER TABLE a VALIDATE CONSTRAINT positive;\nCREATE INDEX CONCURRENTLY a_idx ON a (id);",
                "DROP INDEX a_idx; ALTER TABLE a DROP CONSTRAINT positive;");
        assertThat(project.dbm("migrate").exit()).isEqualTo(7);
        killed();
        project.execute("DELETE FROM a; ALTER TABLE a VALIDATE CONSTRAINT positive;"
                + " UPDATE dbm_journal SET detail = '2 of 3 statements finished' WHERE outcome = 'started'");
        project.execute("CREATE INDEX a_idx ON a (id)");

        project.done("repair", "--resume", "2");

        assertThat(project.done("status", "--check").states()).containsExactly("1 applied", "2 applied");
    }

    @Test
    void undoTakesBackWhatThereIsAndTheVersionIsPendingAgain() {
        stopped();
        project.execute("DELETE FROM a");

        Run run = project.done("repair", "--undo", "2");

        assertThat(run.states()).containsExactly("2 pending");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql");
        assertThat(project.query("SELECT to_regclass('a_idx') IS NULL")).containsExactly("t");
        assertThat(project.query("SELECT detail FROM dbm_journal WHERE action = 'repair'"))
                .containsExactly("taken back with its undo");
        assertThat(project.done("migrate").ran()).containsExactly("2", "3");
    }

    @Test
    void undoThatDoesNotFitTheMiddleLeavesEverythingAsItWas() {
        stopped();
        project.delete(Project.undoOf("2"));
        project.execute("DROP INDEX a_idx; CREATE VIEW a_idx AS SELECT 1");

        Run run = project.dbm("repair", "--undo", "2");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.next("SQL_FAILED")).contains("dbm repair --forget 2");
        assertThat(project.refused(5, "status", "--check").states()).contains("2 failed");
    }

    @Test
    void undoWithoutTransactionTakesBackWhatThereIsToo() {
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                "2",
                OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                OUTSIDE
                        + "ALTER TABLE a DROP CONSTRAINT IF EXISTS positive;\nDROP INDEX CONCURRENTLY IF EXISTS a_idx;");
        assertThat(project.dbm("migrate").exit()).isEqualTo(7);
        killed();

        assertThat(project.done("repair", "--undo", "2").states()).containsExactly("2 pending");
        assertThat(project.query("SELECT to_regclass('a_idx') IS NULL")).containsExactly("t");
    }

    @Test
    void undoThatStoppedMidwayIsResumed() {
        project.pair(
                        "1",
                        "CREATE TABLE a (id int); CREATE INDEX a_idx ON a (id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY a_idx;\nDROP TABLE a;")
                .done("migrate");
        project.execute("CREATE VIEW v AS SELECT * FROM a");

        Run run = project.dbm("rollback", "--accept-drift");

        assertThat(run.exit()).as("%s", run).isEqualTo(7);
        assertThat(run.next("STOPPED_MIDWAY")).contains("dbm repair --resume 1").doesNotContain("--undo");
        assertThat(project.refused(5, "repair", "--undo", "1").errors()).containsExactly("NOT_MENDABLE");
        project.execute("DROP VIEW v");
        assertThat(project.done("repair", "--resume", "1").states()).containsExactly("1 undone");
        assertThat(project.tables()).isEmpty();
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql", "1 DELETE U1__step.sql");
        assertThat(project.done("migrate").ran()).containsExactly("1");
    }

    @Test
    void nothingIsResumedOrUndoneThatIsNotHalfRun() {
        project.table("1", "a").done("migrate");

        for (String option : new String[] {"--resume", "--undo"}) {
            Run run = project.refused(5, "repair", option, "1");
            assertThat(run.errors()).containsExactly("NOT_MENDABLE");
            assertThat(run.message("NOT_MENDABLE")).contains("is not half run");
        }
    }

    @Test
    void scriptThatFlywayLeftHasNoKeptTextToGoOnWith() {
        stopped();
        project.execute("UPDATE dbm_journal SET forward_sql = NULL, undo_sql = NULL");

        Run run = project.refused(5, "repair", "--resume", "2");

        assertThat(run.message("NOT_MENDABLE")).contains("kept no text");
    }

    @Test
    void oneVersionMeetsOneEnd() {
        Run run = project.text("repair", "--resume", "1", "--forget", "1");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--resume and --forget");
        assertThat(project.text("repair", "--resume", "1:x").exit()).isEqualTo(2);
    }

    @Test
    void prodWantsItsWord() {
        stopped();
        project.execute("DELETE FROM a");
        project.settings("confirm = true");

        assertThat(project.refused(4, "repair", "--resume", "2").errors()).containsExactly("CONFIRMATION_NEEDED");
        project.done("repair", "--resume", "2", "--confirm");
    }
}

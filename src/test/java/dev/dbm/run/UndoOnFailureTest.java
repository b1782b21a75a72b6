package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of many whose later script fails on the target alone. */
@PostgresTest
class UndoOnFailureTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.table("1", "a").done("migrate");
        project.execute("INSERT INTO a VALUES (-1)");
        project.table("2", "b").table("3", "c").table("5", "e");
        failing("4", "");
    }

    private void failing(String version, String directive) {
        project.pair(
                version,
                directive + "CREATE TABLE d (id int);\nALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                "ALTER TABLE a DROP CONSTRAINT positive; DROP TABLE d;");
    }

    @Test
    void withoutItWhatWasAppliedStaysAndTheReportSaysHowToGoOn() {
        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.outcome()).isEqualTo("partial");
        assertThat(run.states()).containsExactly("2 applied", "3 applied", "4 pending", "5 pending");
        assertThat(run.remarks()).contains("Applied in this run: 2, 3. Not: 4, 5.");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate");
        project.execute("DELETE FROM a");
        assertThat(project.done("migrate").ran()).containsExactly("4", "5");
    }

    @Test
    void everythingThatTheRunAppliedIsUndone() {
        List<String> before = project.tables();

        Run run = project.dbm("migrate", "--undo-on-failure");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errors()).containsExactly("SQL_FAILED");
        assertThat(run.outcome()).isEqualTo("failed");
        assertThat(run.states()).containsExactly("2 undone", "3 undone", "4 pending", "5 pending");
        assertThat(project.tables()).isEqualTo(before);
        assertThat(project.history().subList(1, 5))
                .containsExactly(
                        "2 SQL V2__step.sql", "3 SQL V3__step.sql", "3 DELETE U3__step.sql", "2 DELETE U2__step.sql");
        assertThat(project.query("SELECT concat_ws(' ', action, version, outcome) FROM dbm_journal"
                        + " WHERE action = 'undo' ORDER BY id"))
                .containsExactly("undo 3 done", "undo 2 done");
        assertThat(project.done("status", "--drift").warnings()).isEmpty();
        project.execute("DELETE FROM a");
        assertThat(project.done("migrate").ran()).containsExactly("2", "3", "4", "5");
    }

    @Test
    void atomicRunNeedsNoUndo() {
        Run run = project.dbm("migrate", "--undo-on-failure", "--atomic");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.outcome()).isEqualTo("failed");
        assertThat(run.states()).containsExactly("2 pending", "3 pending", "4 pending", "5 pending");
        assertThat(project.history()).containsExactly("1 SQL V1__step.sql");
        project.execute("DELETE FROM a");
        assertThat(project.done("migrate", "--atomic").ran()).containsExactly("2", "3", "4", "5");
    }

    @Test
    void whatIsIrreversibleStays() {
        project.undo("2", "-- dbm:irreversible the old rows are gone");

        Run run = project.dbm("migrate", "--undo-on-failure");

        assertThat(run.errors()).containsExactly("SQL_FAILED", "IRREVERSIBLE");
        assertThat(run.states()).containsExactly("2 applied", "3 undone", "4 pending", "5 pending");
        assertThat(run.outcome()).isEqualTo("partial");
    }

    @Test
    void underAScriptThatStoppedMidwayNothingIsUndone() {
        failing("4", "-- dbm:no-transaction\n");

        Run run = project.dbm("migrate", "--undo-on-failure");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.states()).containsExactly("2 applied", "3 applied", "4 failed", "5 pending");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("--undo-on-failure undid nothing"));
    }

    @Test
    void nothingFailedNothingIsUndone() {
        project.execute("DELETE FROM a");

        assertThat(project.done("migrate", "--undo-on-failure").ran()).containsExactly("2", "3", "4", "5");
    }
}

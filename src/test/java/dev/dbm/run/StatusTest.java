package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class StatusTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    @Test
    void untouchedDatabaseStaysUntouched() {
        project.table("1", "a");

        Run run = project.refused(0, "status");

        assertThat(run.states()).containsExactly("1 pending");
        assertThat(run.verdict("1")).isEqualTo("unproven");
        assertThat(project.target()).containsExactly("public");
    }

    @Test
    void tellsWhatIsAppliedProvenAndPending() {
        project.table("1", "a")
                .pair("2", "DELETE FROM a;", "-- dbm:irreversible gone is gone")
                .table("3", "c")
                .done("migrate", "--to", "2");

        Run run = project.refused(0, "status");

        assertThat(run.states()).containsExactly("1 applied", "2 applied", "3 pending");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.verdict("2")).isEqualTo("irreversible");
        assertThat(run.migration("2").at("undo").at("reason").text()).isEqualTo("gone is gone");
        assertThat(run.migration("1").at("appliedAt").text()).endsWith("Z");
        assertThat(project.text("status").out()).contains("head 2", "2 applied", "1 pending");
    }

    @Test
    void checkExitsZeroWhenAllIsApplied() {
        project.table("1", "a").done("migrate");

        assertThat(project.refused(0, "status", "--check").outcome()).isEqualTo("done");
    }

    @Test
    void checkSaysWhenSomethingIsPending() {
        project.table("1", "a");

        Run run = project.refused(8, "status", "--check");

        assertThat(run.errors()).containsExactly("MIGRATIONS_PENDING");
        assertThat(run.next("MIGRATIONS_PENDING")).contains("dbm plan", "dbm migrate");
    }

    @Test
    void checkPutsWhatIsWrongBeforeWhatIsPending() {
        project.table("1", "a").done("migrate");
        project.table("2", "b").forward("1", "CREATE TABLE a (id bigint PRIMARY KEY);");

        Run run = project.refused(5, "status", "--check");

        assertThat(run.errors()).contains("CHECKSUM_CHANGED", "MIGRATIONS_PENDING");
        assertThat(run.states()).containsExactly("1 changed", "2 pending");
        assertThat(project.refused(0, "status").warnings()).contains("CHECKSUM_CHANGED");
    }

    @Test
    void historyListsEveryPastAction() {
        project.table("1", "a").done("migrate");
        project.done("rollback");

        Run run = project.refused(0, "status", "--history");

        assertThat(run.json().at("history").list().stream()
                        .map(entry -> entry.at("action").text() + " "
                                + entry.at("outcome").text())
                        .filter(line -> line.startsWith("migrate") || line.startsWith("undo")))
                .containsExactly("migrate done", "undo done");
        Json undo = run.json().at("history").where("action", "undo");
        assertThat(undo.at("version").text()).isEqualTo("1");
        assertThat(undo.at("environment").text()).isEqualTo("dev");
        assertThat(project.text("status", "--history").out()).contains("History", "undo", "migrate");
    }

    @Test
    void driftFindsAnIndexMadeByHand() {
        project.table("1", "a").done("migrate");
        assertThat(project.refused(0, "status", "--drift").warnings()).isEmpty();
        project.execute("CREATE INDEX by_hand ON a (id)");

        Run run = project.refused(0, "status", "--drift");

        assertThat(run.warnings()).containsExactly("DRIFT");
        Json difference = run.json().at("drift").list().get(0);
        assertThat(difference.at("kind").text()).isEqualTo("index");
        assertThat(difference.at("object").text()).isEqualTo("public.by_hand");
        assertThat(project.refused(5, "status", "--drift", "--check").errors()).containsExactly("DRIFT");
        assertThat(project.text("status", "--drift").out()).contains("public.by_hand");
    }

    @Test
    void driftAlsoFindsWhatIsGone() {
        project.pair("1", "CREATE TABLE a (id int NOT NULL);\nCREATE INDEX a_idx ON a (id);", "DROP TABLE a;")
                .done("migrate");
        project.execute("DROP INDEX a_idx; ALTER TABLE a ALTER COLUMN id DROP NOT NULL");

        Run run = project.refused(5, "status", "--drift", "--check");

        assertThat(run.json().at("drift").list().stream()
                        .map(difference -> difference.at("object").text()))
                .contains("public.a_idx", "public.a.id");
    }

    @Test
    void verboseSaysWhereSettingsComeFrom() {
        project.table("1", "a").variable("DBM_SCHEMA", "public");

        Run run = project.done("status", "--verbose");

        assertThat(run.json()
                        .at("settings")
                        .where("name", "schema")
                        .at("source")
                        .text())
                .contains("DBM_SCHEMA");
        assertThat(run.json().at("settings").where("name", "url").at("source").text())
                .contains("dbm.toml");
    }

    @Test
    void journalIsNotNeeded() {
        project.table("1", "a").table("2", "b").done("migrate");
        project.execute("DROP TABLE dbm_journal");

        assertThat(project.refused(0, "status", "--check").states()).containsExactly("1 applied", "2 applied");
        assertThat(project.table("3", "c").done("migrate").ran()).containsExactly("3");
    }

    @Test
    void withoutTheFolderTheDatabaseTellsWhatIsApplied() throws IOException {
        project.table("1", "a").done("migrate");
        project.delete("migrations/V1__step.sql").delete("migrations/U1__step.sql");
        Files.delete(project.path("migrations"));

        Run status = project.done("status");

        assertThat(status.states()).containsExactly("1 missing");
        assertThat(status.warnings()).containsExactly("NO_MIGRATIONS_FOLDER");
        assertThat(project.refused(2, "status", "--check").errors()).containsExactly("NO_MIGRATIONS_FOLDER");
    }

    @Test
    void whatAPlanProvedIsKnown() {
        project.table("1", "a").table("2", "b");
        assertThat(project.done("status").verdict("1")).isEqualTo("unproven");
        project.done("plan");
        project.table("3", "c");

        Run status = project.done("status");

        assertThat(status.verdict("1")).isEqualTo("proven");
        assertThat(status.verdict("2")).isEqualTo("proven");
        assertThat(status.verdict("3")).isEqualTo("unproven");
        project.undo("1", "DROP TABLE IF EXISTS a;");
        assertThat(project.done("status").verdict("1")).isEqualTo("unproven");
    }
}

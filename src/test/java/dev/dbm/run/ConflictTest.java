package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and target disagree: exit CONFLICT, and nothing runs. */
@PostgresTest
class ConflictTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db).table("1", "a").table("3", "c");
        project.done("migrate");
    }

    @Test
    void changedChecksum() {
        project.forward("1", "CREATE TABLE a (id bigint PRIMARY KEY);").table("4", "d");

        Run run = project.refused(5, "migrate");

        assertThat(run.errors()).containsExactly("CHECKSUM_CHANGED");
        assertThat(run.place("CHECKSUM_CHANGED")).isEqualTo("migrations/V1__step.sql");
        assertThat(run.next("CHECKSUM_CHANGED")).contains("dbm repair --accept-checksum 1");
        assertThat(project.refused(5, "plan").errors()).containsExactly("CHECKSUM_CHANGED");
    }

    @Test
    void missingFile() {
        project.delete(Project.forwardOf("1")).delete(Project.undoOf("1")).table("4", "d");

        Run run = project.refused(5, "migrate");

        assertThat(run.errors()).containsExactly("APPLIED_FILE_MISSING");
        assertThat(run.message("APPLIED_FILE_MISSING")).contains("Version 1");
        assertThat(run.next("APPLIED_FILE_MISSING")).contains("dbm repair --restore-file 1");
        assertThat(project.done("status").states()).containsExactly("1 missing", "3 applied", "4 pending");
    }

    @Test
    void outOfOrder() {
        project.table("2", "b");

        Run run = project.refused(5, "migrate");

        assertThat(run.errors()).containsExactly("OUT_OF_ORDER");
        assertThat(run.place("OUT_OF_ORDER")).isEqualTo("migrations/V2__step.sql");
        assertThat(run.next("OUT_OF_ORDER")).contains("--out-of-order");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 out-of-order", "3 applied");
    }

    @Test
    void outOfOrderRunsWhereItStandsWhenItIsMeant() {
        project.table("2", "b");

        assertThat(project.done("migrate", "--out-of-order").ran()).containsExactly("2");
        assertThat(project.tables()).containsExactly("a", "b", "c");
        assertThat(project.done("status", "--check").states()).containsExactly("1 applied", "2 applied", "3 applied");
    }

    @Test
    void undoThatWentMissingAfterwardsIsOnlyAWarning() {
        project.delete(Project.undoOf("1")).table("4", "d");

        Run run = project.done("migrate");

        assertThat(run.warnings()).contains("UNDO_MISSING");
        assertThat(run.ran()).containsExactly("4");
    }

    @Test
    void driftIsAWarningInDevAndTheProofIsAboutWhatIsThere() {
        project.execute("CREATE TABLE by_hand (id int)");
        project.pair("4", "ALTER TABLE by_hand ADD COLUMN n int;", "ALTER TABLE by_hand DROP COLUMN n;");

        Run run = project.done("migrate");

        assertThat(run.warnings()).contains("DRIFT");
        assertThat(run.verdict("4")).isEqualTo("proven");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("copy of the target's schema"));
    }

    @Test
    void driftIsRefusedWhereTheEnvironmentSaysSo() {
        project.settings("drift = \"refuse\"");
        project.execute("CREATE TABLE by_hand (id int)");
        project.table("4", "d");

        Run run = project.refused(5, "migrate");

        assertThat(run.errors()).containsExactly("DRIFT");
        assertThat(run.json().at("drift").list().get(0).at("object").text()).isEqualTo("public.by_hand");
        assertThat(run.next("DRIFT")).contains("--accept-drift");
        assertThat(project.done("migrate", "--accept-drift").ran()).containsExactly("4");
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command of the user's that takes the backup. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class BackupCommandTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.file(
                "dbm.toml",
                "env = \"keep\"\n[env.keep]\nurl = \"" + project.url()
                        + "\"\nlike = \"dev\"\nbackup = true\nbackup_command = [\"/bin/sh\", \""
                        + project.path("own.sh") + "\"]\n");
        project.table("1", "a");
    }

    @Test
    void whatItNamesOnItsLastLineIsTheBackup() throws Exception {
        project.file(
                "own.sh",
                "echo beginning; echo \"$PGDATABASE of $DBM_ENV\" > \"$DBM_BACKUP_DIR/mine.bak\"; echo mine.bak; echo\n");

        Run run = project.done("migrate");

        Path made = project.path(".dbm/backups/keep/mine.bak");
        assertThat(run.json().at("backup").at("file").text()).isEqualTo(made.toString());
        assertThat(run.json().at("backup").at("bytes").number()).isEqualTo(Files.size(made));
        assertThat(Files.readString(made)).matches("dbm_test_\\w+ of keep\n");
        assertThat(project.query("SELECT count(*) FROM dbm_journal WHERE backup LIKE '%mine.bak, %'"))
                .doesNotContain("0");
    }

    @Test
    void itMayNameAFolder() {
        project.file("own.sh", "mkdir -p \"$DBM_BACKUP_DIR/d/e\"; echo row > \"$DBM_BACKUP_DIR/d/e/f\"; echo d\n");

        assertThat(project.done("migrate").json().at("backup").at("bytes").number())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo no room >&2; exit 3 | ended with status 3",
                "exit 0 | did not name",
                "echo nowhere.bak | not there",
                "touch \"$DBM_BACKUP_DIR/none\"; echo none | is empty",
            })
    void withoutABackupNothingIsChanged(String script, String said) {
        project.file("own.sh", script + "\n");

        Run run = project.refused(1, "migrate");

        assertThat(run.errors()).containsExactly("BACKUP_FAILED");
        assertThat(run.message("BACKUP_FAILED")).contains(said);
        assertThat(run.next("BACKUP_FAILED")).contains("--no-backup");
    }

    @Test
    void aProgramThatIsNotThereIsToldOf() {
        project.file(
                "dbm.toml",
                "env = \"keep\"\n[env.keep]\nurl = \"" + project.url()
                        + "\"\nlike = \"dev\"\nbackup = true\nbackup_command = [\"./nobody\"]\n");

        Run run = project.refused(1, "migrate");

        assertThat(run.message("BACKUP_FAILED")).contains("does not run");
    }
}

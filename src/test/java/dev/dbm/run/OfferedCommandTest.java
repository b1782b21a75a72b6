package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that a report offers is the one that does what was asked for: no more, no less, and not somewhere else. */
@PostgresTest
class OfferedCommandTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.file("dbm.toml", "env = \"prod\"\n[env.prod]\nurl = \"" + project.url() + "\"\nbackup = false\n");
    }

    private static String offered(Run run) {
        return run.json().at("next").text();
    }

    /** Types what the run offers. */
    private Run typed(Run run) {
        String[] words = offered(run).split(" ");
        assertThat(words[0]).isEqualTo("dbm");
        return project.done(Arrays.copyOfRange(words, 1, words.length));
    }

    @Test
    void refusedMigrateIsOfferedAsItWasAskedFor() {
        project.table("1", "a").table("2", "b");

        Run refused = project.refused(4, "migrate", "--to", "1");

        assertThat(offered(refused)).isEqualTo("dbm migrate --to 1 --confirm");
        assertThat(typed(refused).ran()).containsExactly("1");
    }

    @Test
    void refusedRollbackIsOfferedWithEveryWordThatIsMissing() {
        project.table("1", "a").table("2", "b").table("3", "c").done("migrate", "--confirm");
        project.execute("INSERT INTO a VALUES (1); INSERT INTO c VALUES (1)");

        Run refused = project.refused(4, "rollback", "--all", "--accept-data-loss", "1");

        assertThat(offered(refused))
                .isEqualTo("dbm rollback --all --confirm --accept-data-loss 1 --accept-data-loss 3");
        assertThat(typed(refused).ran()).containsExactly("3", "2", "1");
    }

    @Test
    void refusedRepairIsOfferedWithItsMend() {
        project.table("1", "a").done("migrate", "--confirm");
        project.forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- changed");

        Run refused = project.refused(4, "repair", "--accept-checksum", "1");

        assertThat(offered(refused)).isEqualTo("dbm repair --accept-checksum 1 --confirm");
        typed(refused);
    }

    @Test
    void runThatStoppedIsOfferedAsFarAsItWasToGo() {
        project.table("1", "a").done("migrate", "--confirm");
        project.execute("INSERT INTO a VALUES (1)");
        project.pair("2", "ALTER TABLE a ADD CONSTRAINT no CHECK (id > 1);", "ALTER TABLE a DROP CONSTRAINT no;")
                .table("3", "b");

        Run stopped = project.dbm("migrate", "--to", "2", "--confirm");

        assertThat(stopped.errors()).containsExactly("SQL_FAILED");
        assertThat(offered(stopped)).isEqualTo("dbm migrate --to 2 --confirm");
    }

    @Test
    void rollbackThatStoppedIsOfferedForWhatIsLeft() {
        project.table("1", "a").table("2", "b").table("3", "c").done("migrate", "--confirm");
        project.execute("CREATE VIEW v AS SELECT * FROM b");

        Run stopped = project.dbm("rollback", "--steps", "3", "--accept-drift", "--confirm");

        assertThat(stopped.ran()).containsExactly("3");
        assertThat(offered(stopped)).isEqualTo("dbm rollback --steps 2 --accept-drift --confirm");
    }

    @Test
    void wayBackThatMayWantMoreWordsSaysSo() {
        project.table("1", "a").done("migrate", "--confirm");
        project.table("2", "b").file("migrations/checks/never.sql", "SELECT 1;");

        Run failed = project.dbm("migrate", "--confirm");

        assertThat(failed.errors()).containsExactly("CHECK_FAILED");
        assertThat(offered(failed)).isEqualTo("dbm rollback --confirm");
        assertThat(failed.remarks()).anyMatch(remark -> remark.contains("--accept-data-loss"));
    }

    @Test
    void databaseThatTheCommandLineNamedIsNamedAgain(TestDatabase other) {
        String url = Project.url(other);
        project.table("1", "a");

        Run refused = project.dbm("migrate", "--url", url, "--env", "prod");

        assertThat(offered(refused))
                .isEqualTo("dbm migrate --confirm --env prod --url "
                        + other.address().display());
        assertThat(offered(project.dbm("migrate", "--url", url + "?sslmode=prefer", "--env", "prod")))
                .as("what would otherwise be typed without its sslmode")
                .isEqualTo("dbm migrate --confirm --env prod --url ...");
    }
}

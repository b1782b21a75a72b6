package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal is asked for the words that the command line lacks; nobody else is. */
@PostgresTest
class ConfirmationTest {
    private static final String NAME = "Type the name of the database to go on:";
    private static final String LOSS = "Type \"I understand\" to go on:";

    private Project project;
    private String database;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        database = db.address().database();
        project.file(
                "dbm.toml",
                "env = \"prod\"\n[env.prod]\nurl = \"" + project.url() + "\"\nbackup = false\nlock_timeout = \"3s\"\n");
    }

    @Test
    void nameOfTheDatabaseOpensTheGate() {
        project.table("1", "a").types(database);

        Run run = project.text("migrate");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.err()).contains(NAME, "environment prod", "database    " + database, "1 step", "3.0 s at most");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void anotherNameLeavesItShut() {
        project.table("1", "a").types("a");

        Run run = project.text("migrate");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out())
                .contains("CONFIRMATION_NEEDED", "is not the name of the database", "--confirm")
                .doesNotContain("dbm migrate --confirm");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void endOfInputIsNoAnswer() {
        project.table("1", "a").types();

        assertThat(project.text("migrate").exit()).isEqualTo(4);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void lossIsShownWithItsSizeAndWantsASentence() {
        project.pair("1", "CREATE TABLE a (id int, b int);", "DROP TABLE a;").done("migrate", "--confirm");
        project.execute("INSERT INTO a SELECT n, n FROM generate_series(1, 1000) n");
        project.execute("ANALYZE a");
        project.pair("2", "ALTER TABLE a DROP COLUMN b;", "ALTER TABLE a ADD COLUMN b int;");

        project.types(database, "yes");
        Run refused = project.text("migrate");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.err())
                .contains(NAME, LOSS, "destroys    column public.a.b (version 2)", "public.a (about 1,000 rows, ");
        assertThat(refused.out()).contains("DATA_LOSS").doesNotContain("CONFIRMATION_NEEDED");

        project.types("I understand");
        assertThat(project.text("migrate", "--confirm").exit()).isZero();
        assertThat(project.query("SELECT attname FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0"
                        + " AND NOT attisdropped"))
                .containsExactly("id");
    }

    @Test
    void rollbackAsksForTheRowsThatItsUndoDestroys() {
        project.table("1", "a").done("migrate", "--confirm");
        project.execute("INSERT INTO a VALUES (1)");

        Run refused = project.refused(4, "rollback", "--confirm");
        assertThat(refused.errors()).containsExactly("DATA_LOSS");
        assertThat(refused.message("DATA_LOSS")).contains("drops table public.a (");
        assertThat(refused.next("DATA_LOSS")).contains("--accept-data-loss 1");
        assertThat(project.done("plan", "--rollback").warnings()).containsExactly("CONFIRMATION_NEEDED", "DATA_LOSS");

        project.types(database, "I understand");
        Run run = project.text("rollback");
        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.err())
                .contains(NAME, LOSS, "undoes      1 migration: 1 step", "destroys    drops table public.a")
                .containsPattern("locks       public\\.a \\(.*: reads and writes wait");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void whatNoWordOpensIsNotAskedFor() {
        project.file(
                "dbm.toml",
                "env = \"prod\"\n[env.prod]\nurl = \"" + project.url()
                        + "\"\nbackup = false\ndestructive = \"refuse\"\n");
        project.table("1", "a").done("migrate", "--confirm");
        project.pair("2", "DROP TABLE a;", "CREATE TABLE a (id int PRIMARY KEY);")
                .types(database, "I understand");

        Run run = project.text("migrate");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).doesNotContain(NAME, LOSS);
    }

    @Test
    void nobodyIsAskedInCiOrWhereAProgramReads() {
        project.table("1", "a").types(database);

        assertThat(project.text("migrate", "--format", "json").err()).doesNotContain(NAME);
        assertThat(project.text("migrate", "--quiet").err()).doesNotContain(NAME);
        project.variable("CI", "true");
        Run run = project.text("migrate");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).doesNotContain(NAME);
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void repairAndFakeAreAskedForToo() {
        project.table("1", "a").types("no");
        project.execute("CREATE TABLE a (id int PRIMARY KEY)");

        Run fake = project.text("migrate", "--fake");
        assertThat(fake.exit()).isEqualTo(4);
        assertThat(fake.err()).contains(NAME, "dbm migrate --fake");
        project.types(database);
        Run recorded = project.text("migrate", "--fake");
        assertThat(recorded.exit()).isZero();
        assertThat(recorded.out()).contains("1 migration recorded as applied in ");

        project.types("no").forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- changed");
        Run repair = project.text("repair", "--accept-checksum", "1");
        assertThat(repair.exit()).isEqualTo(4);
        assertThat(repair.err()).contains(NAME, "dbm repair");
    }

    @Test
    void planShowsEveryGateAndGoesOnBehindDrift() {
        project.table("1", "a").done("migrate", "--confirm");
        project.execute("CREATE TABLE by_hand (id int)");
        project.pair("2", "ALTER TABLE a ADD COLUMN b int;", "-- dbm:irreversible it is the law");

        Run run = project.refused(0, "plan");

        assertThat(run.warnings()).containsExactlyInAnyOrder("DRIFT", "CONFIRMATION_NEEDED", "NO_WAY_BACK");
        assertThat(run.verdict("2")).isEqualTo("irreversible");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate --confirm --accept-drift");
        assertThat(run.remarks()).anyMatch(remark -> remark.startsWith("Nobody is told how it went"));
        assertThat(project.refused(5, "migrate", "--confirm").errors()).containsExactly("DRIFT");
    }

    @Test
    void planSpeaksOfWhatComesBeforeAndAfter() {
        project.file(
                "dbm.toml",
                "env = \"prod\"\n[env.prod]\nurl = \"" + project.url()
                        + "\"\nafter_migrate = [\"true\"]\n[env.prod.notify]\ncommand = [\"true\"]\n");

        assertThat(project.table("1", "a").done("plan").remarks())
                .anyMatch(remark -> remark.startsWith("A backup is taken first"))
                .contains("After: true runs, and must exit 0.", "In the end: a command is told how it went.");
    }

    @Test
    void environmentLikeAnotherHasItsGates() {
        project.file(
                "dbm.toml",
                "[env.live]\nlike = \"prod\"\nurl = \"" + project.url()
                        + "\"\nbackup = false\n[env.play]\nlike = \"dev\"\nurl = \"" + project.url() + "\"\n");
        project.table("1", "a").types("no");

        assertThat(project.text("migrate", "--env", "live").exit()).isEqualTo(4);
        assertThat(project.text("migrate", "--env", "play").exit()).isZero();
    }

    @Test
    void nobodyIsAskedBeforeARefusalThatIsCertain() {
        project.table("1", "a").done("migrate", "--confirm");
        project.execute("INSERT INTO a VALUES (1)");
        project.file("dbm.toml", "env = \"prod\"\n[env.prod]\nurl = \"" + project.url() + "\"\n")
                .table("2", "b")
                .types(database, "I understand");

        for (String command : new String[] {"migrate", "rollback"}) {
            Run run = project.text(command, "--no-backup");
            assertThat(run.exit()).isEqualTo(4);
            assertThat(run.err()).doesNotContain(NAME, LOSS);
            assertThat(run.out()).contains("NO_BACKUP", "CONFIRMATION_NEEDED");
        }
        project.file(
                "dbm.toml", "env = \"prod\"\n[env.prod]\nurl = \"" + project.url() + "\"\nbackup_dir = \"dbm.toml\"\n");
        for (String command : new String[] {"migrate", "rollback"}) {
            Run run = project.text(command);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).doesNotContain(NAME, LOSS);
        }
        Run repair = project.text("repair", "--forget", "1", "--drop-index", "x");
        assertThat(repair.exit()).isEqualTo(5);
        assertThat(repair.err()).doesNotContain(NAME);
        assertThat(repair.out()).contains("is not half run", "is not an invalid index", "CONFIRMATION_NEEDED");
    }
}

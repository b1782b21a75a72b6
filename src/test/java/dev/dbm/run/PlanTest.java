package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class PlanTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    @Test
    void showsOrderSqlVerdictsAndChanges() {
        project.table("10", "b").table("9", "a").file("migrations/R__view.sql", "SELECT 1;");

        Run run = project.refused(0, "plan");

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.states()).containsExactly("9 pending", "10 pending", "view pending");
        assertThat(run.migration("9").at("sql").text()).isEqualTo("CREATE TABLE a (id int PRIMARY KEY);");
        assertThat(run.verdict("9")).isEqualTo("proven");
        assertThat(run.migration("9").at("undo").at("dataChecked").is()).isTrue();
        Json change = run.migration("9").at("changes").where("object", "public.a");
        assertThat(change.at("kind").text()).isEqualTo("table");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate");
        assertThat(run.ran()).isEmpty();
        assertThat(project.target()).containsExactly("public");
    }

    @Test
    void everyVerdictOfAFaultyUndoIsBlockedInEveryFormat() {
        project.table("1", "a")
                .pair("2", "CREATE TABLE b (id int);\nCREATE INDEX b_idx ON a (id);", "DROP TABLE b;")
                .table("3", "c");

        Run run = project.refused(3, "plan");

        assertThat(run.errors()).contains("UNDO_LEFT_BEHIND");
        assertThat(run.place("UNDO_LEFT_BEHIND")).isEqualTo("migrations/V2__step.sql");
        assertThat(run.next("UNDO_LEFT_BEHIND")).contains("migrations/U2__step.sql", "dbm plan");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.verdict("2")).isEqualTo("diverged");
        assertThat(run.verdict("3")).isEqualTo("proven");
        Json difference = run.migration("2").at("undo").at("differences").where("leg", "undo");
        assertThat(difference.at("kind").text()).isEqualTo("index");
        assertThat(difference.at("object").text()).isEqualTo("public.b_idx");
        assertThat(difference.at("change").text()).isEqualTo("left");
        assertThat(difference.at("before").isNull()).isTrue();
        assertThat(difference.at("after").text()).contains("CREATE INDEX");
        assertThat(project.text("plan").out())
                .contains("BLOCKED  UNDO_LEFT_BEHIND  V2__step.sql", "index public.b_idx", "still there", "next: mend");
        assertThat(project.text("plan", "--format", "markdown").out())
                .contains("UNDO_LEFT_BEHIND", "public.b_idx", "diverged");
    }

    @Test
    void undoThatChangesWhatWasThereIsDiverged() {
        project.pair("1", "CREATE TABLE a (id int NOT NULL);", "DROP TABLE a;")
                .pair("2", "ALTER TABLE a ALTER COLUMN id DROP NOT NULL;", "SELECT 1;");

        Run run = project.refused(3, "plan");

        assertThat(run.verdict("2")).isEqualTo("diverged");
        Json difference = run.migration("2").at("undo").at("differences").list().get(0);
        assertThat(difference.at("kind").text()).isEqualTo("column");
        assertThat(difference.at("object").text()).isEqualTo("public.a.id");
        assertThat(difference.at("before").text()).contains("NOT NULL");
        assertThat(difference.at("after").text()).doesNotContain("NOT NULL");
    }

    @Test
    void secondForwardThatDiffersIsUnstable() {
        project.pair(
                "1",
                "CREATE SEQUENCE IF NOT EXISTS s;\nDO $$ BEGIN EXECUTE format('CREATE TABLE t_%s ()', txid_current()); END $$;",
                "DROP SEQUENCE s;\nDO $$ DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relname ~ '^t_'"
                        + " AND relkind = 'r' LOOP EXECUTE format('DROP TABLE %s', t); END LOOP; END $$;");

        Run run = project.refused(3, "plan");

        assertThat(run.errors()).containsExactly("SECOND_FORWARD_DIFFERS");
        assertThat(run.verdict("1")).isEqualTo("unstable");
    }

    @Test
    void secondForwardThatFailsTellsTheUndo() {
        project.pair("1", "CREATE TABLE a (id int);", "SELECT 1;");

        Run run = project.refused(3, "plan");

        assertThat(run.errors()).contains("UNDO_LEFT_BEHIND", "SECOND_FORWARD_FAILED");
        assertThat(run.message("SECOND_FORWARD_FAILED")).contains("42P07");
        assertThat(run.verdict("1")).isEqualTo("diverged");
        assertThat(run.migration("1").at("undo").at("leg").text()).isEqualTo("second-forward");
    }

    @Test
    void rowsThatTheUndoDoesNotBringBackAreDataLoss() {
        project.pair("1", "CREATE TABLE a (id int, name text);", "DROP TABLE a;")
                .file("migrations/fixtures/F1__rows.sql", "INSERT INTO a VALUES (1, 'x'), (2, 'y'), (3, NULL);")
                .pair("2", "ALTER TABLE a DROP COLUMN name;", "ALTER TABLE a ADD COLUMN name text;");

        Run run = project.refused(0, "plan");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        Json loss = run.migration("2").at("undo").at("dataLoss").list().get(0);
        assertThat(loss.at("table").text()).isEqualTo("public.a");
        assertThat(loss.at("column").text()).isEqualTo("name");
        assertThat(loss.at("lost").number()).isEqualTo(2);
        assertThat(run.warnings()).contains("DATA_LOSS");
    }

    @Test
    void assumedDifferenceIsNotProven() {
        project.table("1", "a")
                .pair(
                        "2",
                        "CREATE INDEX IF NOT EXISTS a_idx ON a (id);",
                        "-- dbm:assume index public.a_idx it is harmless\nSELECT 1;");

        Run run = project.refused(0, "plan");

        assertThat(run.verdict("2")).isEqualTo("assumed");
    }

    @Test
    void sqlAloneIsPrintedOnStandardOutput() {
        project.settings("[placeholders]", "name = \"a\"");
        project.pair("1", "CREATE TABLE ${name} (id int);", "DROP TABLE ${name};");

        Run run = project.text("plan", "--sql");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("CREATE TABLE a (id int);").doesNotContain("DROP TABLE", "${name}");
        assertThat(project.done("plan", "--sql").json().at("script").text()).isEqualTo(run.out());
    }

    @Test
    void planOfARollbackShowsTheUndosAndTouchesNothing() {
        project.table("1", "a").table("2", "b").done("migrate");

        Run run = project.refused(0, "plan", "--rollback", "--to", "1");

        assertThat(run.json().at("migrations").list()).hasSize(1);
        assertThat(run.migration("2").at("sql").text()).isEqualTo("DROP TABLE b;");
        assertThat(run.json().at("next").text()).startsWith("dbm rollback");
        assertThat(project.text("plan", "--rollback", "--sql").out())
                .contains("DROP TABLE b;")
                .doesNotContain("CREATE");
        assertThat(project.refused(0, "plan", "--rollback", "--all")
                        .json()
                        .at("migrations")
                        .list())
                .hasSize(2);
    }

    @Test
    void nextCommandDoesWhatThePlanShowsAndNoMore() {
        project.settings("[env.own]", "url = \"" + project.url() + "\"");
        project.table("1", "a").table("2", "b").table("3", "c");

        assertThat(next("plan", "--to", "2")).isEqualTo("dbm migrate --to 2");
        assertThat(next("plan", "--out-of-order", "--accept-drift"))
                .isEqualTo("dbm migrate --out-of-order --accept-drift");
        assertThat(next("plan", "--env", "own")).isEqualTo("dbm migrate --confirm --env own");
        project.done("migrate");
        assertThat(next("plan", "--rollback")).isEqualTo("dbm rollback");
        assertThat(next("plan", "--rollback", "--to", "1")).isEqualTo("dbm rollback --steps 2");
        assertThat(next("plan", "--rollback", "--env", "dev")).isEqualTo("dbm rollback --env dev");
    }

    @Test
    void nextCommandSaysEveryWordThatItsRollbackWillWant() {
        project.settings("confirm = true", "destructive = \"ask\"");
        project.table("1", "a").table("2", "b").table("3", "c").done("migrate", "--confirm");
        project.execute("INSERT INTO a VALUES (1)");
        project.execute("INSERT INTO b VALUES (1)");

        String next = next("plan", "--rollback", "--all");

        assertThat(next).isEqualTo("dbm rollback --steps 3 --confirm --accept-data-loss 1 --accept-data-loss 2");
        String[] words = next.substring("dbm ".length()).split(" ");
        assertThat(project.done(words).ran()).containsExactly("3", "2", "1");
    }

    private String next(String... args) {
        return project.refused(0, args).json().at("next").text();
    }

    @Test
    void nothingPendingIsNothingToDo() {
        project.table("1", "a").done("migrate");

        assertThat(project.refused(0, "plan").outcome()).isEqualTo("nothing");
    }

    @Test
    void allRehearsesEveryPairAndReportsEveryFault() {
        project.pair("1", "CREATE TABLE a (id int);", "SELECT 1;")
                .pair("2", "CREATE TABEL b ();", "SELECT 1;")
                .forward("3", "CREATE TABLE c (id int);")
                .table("4", "d");

        Run run = project.refused(3, "plan", "--all");

        assertThat(run.verdict("1")).isEqualTo("diverged");
        assertThat(run.verdict("2")).isEqualTo("failed");
        assertThat(run.verdict("3")).isEqualTo("missing");
        assertThat(run.verdict("4")).isEqualTo("proven");
        assertThat(run.errors()).contains("UNDO_LEFT_BEHIND", "FORWARD_FAILED", "UNDO_MISSING");
    }

    @Test
    void allStartsFromNothingWhateverTheTargetHas() {
        project.table("1", "a").done("migrate");
        project.execute("CREATE TABLE by_hand (id int)");

        Run run = project.refused(0, "plan", "--all");

        assertThat(run.json().at("migrations").list()).hasSize(1);
        assertThat(run.verdict("1")).isEqualTo("proven");
    }

    @Test
    void keepGoingRehearsesThoughSomeFilesAreBroken() {
        project.table("1", "a").forward("2", "\\echo no").undo("2", "SELECT 1;").table("3", "c");

        assertThat(project.refused(3, "plan").errors()).containsExactly("BACKSLASH_COMMAND");
        Run run = project.refused(3, "plan", "--keep-going");
        assertThat(run.errors()).contains("BACKSLASH_COMMAND");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.verdict("3")).isEqualTo("proven");
    }

    @Test
    void gatesToComeAreShownAndExitZero() {
        project.settings("confirm = true", "destructive = \"ask\"", "irreversible = \"ask\"");
        project.pair("1", "CREATE TABLE a (id int); CREATE TABLE b (id int);", "DROP TABLE a; DROP TABLE b;");
        project.done("migrate", "--confirm");
        project.pair("2", "DROP TABLE a;", "CREATE TABLE a (id int);")
                .pair("3", "DELETE FROM b;", "-- dbm:irreversible gone is gone");

        Run run = project.refused(0, "plan");

        assertThat(run.warnings()).contains("CONFIRMATION_NEEDED", "DATA_LOSS", "NO_WAY_BACK");
        assertThat(run.verdict("3")).isEqualTo("irreversible");
        assertThat(run.json().at("next").text()).isEqualTo("dbm migrate --confirm");
        assertThat(project.refused(4, "migrate").errors()).contains("CONFIRMATION_NEEDED", "DATA_LOSS", "NO_WAY_BACK");
        assertThat(project.refused(4, "migrate", "--confirm", "--accept-data-loss", "2")
                        .errors())
                .containsExactly("NO_WAY_BACK");
        project.done("migrate", "--confirm", "--accept-data-loss", "2", "--accept-data-loss", "3");
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class DataTest {
    private static final String USERS =
            "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, price numeric(8,2), state text DEFAULT 'x');";

    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.pair("1", USERS, "DROP TABLE users;");
    }

    @Test
    void columnThatComesBackEmptyIsLoss() {
        Run run = plan("ALTER TABLE users DROP COLUMN price;", "ALTER TABLE users ADD COLUMN price numeric(8,2);");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        Json loss = losses(run).get(0);
        assertThat(loss.at("column").text()).isEqualTo("price");
        assertThat(loss.at("lost").number()).isEqualTo(20);
        assertThat(loss.at("how").text()).isEqualTo("gone");
        assertThat(loss.at("generated").is()).isTrue();
        assertThat(project.text("plan").out())
                .contains("public.users.price: 20 of 20 values gone; the column comes back empty (generated rows)");
    }

    @Test
    void narrowedTypeIsLoss() {
        Run run = plan(
                "ALTER TABLE users ALTER price TYPE numeric(8,0);", "ALTER TABLE users ALTER price TYPE numeric(8,2);");

        assertThat(losses(run)).hasSize(1);
        assertThat(losses(run).get(0).at("how").text()).isEqualTo("changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lower(email)", "upper(email)", "trim(email)"})
    void valuesThatAreWrittenOverAreLoss(String value) {
        Run run = plan("UPDATE users SET email = " + value + ";", "SELECT 1;");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        assertThat(losses(run).get(0).at("column").text()).isEqualTo("email");
    }

    @Test
    void deletedRowsAreLoss() {
        Run run = plan("DELETE FROM users;", "SELECT 1;");

        assertThat(losses(run).get(0).at("column").text()).isEqualTo("*");
        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
    }

    @Test
    void defaultThatOverwritesValuesIsLoss() {
        Run run = plan("ALTER TABLE users DROP COLUMN state;", "ALTER TABLE users ADD COLUMN state text DEFAULT 'x';");

        assertThat(losses(run).get(0).at("how").text()).isEqualTo("changed");
    }

    @Test
    void whatABlockDoesToRowsIsSeen() {
        Run run = plan(
                "DO $$ BEGIN EXECUTE 'ALTER TABLE users DROP COLUMN price CASCADE'; DELETE FROM users WHERE id > 7000011; END $$;",
                "ALTER TABLE users ADD COLUMN price numeric(8,2);");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        assertThat(losses(run).stream().map(loss -> loss.at("column").text())).containsExactly("*", "price");
    }

    @Test
    void emptiedTableIsLoss() {
        assertThat(losses(plan("TRUNCATE users;", "SELECT 1;"))
                        .get(0)
                        .at("lost")
                        .number())
                .isEqualTo(20);
    }

    @Test
    void columnsThatChangedPlacesAreLoss() {
        project.pair("1", "CREATE TABLE t (a text, b text);", "DROP TABLE t;");

        Run run = plan(
                "ALTER TABLE t RENAME a TO c; ALTER TABLE t RENAME b TO a; ALTER TABLE t RENAME c TO b;", "SELECT 1;");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
    }

    @Test
    void tableThatTheUndoFillsAgainIsNoLoss() {
        project.pair("1", "CREATE TABLE t (a int PRIMARY KEY, b text);", "DROP TABLE t;");

        Run run = plan(
                "CREATE TABLE kept AS TABLE t; DROP TABLE t;",
                "CREATE TABLE t (a int PRIMARY KEY, b text); INSERT INTO t SELECT * FROM kept; DROP TABLE kept;");

        assertThat(run.verdict("2")).isEqualTo("proven");
    }

    @Test
    void tablesThatAScriptReadsGetRowsToo() {
        project.pair("1", USERS + "CREATE TABLE b (x int);", "DROP TABLE b; DROP TABLE users;");

        Run run = plan("DELETE FROM b WHERE x NOT IN (SELECT id FROM users);", "SELECT 1;");

        assertThat(run.verdict("2")).isEqualTo("proven");
    }

    @Test
    void tablesThatAScriptReadsGetNoneWhereItFailsThen() {
        project.pair("1", USERS + "CREATE TABLE b (x int);", "DROP TABLE b; DROP TABLE users;");

        Run run = plan(
                "DO $$ BEGIN IF EXISTS (SELECT FROM users) THEN RAISE EXCEPTION 'busy'; END IF; END $$; DELETE FROM b;",
                "SELECT 1;");

        assertThat(losses(run)).hasSize(1);
        assertThat(kinds(run)).isEmpty();
    }

    @Test
    void scriptThatFailsOnMadeUpValuesIsSaidToBeUntried() {
        Run run = plan(
                "ALTER TABLE users ALTER email TYPE int USING email::int;",
                "ALTER TABLE users ALTER email TYPE text USING email::text;");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(kinds(run)).containsExactly("rows-untested");
        assertThat(texts(run))
                .contains("Whether rows of public.users come back was not tried: generated ones stop the forward: ");
    }

    @Test
    void pairThatOnlyAddsStaysProven() {
        Run run = plan(
                "ALTER TABLE users ADD COLUMN nick text; UPDATE users SET nick = email; CREATE INDEX n ON users (nick);",
                "DROP INDEX n; ALTER TABLE users DROP COLUMN nick;");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(kinds(run)).isEmpty();
    }

    @Test
    void pairThatCanChangeNoRowIsNotTried() {
        Run run = plan(
                "ALTER TABLE users ADD COLUMN nick text NOT NULL; ALTER TABLE users RENAME email TO mail;"
                        + " CREATE TABLE b (id int REFERENCES users); CREATE UNIQUE INDEX p ON users (price);",
                "DROP INDEX p; DROP TABLE b; ALTER TABLE users RENAME mail TO email; ALTER TABLE users DROP COLUMN nick;");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(kinds(run)).isEmpty();
    }

    @Test
    void undoThatRowsWouldStopIsANoteAndOtherTablesAreTried() {
        project.pair("1", USERS + "CREATE TABLE b (x text);", "DROP TABLE users; DROP TABLE b;");

        Run run = plan(
                "ALTER TABLE users DROP COLUMN email; ALTER TABLE b DROP COLUMN x;",
                "ALTER TABLE users ADD COLUMN email text NOT NULL; ALTER TABLE b ADD COLUMN x text;");

        assertThat(texts(run)).contains("undo would fail if public.users has rows");
        assertThat(losses(run)).hasSize(1);
        assertThat(losses(run).get(0).at("table").text()).isEqualTo("public.b");
    }

    @Test
    void generatedRowsDoNotMeetSeedsAndSequences() {
        Run run = plan(
                "INSERT INTO users (email) VALUES ('a'); UPDATE users SET email = 'b';",
                "DELETE FROM users WHERE id > 0 AND email = 'b';");
        project.pair(
                "3", "INSERT INTO users (id, email) VALUES (7000001, 'c');", "DELETE FROM users WHERE id = 7000001;");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        assertThat(project.refused(0, "plan").verdict("3")).isEqualTo("proven");
    }

    @Test
    void rowsThatTheUndoLeavesAreTold() {
        Run run = plan("INSERT INTO users (email) VALUES ('a');", "SELECT 1;");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(kinds(run)).containsExactly("rows-left");
        assertThat(texts(run)).contains("1 row in public.users");
    }

    @Test
    void secondForwardThatWritesOtherRowsIsTold() {
        Run run = plan(
                "CREATE SEQUENCE IF NOT EXISTS s2; INSERT INTO users (email) SELECT 'a' FROM"
                        + " generate_series(1, (SELECT last_value FROM users_id_seq));",
                "DELETE FROM users WHERE email = 'a'; DROP SEQUENCE s2; SELECT setval('users_id_seq', 3);");

        assertThat(kinds(run)).contains("rows-differ");
    }

    @Test
    void pairOutsideATransactionIsNotTried() {
        Run run = plan(
                "-- dbm:no-transaction\nALTER TABLE users DROP COLUMN price;",
                "ALTER TABLE users ADD COLUMN price numeric(8,2);");

        assertThat(losses(run)).isEmpty();
    }

    private Run plan(String forward, String undo) {
        project.pair("2", forward, undo);
        return project.refused(0, "plan");
    }

    private static List<Json> losses(Run run) {
        return run.migration("2").at("undo").at("dataLoss").list();
    }

    private static List<String> kinds(Run run) {
        return run.migration("2").at("undo").at("notes").list().stream()
                .map(note -> note.at("kind").text())
                .filter(kind -> kind.contains("rows"))
                .toList();
    }

    private static String texts(Run run) {
        return run.migration("2").at("undo").at("notes").list().stream()
                .map(note -> note.at("text").text())
                .toList()
                .toString();
    }
}

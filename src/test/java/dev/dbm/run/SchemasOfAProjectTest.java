package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations that live elsewhere than in public, or in more than one schema. */
@PostgresTest
class SchemasOfAProjectTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    private List<String> tables(String schema) {
        return project.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "' ORDER BY 1");
    }

    @Test
    void schemaOfTheSettingsIsMadeAndHoldsEverything() {
        project.settings("schema = \"shop\"").table("1", "a").table("2", "b");

        assertThat(project.done("migrate").verdict("2")).isEqualTo("proven");

        assertThat(tables("shop")).containsExactly("a", "b", "dbm_journal", "flyway_schema_history");
        assertThat(tables("public")).isEmpty();
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.done("migrate").ran()).containsExactly("2");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"shop, auto", "My Shop, auto", "shop, schema", "My Shop, schema", "select, schema"})
    void searchPathThatAnObjectKeepsIsTheRehearsed(String schema, String scratch) {
        project.settings("schema = \"" + schema + "\"", "scratch = \"" + scratch + "\"")
                .pair(
                        "1",
                        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT 1';",
                        "DROP FUNCTION f();");

        assertThat(project.done("migrate").warnings()).isEmpty();

        assertThat(project.query("SELECT proconfig[1] FROM pg_proc WHERE proname = 'f'"))
                .containsExactly(
                        "search_path=" + (schema.equals("My Shop") ? "\"My Shop\"" : schema) + ", \"$user\", public");
        assertThat(project.done("rollback").ran()).containsExactly("1");
    }

    @Test
    void severalSchemasOfTheSettings() {
        project.settings("schema = \"shop\"", "schemas = [\"audit\"]")
                .pair(
                        "1",
                        "CREATE TABLE a (id int);\nCREATE TABLE audit.log (id int);",
                        "DROP TABLE audit.log;\nDROP TABLE a;");

        assertThat(project.done("migrate").verdict("1")).isEqualTo("proven");
        assertThat(tables("audit")).containsExactly("log");
        assertThat(project.done("rollback").ran()).containsExactly("1");
        assertThat(tables("audit")).isEmpty();
    }

    @Test
    void schemaThatAMigrationMakes() {
        project.pair("1", "CREATE SCHEMA extra;\nCREATE TABLE extra.t (id int);", "DROP SCHEMA extra CASCADE;")
                .pair("2", "CREATE INDEX i ON extra.t (id);", "DROP INDEX extra.i;");

        assertThat(project.done("migrate").verdict("2")).isEqualTo("proven");
        project.execute("CREATE TABLE extra.by_hand ()");
        assertThat(project.refused(0, "status", "--drift").warnings()).containsExactly("DRIFT");
        project.execute("DROP TABLE extra.by_hand");
        assertThat(project.done("rollback", "--all").ran()).containsExactly("2", "1");
        assertThat(project.query("SELECT nspname FROM pg_namespace WHERE nspname = 'extra'"))
                .isEmpty();
    }

    @Test
    void schemaThatTheUndoForgets() {
        project.pair("1", "CREATE SCHEMA extra;\nCREATE TABLE a (id int);", "DROP TABLE a;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).contains("UNDO_LEFT_BEHIND");
        assertThat(run.migration("1")
                        .at("undo")
                        .at("differences")
                        .where("kind", "schema")
                        .at("object")
                        .text())
                .isEqualTo("extra");
    }

    @Test
    void otherPeoplesSchemaThatAScriptNeedsIsOnTheScratchToo() {
        project.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.people (id int PRIMARY KEY)");
        project.pair("1", "CREATE TABLE a (id int REFERENCES theirs.people);", "DROP TABLE a;");

        assertThat(project.done("migrate").verdict("1")).isEqualTo("proven");
        project.execute("CREATE TABLE theirs.more ()");
        assertThat(project.refused(0, "status", "--drift").warnings()).isEmpty();
        assertThat(project.done("rollback").ran()).containsExactly("1");
    }

    @Test
    void otherFolderOfMigrations() {
        project.file("dbm.toml", "migrations = \"db\"\n[env.dev]\nurl = \"" + project.url() + "\"\n")
                .file("db/V1__a.sql", "CREATE TABLE a ();")
                .file("db/U1__a.sql", "DROP TABLE a;");

        Run run = project.done("migrate");

        assertThat(run.migration("1").at("script").text()).isEqualTo("db/V1__a.sql");
    }
}

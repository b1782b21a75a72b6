package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.Secret;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts as people and tools write them; Flyway must agree on each checksum. */
@PostgresTest
class ScriptShapesTest {
    private TestDatabase db;
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        project = new Project(folder, db);
    }

    private void thereAndBackAndThere() {
        Run run = project.done("migrate");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(project.done("rollback").ran()).containsExactly("1");
        assertThat(project.tables()).isEmpty();
        project.done("migrate");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
        Flyway.configure()
                .dataSource(
                        db.jdbcUrl(),
                        db.address().user().orElseThrow(),
                        db.address().password().map(Secret::reveal).orElse(""))
                .locations("filesystem:" + project.path("migrations"))
                .load()
                .validate();
    }

    @Test
    void windowsLineEndings() {
        project.pair("1", "-- a table\r\nCREATE TABLE a (\r\n  id int\r\n);\r\n", "-- back\r\nDROP TABLE a;\r\n");

        thereAndBackAndThere();
    }

    @Test
    void directiveWithWindowsLineEnding() {
        project.pair("1", "CREATE TABLE a ();", "-- dbm:irreversible gone is gone\r\n");

        Run run = project.done("migrate");

        assertThat(run.verdict("1")).isEqualTo("irreversible");
        assertThat(run.migration("1").at("undo").at("reason").text()).isEqualTo("gone is gone");
    }

    @Test
    void byteOrderMark() {
        project.pair("1", "\ufeffCREATE TABLE a (id int);", "\ufeffDROP TABLE a;");

        thereAndBackAndThere();
    }

    @Test
    void folderBelowTheMigrations() {
        project.file("migrations/2026/V1__step.sql", "CREATE TABLE a (id int);")
                .file("migrations/2026/U1__step.sql", "DROP TABLE a;");

        thereAndBackAndThere();

        assertThat(project.history()).contains("1 SQL 2026/V1__step.sql", "1 DELETE 2026/U1__step.sql");
    }

    @Test
    void rowsInCopy() {
        project.pair(
                "1",
                "CREATE TABLE a (id int, word text);\nCOPY a FROM stdin;\n1\tone; two\n2\t\\N\n\\.\n"
                        + "INSERT INTO a VALUES (3, 'three');\n",
                "DROP TABLE a;");

        thereAndBackAndThere();

        assertThat(project.query("SELECT string_agg(coalesce(word, '-'), ',' ORDER BY id) FROM a"))
                .containsExactly("one; two,-,three");
    }

    @Test
    void oddNamesAndLiterals() {
        project.pair(
                "1",
                "CREATE TABLE \"Odd; name -- \"\"x\"\"\" (\"Ünï cödé\" int, t text DEFAULT E'it\\'s; $$ /* ');\n"
                        + "COMMENT ON TABLE \"Odd; name -- \"\"x\"\"\" IS $tag$ a; 'b' $$ c $tag$;",
                "DROP TABLE \"Odd; name -- \"\"x\"\"\";");

        thereAndBackAndThere();
    }

    @Test
    void functionWithAnSqlBody() {
        assumeTrue(Integer.parseInt(project.query("SHOW server_version_num").get(0)) >= 140000);
        project.pair(
                "1",
                "CREATE TABLE a (id int);\nCREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT 1; SELECT count(*) FROM a;"
                        + " END;\nCREATE VIEW v AS SELECT f() AS n;",
                "DROP VIEW v;\nDROP FUNCTION f();\nDROP TABLE a;");

        thereAndBackAndThere();
    }

    @Test
    void triggerFunction() {
        project.pair(
                "1",
                "CREATE TABLE a (id int, at timestamptz);\nCREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                        + "BEGIN\n  NEW.at := now();\n  RETURN NEW;\nEND;\n$$;\n"
                        + "CREATE TRIGGER touch BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();",
                "DROP TABLE a;\nDROP FUNCTION touch();");

        thereAndBackAndThere();
    }

    @Test
    void columnThatComesBackAtTheEndIsANote() {
        project.pair("1", "CREATE TABLE a (x int, y int, z int);", "DROP TABLE a;")
                .pair("2", "ALTER TABLE a DROP COLUMN y;", "ALTER TABLE a ADD COLUMN y int;");

        Run run = project.done("migrate");

        assertThat(run.verdict("2")).isEqualTo("proven-with-data-loss");
        assertThat(run.migration("2")
                        .at("undo")
                        .at("notes")
                        .list()
                        .get(0)
                        .at("kind")
                        .text())
                .isEqualTo("column-order");
        assertThat(project.dbm("rollback").exit()).isZero();
    }
}

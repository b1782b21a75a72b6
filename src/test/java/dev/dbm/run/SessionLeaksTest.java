package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script does to its session is gone when the next one begins, on the scratch and on the target. */
@PostgresTest
class SessionLeaksTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    private void thereAndBackAndThere() {
        Run run = project.done("migrate");
        assertThat(run.verdict("2")).isEqualTo("proven");
        project.done("rollback", "--all");
        assertThat(project.tables()).isEmpty();
        project.done("migrate");
        assertThat(project.done("status", "--drift").warnings()).isEmpty();
    }

    @Test
    void searchPath() {
        project.pair("1", "CREATE SCHEMA other;\nSET search_path TO other;", "DROP SCHEMA other;")
                .table("2", "b");

        thereAndBackAndThere();

        assertThat(project.tables()).containsExactly("b");
    }

    @Test
    void setting() {
        project.pair("1", "CREATE TABLE a ();\nSET my.word = 'leaked';", "SET my.word = 'leaked';\nDROP TABLE a;")
                .pair(
                        "2",
                        "CREATE TABLE b (word text);\n"
                                + "INSERT INTO b VALUES (coalesce(nullif(current_setting('my.word', true), ''), 'clean'));",
                        "DROP TABLE b;");

        thereAndBackAndThere();

        assertThat(project.query("SELECT word FROM b")).containsExactly("clean");
    }

    @Test
    void checkFunctionBodies() {
        project.pair("1", "CREATE TABLE a ();\nSET check_function_bodies = off;", "DROP TABLE a;")
                .pair(
                        "2",
                        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT nothing FROM nowhere';",
                        "DROP FUNCTION f();");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED");
    }

    @Test
    void temporaryTable() {
        project.pair("1", "CREATE TABLE a ();\nCREATE TEMP TABLE b (id int);", "DROP TABLE a;")
                .table("2", "b");

        thereAndBackAndThere();

        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void temporaryTableIsNotThereForTheNextScript() {
        project.pair("1", "CREATE TABLE a ();\nCREATE TEMP TABLE t (id int);", "DROP TABLE a;")
                .pair("2", "CREATE TABLE b AS SELECT * FROM t;", "DROP TABLE b;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED");
        assertThat(run.message("FORWARD_FAILED")).contains("42P01");
    }

    @Test
    void preparedStatement() {
        project.pair("1", "CREATE TABLE a ();\nPREPARE p AS SELECT 1;", "DROP TABLE a;")
                .pair("2", "PREPARE p AS SELECT 2;\nCREATE TABLE b ();", "DROP TABLE b;");

        thereAndBackAndThere();
    }

    @Test
    void preparedStatementsThatAScriptDropped() {
        project.pair("1", "CREATE TABLE a ();\nDEALLOCATE ALL;", "DEALLOCATE ALL;\nDROP TABLE a;")
                .table("2", "b");

        thereAndBackAndThere();
    }

    @Test
    void role(TestDatabase other) {
        project.pair("1", "CREATE TABLE a ();\nSET ROLE pg_monitor;", "DROP TABLE a;")
                .table("2", "b");

        thereAndBackAndThere();

        assertThat(project.query("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'b'"))
                .containsExactly("t");
    }
}

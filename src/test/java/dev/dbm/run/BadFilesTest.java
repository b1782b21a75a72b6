package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that say no: exit BLOCKED, the file and its line, a next move, and a target that nobody touched. */
@PostgresTest
class BadFilesTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db).table("1", "a");
    }

    /** Neither plan nor migrate touches anything, and both say the same. */
    private Run blocked(String code) {
        assertThat(project.refused(3, "plan").errors()).containsExactly(code);
        Run run = project.refused(3, "migrate");
        assertThat(run.errors()).containsExactly(code);
        assertThat(run.outcome()).isEqualTo("refused");
        assertThat(run.next(code)).isNotBlank();
        assertThat(project.target()).containsExactly("public");
        return run;
    }

    @Test
    void missingFolder(@TempDir Path other, TestDatabase db) {
        project = new Project(other, db);

        for (String command : new String[] {"status", "plan", "migrate"}) {
            Run run = project.refused(2, command);
            assertThat(run.errors()).containsExactly("NO_MIGRATIONS_FOLDER");
            assertThat(run.next("NO_MIGRATIONS_FOLDER")).isNotBlank();
        }
    }

    @Test
    void emptyFolderIsNothingToDo(@TempDir Path other, TestDatabase db) throws IOException {
        project = new Project(other, db);
        Files.createDirectory(project.path("migrations"));

        assertThat(project.refused(0, "migrate").outcome()).isEqualTo("nothing");
        assertThat(project.refused(0, "plan").outcome()).isEqualTo("nothing");
        assertThat(project.refused(0, "status", "--check").states()).isEmpty();
        assertThat(project.refused(0, "rollback").outcome()).isEqualTo("nothing");
    }

    @Test
    void missingUndo() {
        project.delete(Project.undoOf("1"));

        Run run = blocked("UNDO_MISSING");

        assertThat(run.place("UNDO_MISSING")).isEqualTo("migrations/V1__step.sql");
        assertThat(run.verdict("1")).isEqualTo("missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n  \n", "-- DROP TABLE a;\n", "/* DROP TABLE a; */", ";;", "-- dbm:no-transaction\n"})
    void emptyUndo(String text) {
        project.undo("1", text);

        Run run = blocked("UNDO_EMPTY");

        assertThat(run.place("UNDO_EMPTY")).startsWith("migrations/U1__step.sql");
        assertThat(run.verdict("1")).isEqualTo("empty");
    }

    @Test
    void missingUndoOfDataThatMeetsNoRow() {
        project.forward("2", "UPDATE a SET id = 1 WHERE false;");

        assertThat(blocked("UNDO_MISSING").place("UNDO_MISSING")).isEqualTo("migrations/V2__step.sql");
    }

    @Test
    void undoWithoutForward() {
        project.undo("2", "SELECT 1;");

        assertThat(blocked("UNDO_WITHOUT_FORWARD").place("UNDO_WITHOUT_FORWARD"))
                .isEqualTo("migrations/U2__step.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "1.0", "1_0", "0001"})
    void oneVersionTwice(String again) {
        project.file("migrations/V" + again + "__again.sql", "CREATE TABLE b (id int);");

        assertThat(blocked("DUPLICATE_VERSION").message("DUPLICATE_VERSION")).contains("__again.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V12_add.sql", "v12__x.SQL", "V__x.sql", "V1a__x.sql", "U12_x.sql"})
    void malformedName(String name) {
        project.file("migrations/" + name, "SELECT 1;");

        assertThat(blocked("MALFORMED_NAME").place("MALFORMED_NAME")).isEqualTo("migrations/" + name);
    }

    @Test
    void notUtf8() {
        project.bytes(
                Project.forwardOf("2"),
                "CREATE TABLE b (id int);\nCOMMENT ON TABLE b IS 'Stück';".getBytes(StandardCharsets.ISO_8859_1));
        project.undo("2", "DROP TABLE b;");

        assertThat(blocked("NOT_UTF8").place("NOT_UTF8")).startsWith("migrations/V2__step.sql");
    }

    @Test
    void otherEncodingThatItsConfNames() {
        project.bytes(
                Project.forwardOf("2"),
                "CREATE TABLE b (id int);\nCOMMENT ON TABLE b IS 'Stück';".getBytes(StandardCharsets.ISO_8859_1));
        project.undo("2", "DROP TABLE b;").file(Project.forwardOf("2") + ".conf", "encoding=ISO-8859-1");

        project.done("migrate");

        assertThat(project.query("SELECT obj_description('b'::regclass)")).containsExactly("Stück");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BACKSLASH_COMMAND   | \\i other.sql",
                "TRANSACTION_CONTROL | COMMIT;",
                "TRANSACTION_CONTROL | SAVEPOINT x;",
                "TRANSACTION_CONTROL | ROLLBACK;",
                "UNSET_PLACEHOLDER   | CREATE TABLE ${nobody} (id int);",
                "NAMES_HISTORY       | DELETE FROM flyway_schema_history;",
                "NAMES_HISTORY       | DELETE FROM dbm_journal;",
                "UNTERMINATED        | SELECT 'never closed;",
                "UNKNOWN_DIRECTIVE   | -- dbm:ireversible typo",
                "DIRECTIVE_WITHOUT_REASON | -- dbm:allow rename-table",
                "UNKNOWN_RULE        | -- dbm:allow rename-tabel it is late",
            })
    void badLineInEitherScript(String code, String line) {
        project.pair("2", "CREATE TABLE b (id int);\n" + line, "DROP TABLE b;");
        assertThat(blocked(code).place(code)).isEqualTo("migrations/V2__step.sql:2");

        project.pair("2", "CREATE TABLE b (id int);", "DROP TABLE b;\n\n" + line);
        assertThat(blocked(code).place(code)).isEqualTo("migrations/U2__step.sql:3");
    }

    @Test
    void wrapperWithOptions() {
        project.pair("2", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;", "SELECT 1;");

        assertThat(blocked("TRANSACTION_CONTROL").place("TRANSACTION_CONTROL")).isEqualTo("migrations/V2__step.sql:1");
    }

    @Test
    void everyProblemOfEveryFileAtOnce() {
        project.delete(Project.undoOf("1"))
                .forward("2", "\\echo no")
                .undo("3", "SELECT 1;")
                .file("migrations/V12_add.sql", "SELECT 1;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors())
                .containsExactlyInAnyOrder(
                        "UNDO_MISSING", "BACKSLASH_COMMAND", "UNDO_WITHOUT_FORWARD", "MALFORMED_NAME");
    }

    @Test
    void syntaxErrorInTheForwardScript() {
        project.pair("2", "CREATE TABLE b (id int);\n\nCREATE TABEL c (id int);", "DROP TABLE b;");

        Run run = blocked("FORWARD_FAILED");

        assertThat(run.place("FORWARD_FAILED")).isEqualTo("migrations/V2__step.sql:3");
        assertThat(run.message("FORWARD_FAILED")).contains("42601", "CREATE TABEL c (id int)", "syntax error");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.verdict("2")).isEqualTo("failed");
        assertThat(run.migration("2").at("undo").at("leg").text()).isEqualTo("forward");
    }

    @Test
    void syntaxErrorInTheUndoScript() {
        project.pair("2", "CREATE TABLE b (id int);", "-- back\nDROP TABEL b;");

        Run run = blocked("UNDO_FAILED");

        assertThat(run.place("UNDO_FAILED")).isEqualTo("migrations/U2__step.sql:2");
        assertThat(run.message("UNDO_FAILED")).contains("42601", "DROP TABEL b", "syntax error");
        assertThat(run.migration("2").at("undo").at("leg").text()).isEqualTo("undo");
    }

    @Test
    void changesMadeInsideAnExceptionBlock() {
        project.pair(
                "2",
                "DO $$ BEGIN\n  BEGIN\n    CREATE INDEX hidden ON a ((id + 1));\n    GRANT SELECT ON a TO PUBLIC;\n"
                        + "  EXCEPTION WHEN duplicate_table THEN NULL;\n  END;\nEND $$;",
                "SELECT 1;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("UNDO_LEFT_BEHIND");
        assertThat(run.migration("2").at("undo").at("differences").list().stream()
                        .map(difference -> difference.at("object").text()))
                .anyMatch(object -> object.equals("public.hidden"))
                .anyMatch(object -> object.startsWith("table public.a"));
    }

    @Test
    void brokenFilesAreToldByStatusWithoutHindrance() {
        project.done("migrate");
        project.forward("2", "\\echo no").undo("2", "SELECT 1;");

        assertThat(project.refused(0, "status").warnings()).containsExactly("BACKSLASH_COMMAND");
        assertThat(project.refused(3, "status", "--check").errors()).contains("BACKSLASH_COMMAND");
    }

    @Test
    void forwardWithoutAStatementIsAWarningAsLongAsItIsPending() {
        project.pair("1", "-- to be written", "-- to be written");

        assertThat(project.done("plan").warnings()).containsExactly("FORWARD_EMPTY");
        assertThat(project.done("migrate").warnings()).containsExactly("FORWARD_EMPTY");
        assertThat(project.done("status", "--check").warnings()).isEmpty();
    }
}

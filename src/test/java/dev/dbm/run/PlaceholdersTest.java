package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class PlaceholdersTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.pair("1", "CREATE TABLE a AS SELECT '${word}'::text AS word;", "DROP TABLE a; -- ${word}");
    }

    @Test
    void literalOne() {
        project.settings("[placeholders]", "word = \"it is said\"").done("migrate");

        assertThat(project.query("SELECT word FROM a")).containsExactly("it is said");
        assertThat(project.done("rollback").ran()).containsExactly("1");
    }

    @Test
    void environmentsOwnGoesBeforeTheCommonOne() {
        project.settings("[env.dev.placeholders]", "word = \"own\"", "[placeholders]", "word = \"common\"")
                .done("migrate");

        assertThat(project.query("SELECT word FROM a")).containsExactly("own");
    }

    @Test
    void oneFromAVariableIsKeptByItsNameOnly() {
        project.settings("[placeholders]", "word = \"${SECRET_WORD}\"").variable("SECRET_WORD", "sesame-12");

        Run run = project.done("migrate");

        assertThat(run.toString()).doesNotContain("sesame-12");
        assertThat(project.query("SELECT word FROM a")).containsExactly("sesame-12");
        assertThat(project.query("SELECT j::text FROM dbm_journal j"))
                .noneMatch(row -> row.contains("sesame-12"))
                .anyMatch(row -> row.contains("SECRET_WORD"));
        assertThat(project.query("SELECT h::text FROM flyway_schema_history h"))
                .noneMatch(row -> row.contains("sesame-12"));
        assertThat(project.filesBelow(".dbm"))
                .allSatisfy(file -> assertThat(file).content().doesNotContain("sesame-12"));
    }

    @Test
    void oneFromAVariableIsNotShownInAFailure() {
        project.settings("[placeholders]", "word = \"${SECRET_WORD}\"").variable("SECRET_WORD", "sesame-12");
        project.forward("1", "CREATE TABLE a AS SELECT '${word}'::int AS word;");

        assertThat(project.refused(3, "migrate").message("FORWARD_FAILED")).contains("SELECT '${word}'");
    }

    @Test
    void oneFromAVariableIsAskedForAgainAtRollback() {
        project.pair("1", "CREATE TABLE ${name} (id int);", "DROP TABLE ${name};")
                .settings("[placeholders]", "name = \"${TABLE_NAME}\"")
                .variable("TABLE_NAME", "first")
                .done("migrate");
        project.execute("ALTER TABLE first RENAME TO second");
        project.variable("TABLE_NAME", "second");

        assertThat(project.done("rollback").ran()).containsExactly("1");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void oneWhoseVariableIsGoneAtRollbackIsRefused() {
        project.settings("[placeholders]", "word = \"${SECRET_WORD}\"")
                .variable("SECRET_WORD", "sesame-12")
                .done("migrate");
        project.settings("");

        Run run = project.refused(3, "rollback");

        assertThat(run.errors()).containsExactly("UNSET_PLACEHOLDER");
        assertThat(run.message("UNSET_PLACEHOLDER") + run.next("UNSET_PLACEHOLDER"))
                .contains("word");
    }

    @Test
    void unsetVariableIsAMatterOfUsage() {
        project.settings("[placeholders]", "word = \"${SECRET_WORD}\"");

        Run run = project.refused(2, "migrate");

        assertThat(run.errors()).containsExactly("UNSET_VARIABLE");
        assertThat(run.message("UNSET_VARIABLE") + run.next("UNSET_VARIABLE")).contains("SECRET_WORD");
    }

    @Test
    void unsetOneNamesFileAndLine() {
        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsOnly("UNSET_PLACEHOLDER");
        assertThat(run.place("UNSET_PLACEHOLDER")).isEqualTo("migrations/V1__step.sql:1");
        assertThat(run.message("UNSET_PLACEHOLDER")).contains("word");
        assertThat(run.next("UNSET_PLACEHOLDER")).isNotBlank();
    }

    @Test
    void replacementCanBeSwitchedOffForAScript() {
        project.file(Project.forwardOf("1") + ".conf", "placeholderReplacement=false")
                .file(Project.undoOf("1") + ".conf", "placeholderReplacement=false")
                .done("migrate");

        assertThat(project.query("SELECT word FROM a")).containsExactly("${word}");
        assertThat(project.done("rollback").ran()).containsExactly("1");
    }
}

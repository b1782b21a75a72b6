package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an undo leaves and may leave is neither a failure of the rollback nor drift afterwards. */
@PostgresTest
class LeftoversTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db).settings("drift = \"refuse\"");
    }

    private Run thereAndBackAndThere() {
        Run run = project.done("migrate");
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.refused(0, "status", "--drift").warnings()).isEmpty();
        assertThat(project.done("migrate").ran()).containsExactly("2");
        project.done("rollback");
        project.delete(Project.forwardOf("2")).delete(Project.undoOf("2"));
        assertThat(project.table("3", "c").done("migrate").ran()).containsExactly("3");
        assertThat(project.refused(0, "status", "--drift", "--check").warnings())
                .isEmpty();
        return run;
    }

    @Test
    void enumLabel() {
        project.pair("1", "CREATE TYPE mood AS ENUM ('glad');", "DROP TYPE mood;")
                .pair("2", "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';", "SELECT 'labels stay';");

        Run run = thereAndBackAndThere();

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.migration("2")
                        .at("undo")
                        .at("notes")
                        .list()
                        .get(0)
                        .at("kind")
                        .text())
                .isEqualTo("enum-label-left");
    }

    @Test
    void enumLabelThatCannotBeAddedTwice() {
        project.pair("1", "CREATE TYPE mood AS ENUM ('glad');", "DROP TYPE mood;")
                .pair("2", "ALTER TYPE mood ADD VALUE 'sad';", "SELECT 'labels stay';");

        Run run = project.refused(3, "migrate");

        assertThat(run.verdict("2")).isEqualTo("diverged");
        assertThat(run.errors()).contains("SECOND_FORWARD_FAILED");
    }

    @Test
    void enumMadeAgainWithOneLabelMore() {
        project.pair("1", "CREATE TYPE mood AS ENUM ('glad');", "DROP TYPE mood;")
                .pair("2", "DROP TYPE mood;", "CREATE TYPE mood AS ENUM ('glad', 'sad');");

        assertThat(project.refused(3, "migrate").verdict("2")).isEqualTo("diverged");
    }

    @Test
    void extension() {
        assumeFalse(project.query("SELECT 1 FROM pg_available_extensions WHERE name = 'citext'")
                .isEmpty());
        project.table("1", "a").pair("2", "CREATE EXTENSION IF NOT EXISTS citext;", "SELECT 'it stays';");

        Run run = thereAndBackAndThere();

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.migration("2")
                        .at("undo")
                        .at("notes")
                        .list()
                        .get(0)
                        .at("kind")
                        .text())
                .isEqualTo("extension-left");
    }

    @Test
    void assumedDifference() {
        project.table("1", "a")
                .pair(
                        "2",
                        "CREATE INDEX IF NOT EXISTS a_idx ON a (id);",
                        "-- dbm:assume index public.a_idx it is harmless\nSELECT 'it stays';");

        assertThat(thereAndBackAndThere().verdict("2")).isEqualTo("assumed");
    }

    @Test
    void whatSomebodyElseLeftIsDriftAllTheSame() {
        project.pair("1", "CREATE TYPE mood AS ENUM ('glad');", "DROP TYPE mood;")
                .done("migrate");
        project.execute("ALTER TYPE mood ADD VALUE 'by hand'");

        assertThat(project.refused(0, "status", "--drift").warnings()).containsExactly("DRIFT");
        assertThat(project.table("2", "b").refused(5, "migrate").errors()).containsExactly("DRIFT");
    }
}

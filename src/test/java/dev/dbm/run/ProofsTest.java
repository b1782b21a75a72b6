package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing is rehearsed twice without need, and nothing is taken for proven that rests on something else now. */
@PostgresTest
class ProofsTest {
    /** Migrated once, and copied. */
    private static TestDatabase migrated;

    private Project project;

    @BeforeAll
    static void migrate(TestDatabase db, @TempDir Path folder) {
        first(new Project(folder, db)).done("migrate");
        migrated = db;
    }

    private static Project first(Project project) {
        project.settings("[placeholders]", "n = \"1\"");
        return project.pair("1", "CREATE TABLE a (id int DEFAULT ${n});", "DROP VIEW IF EXISTS v; DROP TABLE a;")
                .file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;")
                .file("migrations/fixtures/F1__rows.sql", "INSERT INTO a VALUES (1);");
    }

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = first(new Project(folder, db));
        db.becomeCopyOf(migrated);
        project.pair("2", "CREATE TABLE b (id int);", "DROP TABLE b;")
                .pair("3", "CREATE TABLE c (id int);", "DROP TABLE c;");
    }

    @Test
    void planProvesForMigrate() {
        assertThat(project.done("plan").remembered("2")).isFalse();

        assertThat(project.done("plan").remembered("2")).isTrue();
        Run run = project.done("migrate");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.remembered("2")).isTrue();
        assertThat(run.remembered("3")).isTrue();
        assertThat(run.err()).doesNotContain("Rehearsing");
        assertThat(project.tables()).containsExactly("a", "b", "c");
    }

    @Test
    void planSaysSo() {
        project.done("plan");

        assertThat(project.text("plan").out()).contains("(from an earlier rehearsal)");
    }

    @Test
    void laterPairDoesNotTouchTheProofOfEarlierOnes() {
        project.done("plan");
        project.forward("3", "CREATE TABLE c (id bigint);");

        Run run = project.done("migrate");

        assertThat(run.remembered("2")).isTrue();
        assertThat(run.remembered("3")).isFalse();
        assertThat(run.verdict("3")).isEqualTo("proven");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("V", Project.forwardOf("2"), "CREATE TABLE b (id bigint);"),
                Arguments.of("U", Project.undoOf("2"), "DROP TABLE IF EXISTS b;"),
                Arguments.of("conf of V", Project.forwardOf("2") + ".conf", "placeholderReplacement=false"),
                Arguments.of("conf of U", Project.undoOf("2") + ".conf", "executeInTransaction=false"),
                Arguments.of(
                        "fixture of an earlier version",
                        "migrations/fixtures/F2__rows.sql",
                        "INSERT INTO b VALUES (1);"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void changeOfAnythingThatItRestsOnIsRehearsedAgain(String what, String file, String text) {
        project.done("plan");
        project.file(file, text);

        Run run = project.done("migrate");

        assertThat(run.remembered("3")).as(what).isFalse();
        assertThat(run.verdict("2")).isEqualTo("proven");
    }

    @Test
    void changedPlaceholderIsRehearsedAgain() {
        project.done("plan");
        project.settings("[placeholders]", "n = \"2\"");

        assertThat(project.done("migrate").remembered("2")).isFalse();
    }

    @Test
    void changedRepeatableIsRunAndSoIsTheRehearsal() {
        project.done("plan");
        project.file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one, 2 AS two;");

        Run run = project.done("migrate");

        assertThat(run.err()).contains("Rehearsing");
        assertThat(run.ran()).containsExactly("2", "3", "v");
    }

    @Test
    void brokenRepeatableIsNotMissedBecauseThePairsAreKnown() {
        project.done("plan");
        project.file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS other_name;");

        assertThat(project.refused(3, "migrate").errors()).containsExactly("REPEATABLE_FAILED");
    }

    @Test
    void changedTargetIsRehearsedAgain() {
        project.done("plan");
        project.execute("CREATE TABLE b (id int)");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED");
        assertThat(run.message("FORWARD_FAILED")).contains("42P07");
    }

    @Test
    void rollbackAndMigrateAgainUsesTheProofOfTheFirstTime() {
        project.done("migrate");
        project.done("rollback", "--to", "1");

        Run run = project.done("migrate");

        assertThat(run.remembered("2")).isTrue();
        assertThat(run.ran()).containsExactly("2", "3");
    }

    @Test
    void damagedMemoryIsNoProof() {
        project.done("plan");
        for (Path file : project.filesBelow(".dbm")) {
            project.file(project.path("").relativize(file).toString(), "{ not what it was");
        }

        assertThat(project.done("migrate").remembered("2")).isFalse();
    }

    @Test
    void whereTheDemandsOfProdHoldOnlyTheJournalCounts() {
        project.settings("[env.live]", "url = \"" + project.url() + "\"", "[placeholders]", "n = \"1\"");
        project.done("migrate", "--env", "live", "--as-environment", "live", "--confirm", "--to", "2");
        project.done("plan", "--env", "live");

        Run refused = project.refused(4, "migrate", "--env", "live");
        assertThat(refused.remembered("3")).isFalse();

        Run run = project.done("migrate", "--env", "live", "--confirm");

        assertThat(run.remembered("3")).isTrue();
    }
}

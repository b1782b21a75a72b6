package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar at a real terminal, which util-linux's {@code script} makes; and without one. */
@PostgresTest
class AskedAtTerminalIT {
    private static final String QUESTION = "Type the name of the database to go on:";

    @TempDir
    Path folder;

    private Project project;
    private Witness witness;
    private String database;

    @BeforeEach
    void prepare(TestDatabase db) {
        project = Project.on(folder, db).confirmed();
        witness = new Witness(db);
        database = db.address().database();
        project.pair(1, "CREATE TABLE a (id int);", "DROP TABLE a;");
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void whoeverTypesTheNameGoesOn() {
        Run.Ended ended = atTerminal(database, "migrate");

        assertThat(ended.exit()).as(ended.said()).isZero();
        assertThat(ended.out()).contains(QUESTION, "environment dev", database);
        assertThat(witness.history()).hasSize(1);
    }

    @Test
    void whoeverTypesSomethingElseDoesNot() {
        Run.Ended ended = atTerminal("yes", "migrate");

        assertThat(ended.exit()).as(ended.said()).isEqualTo(4);
        assertThat(ended.out()).contains(QUESTION, "CONFIRMATION_NEEDED");
    }

    @Test
    void withoutATerminalOnlyTheFlagCounts() {
        Run.Ended ended = project.start("migrate").end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(4);
        assertThat(ended.err()).doesNotContain(QUESTION);
        project.succeed("migrate", "--confirm");
    }

    private Run.Ended atTerminal(String answer, String arguments) {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "util-linux's script");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = Path.of("target", "dbm.jar").toAbsolutePath().toString();
        return project.start(
                        List.of("sh", "-c"),
                        "unset CI; printf '%s\\n' " + answer + " | TERM=xterm script -qec '" + java + " -jar " + jar
                                + " " + arguments + "' /dev/null")
                .end();
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every outcome in every format: one document on standard output, everything else on standard error, and its exit code. */
@PostgresTest
class ReportsTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    /** How a run ends. */
    private enum Ending {
        DONE(0, "done", "migrate") {
            @Override
            void prepare(Project project) {
                project.table("1", "a");
            }
        },
        NOTHING(0, "nothing", "migrate") {
            @Override
            void prepare(Project project) {
                project.table("1", "a").done("migrate");
            }
        },
        FAILED(1, "failed", "migrate") {
            @Override
            void prepare(Project project) {
                project.table("1", "a").done("migrate");
                project.execute("INSERT INTO a VALUES (-1)");
                project.pair(
                        "2",
                        "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                        "ALTER TABLE a DROP CONSTRAINT positive;");
            }
        },
        UNREACHABLE(1, "failed", "status", "--url", "postgres://somebody@127.0.0.1:1/shop") {
            @Override
            void prepare(Project project) {
                project.table("1", "a");
            }
        },
        USAGE(2, "refused", "migrate", "--sideways") {
            @Override
            void prepare(Project project) {}
        },
        SETTINGS(2, "refused", "migrate") {
            @Override
            void prepare(Project project) {
                project.settings("colour = true");
            }
        },
        UNKNOWN_COMMAND(2, "refused", "migrat") {
            @Override
            void prepare(Project project) {}
        },
        BLOCKED(3, "refused", "migrate") {
            @Override
            void prepare(Project project) {
                project.pair("1", "CREATE TABLE a (id int);", "SELECT 1;");
            }
        },
        CONFIRM(4, "refused", "migrate") {
            @Override
            void prepare(Project project) {
                project.settings("confirm = true").table("1", "a");
            }
        },
        CONFLICT(5, "refused", "migrate") {
            @Override
            void prepare(Project project) {
                project.table("1", "a").done("migrate");
                project.forward("1", "SELECT 1;");
            }
        },
        PARTIAL(7, "partial", "migrate") {
            @Override
            void prepare(Project project) {
                project.table("1", "a").file("migrations/checks/never.sql", "SELECT 'a row' AS why;");
            }
        },
        PENDING(8, "done", "status", "--check") {
            @Override
            void prepare(Project project) {
                project.table("1", "a");
            }
        };

        private final int exit;
        private final String outcome;
        private final List<String> args;

        Ending(int exit, String outcome, String... args) {
            this.exit = exit;
            this.outcome = outcome;
            this.args = List.of(args);
        }

        abstract void prepare(Project project);

        String[] with(String... more) {
            return java.util.stream.Stream.concat(args.stream(), java.util.Arrays.stream(more))
                    .toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @EnumSource
    void jsonIsOneDocumentWhateverTheOutcome(Ending ending) {
        ending.prepare(project);

        Run run = project.text(ending.with("--format", "json"));

        assertThat(run.exit()).as("%s", run).isEqualTo(ending.exit);
        Json json = run.json();
        assertThat(json.at("exit").at("code").number()).isEqualTo(ending.exit);
        assertThat(json.at("outcome").text()).isEqualTo(ending.outcome);
        for (String field : List.of("command", "environment", "database", "migrations", "problems", "backup")) {
            json.at(field);
        }
        assertThat(run.errors().isEmpty()).isEqualTo(ending.exit == 0);
    }

    @ParameterizedTest
    @EnumSource
    void textSaysItTooAndHowToGoOn(Ending ending) {
        ending.prepare(project);

        Run run = project.text(ending.with());

        assertThat(run.exit()).as("%s", run).isEqualTo(ending.exit);
        assertThat(run.toString()).doesNotContain("\u001b[", "Exception");
        if (ending.exit != 0) {
            assertThat(run.toString()).contains("next: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void markdownSaysItToo(Ending ending) {
        ending.prepare(project);

        Run run = project.text(ending.with("--format", "markdown"));

        assertThat(run.exit()).as("%s", run).isEqualTo(ending.exit);
        assertThat(run.out()).contains("dbm");
    }

    @ParameterizedTest
    @EnumSource(names = {"DONE", "BLOCKED", "PARTIAL"})
    void reportGoesToAFile(Ending ending) throws IOException {
        ending.prepare(project);

        Run run = project.text(ending.with("--format", "json", "--output", "report.json"));

        assertThat(run.exit()).as("%s", run).isEqualTo(ending.exit);
        assertThat(Json.parse(Files.readString(project.path("report.json")))
                        .at("outcome")
                        .text())
                .isEqualTo(ending.outcome);
    }

    @Test
    void quietLeavesOnlyTheReport() {
        project.table("1", "a");

        assertThat(project.done("migrate", "--quiet").err()).isEmpty();
    }

    @Test
    void sqlErrorShowsFileLineStatementDetailAndState() {
        project.table("1", "a").pair("2", "INSERT INTO a VALUES (1);\n\nINSERT INTO a\nVALUES (1);", "DELETE FROM a;");

        Run run = project.text("migrate");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out())
                .contains("FORWARD_FAILED  V2__step.sql:3", "SQLSTATE 23505", "detail: ", "statement 2: INSERT INTO a");
    }
}

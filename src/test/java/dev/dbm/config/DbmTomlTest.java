package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DbmTomlTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(temporary);
    }

    @Test
    void theFileOfTheManualIsAccepted() {
        desk.toml(
                        "migrations = \"migrations\"",
                        "schema     = \"public\"                  # where unqualified names go",
                        "env        = \"dev\"                     # the environment when none is named",
                        "",
                        "[env.dev]",
                        "url = \"embedded\"",
                        "",
                        "[env.test]",
                        "url = \"${TEST_DATABASE_URL}\"",
                        "fixtures = true",
                        "reset = true",
                        "",
                        "[env.prod]",
                        "url = \"${DATABASE_URL}\"",
                        "after_migrate = [\"./smoke-test.sh\"]",
                        "[env.prod.placeholders]",
                        "owner = \"app_owner\"",
                        "[env.prod.notify]",
                        "webhook = \"${SLACK_WEBHOOK}\"",
                        "command = [\"./page-someone\"]")
                .with("DATABASE_URL", "postgres://db.example.com/shop")
                .with("SLACK_WEBHOOK", "https://hooks.example.com/x");

        assertThat(desk.read().target()).containsInstanceOf(Settings.Target.Embedded.class);

        Settings prod = desk.options(CommandLine.NONE.withEnv("prod")).read();
        assertThat(prod.environment().afterMigrate())
                .containsExactly(
                        java.util.List.of(desk.folder.resolve("smoke-test.sh").toString()));
        assertThat(prod.environment().notification().command())
                .containsExactly(desk.folder.resolve("page-someone").toString());
        assertThat(prod.environment().notification().webhook().orElseThrow().reveal())
                .isEqualTo("https://hooks.example.com/x");
        assertThat(prod.placeholders().revealed()).containsEntry("owner", "app_owner");
    }

    @Test
    void aCommentMayHoldQuotesBeforeTheEnvironmentIsNamed() {
        desk.toml("# \"\"\" and '''", "env = \"test\"", "[env.test]");

        assertThat(desk.read().environment().name()).isEqualTo("test");
    }

    @Test
    void everySyntaxErrorIsReportedWithItsPlaceAndWithoutItsText() {
        desk.toml("password = hush", "schema = \"x", "[env.dev", "a.b = 1");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_SETTINGS dbm.toml:1 This is not TOML: unexpected text, expected a value (line 1, column 12)",
                        "BAD_SETTINGS dbm.toml:2 This is not TOML: Unexpected end of line, expected \" or a character"
                                + " (line 2, column 12)",
                        "BAD_SETTINGS dbm.toml:3 This is not TOML: Unexpected end of line, expected ] (line 3,"
                                + " column 9)");
    }

    @Test
    void anUnknownSettingIsReportedWithTheNearestKnownOne() {
        desk.toml(
                "shcema = \"x\"",
                "  zzz = 1",
                "[env.prod]",
                "lock_timout = \"5s\"",
                "[env.prod.notify]",
                "webhok = \"x\"",
                "[nonsense]",
                "a = 1");

        assertThat(desk.wrong())
                .containsExactlyInAnyOrder(
                        "UNKNOWN_SETTING dbm.toml:1 Unknown setting \"shcema\" at the top of dbm.toml. Did you mean"
                                + " \"schema\"? (line 1, column 1)",
                        "UNKNOWN_SETTING dbm.toml:2 Unknown setting \"zzz\" at the top of dbm.toml. (line 2, column 3)",
                        "UNKNOWN_SETTING dbm.toml:4 Unknown setting \"lock_timout\" in [env.prod]. Did you mean"
                                + " \"lock_timeout\"? (line 4, column 1)",
                        "UNKNOWN_SETTING dbm.toml:6 Unknown setting \"webhok\" in [env.prod.notify]. Did you mean"
                                + " \"webhook\"? (line 6, column 1)",
                        "UNKNOWN_SETTING dbm.toml:7 Unknown setting \"nonsense\" at the top of dbm.toml. (line 7,"
                                + " column 1)");
    }

    @Test
    void aGateCannotBeSetForEveryEnvironmentAtOnce() {
        desk.toml("confirm = false");

        assertThat(desk.wrong())
                .containsExactly("UNKNOWN_SETTING dbm.toml:1 Unknown setting \"confirm\" at the top of dbm.toml. It"
                        + " belongs to one environment. (line 1, column 1)");
        assertThat(desk.problems().get(0).next()).isEqualTo("move it under [env.<name>]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        schema = 1                             | schema must be a string, and is a number.
        schema = ""                            | schema is empty.
        schemas = "x"                          | schemas must be a list of strings, and is a string.
        schemas = [1]                          | schemas must be a string, and is a number.
        env = true                             | env must be a string, and is true or false.
        lock_retries = "3"                     | lock_retries must be a whole number from 0 to 1000000.
        lock_retries = -1                      | lock_retries must be a whole number from 0 to 1000000.
        lock_timeout = 5000                    | lock_timeout must be a string, and is a number.
        lock_timeout = "5"                     | lock_timeout is not a duration.
        lock_timeout = "1m"                    | lock_timeout is not a duration.
        lock_timeout = "-1s"                   | lock_timeout is not a duration.
        statement_timeout = "25d"              | statement_timeout is not a duration.
        throughput = "fast"                    | throughput is not an amount of bytes.
        output = "colourful"                   | output = "colourful" is not one of its values.
        output = "verbos"                      | output = "verbos" is not one of its values. Did you mean "verbose"?
        terminate_blockers = "yes"             | terminate_blockers must be true or false, and is a string.
        findings = { truncate = "fatal" }      | truncate = "fatal" is not one of its values.
        findings = { large_tables = ["a"] }    | large_tables names "a" without its schema.
        findings = "x"                         | findings must be a table, and is a string.
        notify = { report = "long" }           | report = "long" is not one of its values.
        notify = { webhook = "hush" }          | webhook is not an http:// or https:// address.
        placeholders = { x = [1] }             | x must be a string, and is a list.
        after_migrate = "./x"                  | after_migrate must be a list, and is a string.
        after_migrate = [1]                    | after_migrate must be a list of strings, and is a number.
        after_migrate = [[]]                   | after_migrate names no program.
        after_migrate = ["x --fast"]           | after_migrate starts programs without a shell, so a string is one program, not a command line.
        scratch = "nowhere"                    | "nowhere" is no scratch.
        schema = "${"                          | schema holds a ${ that names no environment variable.
        schema = "${a-b}"                      | schema holds a ${ that names no environment variable.
        schema = "a\\u0000b"                   | schema holds a zero byte.
        report_dir = 2024-01-01                | report_dir must be a string, and is a date or time.
        """)
    void aBadValueIsReportedWithItsPlace(String line, String message) {
        desk.toml("", line.strip());

        assertThat(desk.wrong())
                .first()
                .asString()
                .startsWith("BAD_SETTINGS dbm.toml:2 " + message + " (line 2, column ");
    }

    @ParameterizedTest
    @CsvSource({"none,0", "0s,0", "250ms,250", "5s,5000", "2min,120000", "1h,3600000", "2d,172800000", "5 s,5000"})
    void durationsAreReadInPostgresqlsUnits(String text, long milliseconds) {
        desk.toml("lock_timeout = \"" + text + "\"");

        assertThat(desk.read().environment().lockTimeout()).hasMillis(milliseconds);
    }

    @Test
    void anUnsetVariableIsAnErrorOnlyWhereItsEnvironmentIsUsed() {
        desk.toml(
                "[env.dev]", "url = \"embedded\"", "[env.prod]", "url = \"${ABSENT}\"", "lock_timeout = \"${ABSENT}\"");
        assertThat(desk.read().environment().name()).isEqualTo("dev");

        desk.options(CommandLine.NONE.withEnv("prod"));
        assertThat(desk.wrong())
                .containsExactly(
                        "UNSET_VARIABLE dbm.toml:4 The environment variable ABSENT is not set, and url needs it. (line"
                                + " 4, column 1)",
                        "UNSET_VARIABLE dbm.toml:5 The environment variable ABSENT is not set, and lock_timeout needs"
                                + " it. (line 5, column 1)");
    }

    @Test
    void anUnsetVariableAtTheTopIsAnError() {
        desk.toml("schema = \"${ABSENT}\"");

        assertThat(desk.wrong())
                .containsExactly(
                        "UNSET_VARIABLE dbm.toml:1 The environment variable ABSENT is not set, and schema needs"
                                + " it. (line 1, column 1)");
    }

    @Test
    void anEmptyVariableIsNamedWhereAValueIsNeeded() {
        desk.toml("[env.dev]", "url = \"${EMPTY}\"").with("EMPTY", "");

        assertThat(desk.wrong())
                .containsExactly("UNSET_VARIABLE dbm.toml:2 The environment variable EMPTY is empty, and url needs a"
                        + " value. (line 2, column 1)");
    }

    @Test
    void twoDollarsWriteAPlainOne() {
        desk.toml("[placeholders]", "p = \"$${X} ${X}$\"").with("X", "x");

        assertThat(desk.read().placeholders().revealed()).containsEntry("p", "${X} x$");
    }

    @Test
    void theValueOfAVariableIsNotShownWhenItIsWrong() {
        desk.toml("output = \"${SECRET}\"", "scratch = \"${SECRET}\"", "[env.dev]", "url = \"${SECRET}\"")
                .with("SECRET", "hush");

        assertThat(desk.wrong())
                .contains("BAD_SETTINGS dbm.toml:1 output is not one of its values. (line 1, column 1)")
                .contains("BAD_SETTINGS dbm.toml:2 The value is no scratch. (line 2, column 1)");
    }

    @Test
    void theFileIsLookedForInTheFolderThenInItsMigrationsThenUpwardsToTheRepository() {
        desk.file(".git/HEAD").file("app/deep/x").toml("schema = \"root\"");
        assertThat(desk.readIn("app/deep").schema()).isEqualTo("root");
        assertThat(desk.readIn("app/deep").migrations()).isEqualTo(desk.folder.resolve("migrations"));
        assertThat(desk.readIn("app/deep").migrationsShown()).isEqualTo("../../migrations");
        desk.file("app/migrations/dbm.toml", "schema = \"above\"");
        assertThat(desk.readIn("app/deep").schema()).isEqualTo("above");
        desk.file("app/deep/migrations/dbm.toml", "schema = \"below\"");
        assertThat(desk.readIn("app/deep").schema()).isEqualTo("below");
        assertThat(desk.readIn("app/deep").migrations()).isEqualTo(desk.folder.resolve("app/deep/migrations"));
        desk.file("app/deep/dbm.toml", "schema = \"here\"");
        assertThat(desk.readIn("app/deep").schema()).isEqualTo("here");
        assertThat(desk.readIn("app/deep").notes())
                .map(Desk::show)
                .containsExactly("BAD_SETTINGS migrations/dbm.toml This file is not read: dbm.toml comes first.");
    }

    @Test
    void aFileAboveIsNotLookedForOutsideARepository() {
        desk.file("app/x").toml("schema = \"above\"");

        assertThat(desk.readIn("app").schema()).isEqualTo("public");
        assertThat(desk.readIn("app").project()).isEqualTo(desk.folder.resolve("app"));
    }

    @Test
    void aFileAboveTheRepositoryIsNotRead() {
        desk.file("app/.git", "gitdir: elsewhere").toml("schema = \"above\"");

        assertThat(desk.readIn("app").schema()).isEqualTo("public");
    }

    @Test
    void aFileAmongMigrationsMeansItsOwnFolder() {
        desk.file("db/V1__x.sql").file("db/dbm.toml", "schema = \"x\"");

        Settings settings =
                desk.options(CommandLine.NONE.withConfig("db/dbm.toml")).read();

        assertThat(settings.migrations()).isEqualTo(desk.folder.resolve("db"));
        assertThat(desk.origin("migrations")).isEqualTo("db <- the folder of db/dbm.toml");
        desk.options(CommandLine.NONE);
        assertThat(desk.readIn("db").migrations()).isEqualTo(desk.folder.resolve("db"));
        assertThat(desk.readIn("db").migrationsShown()).isEqualTo(".");
    }

    @Test
    void pathsStartFromTheFilesOwnFolder() {
        desk.file(
                "etc/dbm.toml",
                "migrations = \"sql\"",
                "[env.dev]",
                "backup_dir = \"../backups\"",
                "report_dir = \"/var/reports\"",
                "backup_command = [\"bin/dump\", \"--all\"]",
                "after_migrate = [\"psql\", [\"./a b\", \"c\"]]");
        desk.with("DBM_CONFIG", "etc/dbm.toml");

        Settings settings = desk.read();

        assertThat(settings.migrationsShown()).isEqualTo("etc/sql");
        assertThat(settings.environment().backupDir()).contains(desk.folder.resolve("backups"));
        assertThat(settings.environment().reportDir()).contains(Path.of("/var/reports"));
        assertThat(settings.environment().backupCommand())
                .containsExactly(desk.folder.resolve("etc/bin/dump").toString(), "--all");
        assertThat(settings.environment().afterMigrate())
                .containsExactly(
                        java.util.List.of("psql"),
                        java.util.List.of(desk.folder.resolve("etc/a b").toString(), "c"));
    }

    @Test
    void aNamedFileThatDoesNotExistIsRefused() {
        desk.options(CommandLine.NONE.withConfig("other.toml"));
        assertThat(desk.wrong()).containsExactly("BAD_SETTINGS - --config: there is no file other.toml.");

        desk.options(CommandLine.NONE).with("DBM_CONFIG", "x/other.toml");
        assertThat(desk.wrong()).containsExactly("BAD_SETTINGS - DBM_CONFIG: there is no file x/other.toml.");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(desk.folder.resolve("dbm.toml"), new byte[] {'#', (byte) 0xff});

        assertThat(desk.wrong()).containsExactly("BAD_SETTINGS dbm.toml The file is not UTF-8.");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        desk.toml("\uFEFFschema = \"x\"");

        assertThat(desk.read().schema()).isEqualTo("x");
    }

    @Test
    void anUnknownEnvironmentIsRefusedWithTheNearestFirst() {
        desk.toml("[env.staging]").options(CommandLine.NONE.withEnv("stagin"));

        assertThat(desk.wrong())
                .containsExactly("UNKNOWN_ENVIRONMENT - --env: There is no environment \"stagin\". Known are: staging,"
                        + " test, dev, prod.");
    }

    @Test
    void anUnknownEnvironmentInTheFileIsRefusedWithItsLine() {
        desk.toml("env = \"nope\"");

        assertThat(desk.wrong())
                .first()
                .asString()
                .startsWith("UNKNOWN_ENVIRONMENT dbm.toml:1 There is no environment");
    }
}

package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.ExitCode;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsOrderTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(temporary);
    }

    @Test
    void eachSourceOfTheUrlGoesBeforeTheNext() {
        desk.file("flyway.conf", "flyway.url=jdbc:postgresql://127.0.0.1/flyway_conf");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/flyway_conf <- flyway.conf");
        desk.file("flyway.toml", "[environments.default]", "url = \"jdbc:postgresql://127.0.0.1/flyway_toml\"");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/flyway_toml <- flyway.toml line 2");
        desk.with("FLYWAY_URL", "jdbc:postgresql://127.0.0.1/flyway");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/flyway <- FLYWAY_URL");
        desk.with("PGDATABASE", "libpq");
        assertThat(desk.origin("url")).isEqualTo("postgres://localhost:5432/libpq <- PGDATABASE");
        desk.with("DATABASE_URL", "postgres://127.0.0.1/common");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/common <- DATABASE_URL");
        desk.toml("url = \"postgres://127.0.0.1/top\"");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/top <- dbm.toml line 1");
        desk.toml("url = \"postgres://127.0.0.1/top\"", "[env.dev]", "url = \"postgres://127.0.0.1/table\"");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/table <- dbm.toml [env.dev] line 3");
        desk.with("DBM_URL", "postgres://127.0.0.1/variable");
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/variable <- DBM_URL");
        desk.options(CommandLine.NONE.withUrl("postgres://127.0.0.1/option"));
        assertThat(desk.origin("url")).isEqualTo("postgres://127.0.0.1:5432/option <- --url");
    }

    @Test
    void eachSourceOfTheSchemaGoesBeforeTheNext() {
        assertThat(desk.origin("schema")).isEqualTo("public <- default");
        desk.with("DATABASE_URL", "postgres://localhost/db?currentSchema=url");
        assertThat(desk.origin("schema")).isEqualTo("url <- currentSchema in the URL");
        desk.file("flyway.conf", "flyway.schemas=first,second");
        assertThat(desk.origin("schema")).isEqualTo("first <- flyway.conf");
        desk.with("FLYWAY_DEFAULT_SCHEMA", "second");
        assertThat(desk.origin("schema")).isEqualTo("second <- FLYWAY_DEFAULT_SCHEMA");
        assertThat(desk.read().schemas()).containsExactly("second", "first");
        desk.toml("schema = \"top\"");
        assertThat(desk.origin("schema")).isEqualTo("top <- dbm.toml line 1");
        assertThat(desk.read().schemas()).containsExactly("top");
        desk.toml("schema = \"top\"", "schemas = [\"more\", \"top\"]", "[env.dev]", "schema = \"own\"");
        assertThat(desk.origin("schema")).isEqualTo("own <- dbm.toml [env.dev] line 4");
        assertThat(desk.read().schemas()).containsExactly("own", "more", "top");
        desk.with("DBM_SCHEMA", "variable");
        assertThat(desk.origin("schema")).isEqualTo("variable <- DBM_SCHEMA");
        desk.options(CommandLine.NONE.withSchema("option"));
        assertThat(desk.origin("schema")).isEqualTo("option <- --schema");
    }

    @Test
    void eachSourceOfTheEnvironmentGoesBeforeTheNext() {
        assertThat(desk.origin("env")).isEqualTo("dev <- default");
        desk.toml("env = \"test\"", "[env.test]");
        assertThat(desk.origin("env")).isEqualTo("test <- dbm.toml line 1");
        assertThat(desk.read().environment().named()).isFalse();
        desk.with("DBM_ENV", "prod");
        assertThat(desk.origin("env")).isEqualTo("prod <- DBM_ENV");
        assertThat(desk.read().environment().named()).isTrue();
        desk.options(CommandLine.NONE.withAsEnvironment("test"));
        assertThat(desk.origin("env")).isEqualTo("test <- --as-environment");
        assertThat(desk.read().environment().asEnvironment()).contains("test");
        desk.options(CommandLine.NONE.withEnv("dev"));
        assertThat(desk.origin("env")).isEqualTo("dev <- --env");
    }

    @Test
    void eachSourceOfTheMigrationsFolderGoesBeforeTheNext() {
        assertThat(desk.origin("migrations")).isEqualTo("migrations <- default");
        desk.file("flyway.conf", "flyway.locations=filesystem:sql");
        assertThat(desk.origin("migrations")).isEqualTo("sql <- flyway.conf");
        desk.toml("migrations = \"top\"");
        assertThat(desk.origin("migrations")).isEqualTo("top <- dbm.toml line 1");
        desk.toml("migrations = \"top\"", "[env.dev]", "migrations = \"own\"");
        assertThat(desk.origin("migrations")).isEqualTo("own <- dbm.toml [env.dev] line 3");
        desk.with("DBM_MIGRATIONS", "variable");
        assertThat(desk.origin("migrations")).isEqualTo("variable <- DBM_MIGRATIONS");
        desk.options(CommandLine.NONE.withMigrations("some/option"));
        assertThat(desk.origin("migrations")).isEqualTo("some/option <- --migrations");
        assertThat(desk.read().migrations()).isEqualTo(desk.folder.resolve("some/option"));
        assertThat(desk.read().migrationsShown()).isEqualTo("some/option");
    }

    @Test
    void eachSourceOfTheHistoryTableAndOfTheScratchGoesBeforeTheNext() {
        assertThat(desk.origin("table")).isEqualTo("flyway_schema_history <- default");
        assertThat(desk.origin("scratch")).isEqualTo("auto <- default");
        desk.with("FLYWAY_TABLE", "flyways");
        assertThat(desk.read().historyTable()).isEqualTo("flyways");
        desk.toml("table = \"top\"", "scratch = \"schema\"");
        assertThat(desk.read().historyTable()).isEqualTo("top");
        assertThat(desk.read().scratch()).isEqualTo(new Settings.Scratch.Schema());
        desk.toml("table = \"top\"", "[env.dev]", "table = \"own\"", "scratch = \"embedded\"");
        assertThat(desk.read().historyTable()).isEqualTo("own");
        assertThat(desk.read().scratch()).isEqualTo(new Settings.Scratch.Embedded());
        desk.with("DBM_SCRATCH", "database");
        assertThat(desk.origin("scratch")).isEqualTo("database <- DBM_SCRATCH");
        desk.options(CommandLine.NONE.withScratch("postgres://ann:hush@h/db"));
        assertThat(desk.origin("scratch")).isEqualTo("postgres://ann@h:5432/db <- --scratch");
    }

    @Test
    void userAndPasswordMayStandApartFromTheUrl() {
        desk.with("DBM_URL", "postgres://inside@localhost/db");
        assertThat(desk.origin("user")).isEqualTo("inside <- DBM_URL");
        desk.toml("[env.dev]", "user = \"table\"", "password = \"hush\"");
        assertThat(desk.origin("user")).isEqualTo("inside <- DBM_URL");
        assertThat(desk.origin("password")).isEqualTo("**** <- dbm.toml [env.dev] line 3");
        desk.with("DBM_USER", "variable").with("DBM_PASSWORD", "other");
        assertThat(desk.origin("user")).isEqualTo("variable <- DBM_USER");
        assertThat(desk.origin("password")).isEqualTo("**** <- DBM_PASSWORD");
        assertThat(desk.address().password().orElseThrow().reveal()).isEqualTo("other");
    }

    @Test
    void aUserOfALaterSourceFillsAUrlThatNamesNone() {
        desk.toml("user = \"top\"", "password = \"hush\"").options(CommandLine.NONE.withUrl("postgres://localhost/db"));

        assertThat(desk.origin("user")).isEqualTo("top <- dbm.toml line 1");
        assertThat(desk.address().password().orElseThrow().reveal()).isEqualTo("hush");
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        desk.with("DBM_URL", "").with("DBM_ENV", " ").with("DATABASE_URL", "").with("PGHOST", "");

        assertThat(desk.read().target()).isEmpty();
        assertThat(desk.read().environment().name()).isEqualTo("dev");
    }

    @Test
    void anEmptyOptionIsRefused() {
        desk.options(CommandLine.NONE.withUrl("").withEnv(" "));

        assertThat(desk.wrong()).containsExactly("BAD_OPTION - --env is empty.", "BAD_OPTION - --url is empty.");
    }

    @Test
    void envAndAsEnvironmentMustAgree() {
        desk.options(CommandLine.NONE.withEnv("dev").withAsEnvironment("test"));

        assertThat(desk.wrong())
                .containsExactly("BAD_OPTION - --env and --as-environment name different environments.");
    }

    @Test
    void withoutAUrlThereIsNoTargetAndAskingForOneExplainsWhatToDo() {
        Settings settings = desk.read();

        assertThat(settings.target()).isEmpty();
        ProblemException refused = Assertions.catchThrowableOfType(ProblemException.class, settings::requireTarget);
        Problem problem = refused.problems().get(0);
        assertThat(problem.code()).isEqualTo(ProblemCode.NO_URL);
        assertThat(problem.code().exit()).isEqualTo(ExitCode.USAGE);
        assertThat(problem.next()).contains("--url").contains("DBM_URL").contains("[env.dev]");
    }

    @Test
    void theEmbeddedServerLivesUnderTheProject() {
        desk.file(".git/HEAD").toml("[env.dev]", "url = \"embedded\"").file("app/readme");

        assertThat(desk.readIn("app").target())
                .contains(new Settings.Target.Embedded(desk.folder.resolve(".dbm/embedded")));
        assertThat(desk.readIn("app").environment().suspicious()).isFalse();
    }

    @Test
    void anUnknownScratchIsRefusedWithTheNearestOne() {
        desk.options(CommandLine.NONE.withScratch("databse"));

        assertThat(desk.wrong())
                .containsExactly("BAD_OPTION - --scratch: \"databse\" is no scratch. Did you mean \"database\"?");
    }

    @Test
    void namesThatPostgresqlCannotKeepAreRefused() {
        desk.toml("schema = \"pg_temp\"", "schemas = [\"\"]", "table = \"" + "x".repeat(64) + "\"");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_SETTINGS dbm.toml:1 Not usable: the schema pg_temp is PostgreSQL's own. (line 1, column 1)",
                        "BAD_SETTINGS dbm.toml:2 Not usable: the name is empty. (line 2, column 1)",
                        "BAD_SETTINGS dbm.toml:3 Not usable: PostgreSQL cuts names after 63 bytes, and "
                                + "x".repeat(64) + " is longer. (line 3, column 1)");
    }

    @Test
    void everySettingIsListedWithItsOrigin() {
        desk.toml(
                        "env = \"test\"",
                        "lock_timeout = \"90s\"",
                        "[placeholders]",
                        "owner = \"app\"",
                        "[findings]",
                        "drop-column = \"error\"",
                        "[env.test]",
                        "url = \"postgres://ann:${SECRET}@localhost/shop?sslmode=require&sslpassword=hush\"",
                        "backup_dir = \"backups\"",
                        "after_migrate = [\"./smoke.sh\", [\"curl\", \"${SECRET}\"]]",
                        "[env.test.placeholders]",
                        "token = \"${SECRET}\"",
                        "[env.test.notify]",
                        "webhook = \"https://hooks.example.com/${SECRET}\"")
                .with("SECRET", "hush")
                .with("DBM_SCHEMA", "shop")
                .with("PGAPPNAME", "deploy")
                .options(CommandLine.NONE.withMigrations("sql"));

        assertThat(desk.read().origins())
                .map(setting -> setting.name() + " = " + setting.value() + " <- " + setting.source())
                .containsExactly(
                        "env = test <- dbm.toml line 1",
                        "config = dbm.toml <- found",
                        "url = postgres://ann@localhost:5432/shop <- dbm.toml [env.test] line 8",
                        "user = ann <- dbm.toml [env.test] line 8",
                        "password = **** <- dbm.toml [env.test] line 8",
                        "url.application_name = deploy <- PGAPPNAME",
                        "url.sslmode = require <- dbm.toml [env.test] line 8",
                        "url.sslpassword = **** <- dbm.toml [env.test] line 8",
                        "schema = shop <- DBM_SCHEMA",
                        "table = flyway_schema_history <- default",
                        "migrations = sql <- --migrations",
                        "scratch = auto <- default",
                        "placeholders.owner = **** <- dbm.toml [placeholders] line 4",
                        "placeholders.token = **** <- dbm.toml [env.test.placeholders] line 12",
                        "demands = test <- default",
                        "confirm = false <- default of test",
                        "backup = false <- default of test",
                        "destructive = warn <- default of test",
                        "drift = warn <- default of test",
                        "irreversible = allow <- default of test",
                        "lock_timeout = 90s <- dbm.toml line 2",
                        "statement_timeout = none <- default",
                        "lock_retries = 10 <- default",
                        "fixtures = true <- default of test",
                        "reset = true <- default of test",
                        "output = plain <- default of test",
                        "backup_dir = backups <- dbm.toml [env.test] line 9",
                        "backup_keep = all <- default",
                        "after_migrate = smoke.sh, curl <- dbm.toml [env.test] line 10",
                        "hook_timeout = 5min <- default",
                        "notify.webhook = **** <- dbm.toml [env.test.notify] line 14",
                        "terminate_blockers = false <- default",
                        "findings.drop-column = error <- dbm.toml [findings] line 6");
    }

    @Test
    void noPasswordIsInAnyText() {
        desk.toml(
                        "scratch = \"postgres://ann:hush@h/db\"",
                        "[placeholders]",
                        "p = \"hush\"",
                        "[env.dev]",
                        "url = \"postgres://ann:hush@localhost/db?sslpassword=hush\"",
                        "backup_command = [\"x\", \"hush\"]",
                        "[env.dev.notify]",
                        "webhook = \"https://h/hush\"",
                        "command = [\"x\", \"hush\"]")
                .options(CommandLine.NONE.withUrl("postgres://ann:hush@localhost/db?sslpassword=hush"));
        Settings settings = desk.read();

        assertThat(settings.toString()).doesNotContain("hush");
        assertThat(settings.environment().toString()).doesNotContain("hush");
        assertThat(settings.environment().notification().toString()).doesNotContain("hush");
        assertThat(settings.origins().toString()).doesNotContain("hush");
        assertThat(settings.target().toString()).doesNotContain("hush");
        assertThat(desk.options.toString()).doesNotContain("hush");
    }

    @Test
    void placeholdersOfTheEnvironmentGoBeforeTheTopAndFlywaysComeLast() {
        desk.file("flyway.conf", "flyway.placeholders.a=flyway", "flyway.placeholders.d=flyway")
                .with("FLYWAY_PLACEHOLDERS_E", "variable")
                .with("B", "b")
                .toml(
                        "[placeholders]",
                        "a = \"top\"",
                        "b = \"top\"",
                        "[env.dev.placeholders]",
                        "b = \"${B}!\"",
                        "c = 7");

        Settings settings = desk.read();

        assertThat(settings.placeholders().revealed())
                .isEqualTo(Map.of("a", "top", "b", "b!", "c", "7", "d", "flyway", "e", "variable"));
        assertThat(settings.placeholders().values().get("b").variable()).contains("B");
        assertThat(settings.placeholders().values().get("e").variable()).contains("FLYWAY_PLACEHOLDERS_E");
        assertThat(settings.placeholders().values().get("a").variable()).isEmpty();
    }

    @Test
    void aSettingFromAVariableOverridesTheNeedForTheVariableOfTheFile() {
        desk.toml("[env.dev]", "url = \"${ABSENT}\"", "password = \"${ABSENT}\"")
                .options(CommandLine.NONE.withUrl("postgres://localhost/db"));

        assertThat(desk.address().database()).isEqualTo("db");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        desk.toml("schema = 1", "nonsense = true", "[env.dev]", "url = \"mysql://h\"", "lock_timeout = \"5 apples\"")
                .options(CommandLine.NONE.withScratch("nowhere"));

        assertThat(desk.problems().stream().map(Problem::code).toList())
                .containsExactlyInAnyOrder(
                        ProblemCode.BAD_SETTINGS,
                        ProblemCode.UNKNOWN_SETTING,
                        ProblemCode.BAD_URL,
                        ProblemCode.BAD_SETTINGS,
                        ProblemCode.BAD_OPTION);
        assertThat(List.copyOf(desk.problems()))
                .allMatch(problem -> !problem.next().isBlank());
    }
}

package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Problem;
import dev.dbm.model.Severity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlywaySettingsTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(temporary);
    }

    @Test
    void aProjectWithFlywayConfNeedsNoOtherSettings() {
        desk.file(
                        "flyway.conf",
                        "# a comment",
                        "flyway.url = jdbc:postgresql://localhost:5433/shop",
                        "flyway.user=ann",
                        "flyway.password=${PASS}\\x",
                        "flyway.schemas=app, audit",
                        "flyway.defaultSchema=audit",
                        "flyway.locations=filesystem:db/sql",
                        "flyway.table=history",
                        "flyway.placeholders.owner=app_owner")
                .with("PASS", "hush");
        Settings settings = desk.read();

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5433/shop");
        assertThat(desk.address().password().orElseThrow().reveal()).isEqualTo("hush\\x");
        assertThat(settings.schema()).isEqualTo("audit");
        assertThat(settings.schemas()).containsExactly("audit", "app");
        assertThat(settings.migrations()).isEqualTo(desk.folder.resolve("db/sql"));
        assertThat(settings.historyTable()).isEqualTo("history");
        assertThat(settings.placeholders().revealed()).isEqualTo(Map.of("owner", "app_owner"));
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void flywayTomlNamesItsEnvironment() {
        desk.file(
                        "flyway.toml",
                        "[flyway]",
                        "environment = \"local\"",
                        "locations = [\"filesystem:sql\"]",
                        "defaultSchema = \"app\"",
                        "table = \"history\"",
                        "[flyway.placeholders]",
                        "owner = \"app_owner\"",
                        "[environments.local]",
                        "url = \"jdbc:postgresql://localhost/local\"",
                        "user = \"ann\"",
                        "password = \"${env.PASS}\"",
                        "schemas = [\"app\", \"audit\"]",
                        "[environments.default]",
                        "url = \"jdbc:postgresql://localhost/wrong\"")
                .with("PASS", "hush");
        Settings settings = desk.read();

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5432/local");
        assertThat(desk.address().password().orElseThrow().reveal()).isEqualTo("hush");
        assertThat(settings.schemas()).containsExactly("app", "audit");
        assertThat(settings.migrationsShown()).isEqualTo("sql");
        assertThat(settings.historyTable()).isEqualTo("history");
        assertThat(settings.placeholders().revealed()).isEqualTo(Map.of("owner", "app_owner"));
    }

    @Test
    void flywaysVariablesGoBeforeItsFiles() {
        desk.file("flyway.conf", "flyway.url=jdbc:postgresql://localhost/a", "flyway.user=file", "flyway.password=p")
                .with("FLYWAY_USER", "variable")
                .with("FLYWAY_LOCATIONS", "filesystem:elsewhere");

        assertThat(desk.origin("user")).isEqualTo("variable <- FLYWAY_USER");
        assertThat(desk.origin("migrations")).isEqualTo("elsewhere <- FLYWAY_LOCATIONS");
    }

    @Test
    void flywaysUserAndPasswordServeOnlyFlywaysUrl() {
        desk.with("FLYWAY_URL", "jdbc:postgresql://localhost/a")
                .with("FLYWAY_USER", "flyway")
                .with("FLYWAY_PASSWORD", "hush")
                .with("DATABASE_URL", "postgres://ann@localhost/b");

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5432/b");
        assertThat(desk.address().password()).isEmpty();
    }

    @Test
    void aFlywayUrlOfAnotherDatabaseIsRefused() {
        desk.file("flyway.conf", "flyway.url=jdbc:h2:mem:x");

        assertThat(desk.wrong())
                .containsExactly("BAD_URL flyway.conf The URL \"jdbc:h2:mem:x\" is not a PostgreSQL URL.");
    }

    @Test
    void settingsThatDbmDoesNotUseAreARemark() {
        desk.file("flyway.conf", "flyway.group=true", "flyway.cleanDisabled=false", "flyway.table=x");

        assertThat(desk.read().notes()).singleElement().satisfies(note -> {
            assertThat(note.severity()).isEqualTo(Severity.INFO);
            assertThat(note.script()).contains("flyway.conf");
            assertThat(note.message()).isEqualTo("dbm does not use these settings of Flyway's: cleanDisabled, group.");
        });
    }

    @Test
    void onlyOneFolderIsReadAndTheOthersAreAWarning() {
        desk.file("flyway.conf", "flyway.locations=classpath:db/migration,filesystem:a,filesystem:b,filesystem:c/**");
        Settings settings = desk.read();

        assertThat(settings.migrationsShown()).isEqualTo("a");
        assertThat(settings.notes())
                .map(Problem::message)
                .containsExactly("dbm reads one folder of migrations, and leaves these locations out:"
                        + " classpath:db/migration, filesystem:b, filesystem:c/**.");
        assertThat(settings.notes()).map(Problem::severity).containsExactly(Severity.WARNING);
    }

    @Test
    void locationsWithoutAFolderLeaveTheDefault() {
        desk.file("flyway.conf", "flyway.locations=classpath:db/migration");

        assertThat(desk.read().migrationsShown()).isEqualTo("migrations");
    }

    @Test
    void aFlywayTomlThatCannotBeReadIsAWarning() {
        desk.file("flyway.toml", "[flyway", "x").with("DBM_URL", "postgres://localhost/db");

        assertThat(desk.read().notes()).isNotEmpty().allMatch(note -> note.severity() == Severity.WARNING);
    }

    @Test
    void aValueThatDbmCannotResolveIsLeftOutWithAWarning() {
        desk.file(
                "flyway.toml",
                "[environments.default]",
                "url = \"jdbc:postgresql://localhost/a\"",
                "user = \"${env.ABSENT}\"",
                "password = \"${vault.secret/data}\"");

        assertThat(desk.read().notes())
                .map(Desk::show)
                .containsExactlyInAnyOrder(
                        "UNSET_VARIABLE flyway.toml:3 user is left out: the environment variable ABSENT is not set."
                                + " (line 3, column 1)",
                        "UNSET_VARIABLE flyway.toml:4 password is left out: dbm cannot resolve its ${...}. (line 4,"
                                + " column 1)");
        assertThat(desk.address().password()).isEmpty();
    }

    @Test
    void filesOfTheRepositorysRootServeItsFolders() {
        desk.file(".git/HEAD").file("app/x").file("flyway.conf", "flyway.locations=filesystem:sql");

        assertThat(desk.readIn("app").migrations()).isEqualTo(desk.folder.resolve("sql"));
        assertThat(desk.readIn("app").migrationsShown()).isEqualTo("../sql");
    }
}

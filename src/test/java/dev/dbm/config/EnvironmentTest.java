package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Demand;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Rule;
import dev.dbm.model.Severity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(temporary);
    }

    private Environment environment(String name) {
        return desk.options(CommandLine.NONE.withEnv(name)).read().environment();
    }

    @ParameterizedTest
    @CsvSource({
        "dev, false, false, WARN, WARN, ALLOW, false, true, false",
        "test, false, false, WARN, WARN, ALLOW, true, false, false",
        "prod, true, true, ASK, REFUSE, ASK, false, false, true",
        "other, true, true, ASK, REFUSE, ASK, false, false, true"
    })
    void anEnvironmentDemandsWhatTheManualSays(
            String name,
            boolean confirm,
            boolean backup,
            Demand destructive,
            Demand drift,
            Demand irreversible,
            boolean samples,
            boolean verbose,
            boolean production) {
        desk.toml("[env.other]");
        Environment environment = environment(name);

        assertThat(environment.name()).isEqualTo(name);
        assertThat(environment.confirm()).isEqualTo(confirm);
        assertThat(environment.backup()).isEqualTo(backup);
        assertThat(environment.destructive()).isEqualTo(destructive);
        assertThat(environment.drift()).isEqualTo(drift);
        assertThat(environment.irreversible()).isEqualTo(irreversible);
        assertThat(environment.fixtures()).isEqualTo(samples);
        assertThat(environment.reset()).isEqualTo(samples);
        assertThat(environment.verbose()).isEqualTo(verbose);
        assertThat(environment.production()).isEqualTo(production);
        assertThat(environment.lockTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(environment.statementTimeout()).isZero();
        assertThat(environment.lockRetries()).isEqualTo(10);
        assertThat(environment.backupKeep()).isZero();
    }

    @Test
    void eachDemandCanBeSetInItsTable() {
        desk.toml(
                "[env.test]",
                "confirm = true",
                "backup = true",
                "destructive = \"refuse\"",
                "drift = \"allow\"",
                "irreversible = \"ask\"",
                "lock_timeout = \"1s\"",
                "statement_timeout = \"1min\"",
                "lock_retries = 0",
                "fixtures = false",
                "reset = false",
                "output = \"verbose\"",
                "terminate_blockers = true",
                "throughput = \"200MB\"",
                "backup_keep = 3");
        Environment environment = environment("test");

        assertThat(environment.confirm()).isTrue();
        assertThat(environment.backup()).isTrue();
        assertThat(environment.destructive()).isEqualTo(Demand.REFUSE);
        assertThat(environment.drift()).isEqualTo(Demand.ALLOW);
        assertThat(environment.irreversible()).isEqualTo(Demand.ASK);
        assertThat(environment.lockTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(environment.statementTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(environment.lockRetries()).isZero();
        assertThat(environment.fixtures()).isFalse();
        assertThat(environment.reset()).isFalse();
        assertThat(environment.verbose()).isTrue();
        assertThat(environment.terminateBlockers()).isTrue();
        assertThat(environment.throughput()).hasValue(200L << 20);
        assertThat(environment.backupKeep()).isEqualTo(3);
    }

    @Test
    void likeCopiesTheDemandsOfAnotherEnvironmentButNotItsUrlAndHooks() {
        desk.toml(
                "lock_timeout = \"1s\"",
                "[env.prod]",
                "url = \"postgres://db.example.com/shop\"",
                "after_migrate = [\"smoke\"]",
                "drift = \"warn\"",
                "lock_timeout = \"2s\"",
                "[env.staging]",
                "like = \"prod\"",
                "confirm = false",
                "[env.review]",
                "like = \"test\"");

        Environment staging = environment("staging");
        assertThat(staging.drift()).isEqualTo(Demand.WARN);
        assertThat(staging.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(staging.confirm()).isFalse();
        assertThat(staging.backup()).isTrue();
        assertThat(staging.production()).isTrue();
        assertThat(staging.afterMigrate()).isEmpty();
        assertThat(desk.read().target()).isEmpty();
        assertThat(desk.origin("drift")).isEqualTo("warn <- dbm.toml [env.prod] line 5");
        assertThat(desk.origin("demands")).isEqualTo("prod <- dbm.toml [env.staging] line 8");

        Environment review = environment("review");
        assertThat(review.reset()).isTrue();
        assertThat(review.lockTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(review.production()).isFalse();
    }

    @Test
    void likeInACircleIsRefused() {
        desk.toml("[env.a]", "like = \"b\"", "[env.b]", "like = \"a\"");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_SETTINGS dbm.toml:4 like goes round in a circle: a, b, a. (line 4, column 1)",
                        "BAD_SETTINGS dbm.toml:2 like goes round in a circle: b, a, b. (line 2, column 1)");
    }

    @Test
    void likeAnUnknownEnvironmentIsRefused() {
        desk.toml("[env.a]", "like = \"prd\"");

        assertThat(desk.wrong())
                .containsExactly("UNKNOWN_ENVIRONMENT dbm.toml:2 like names the environment \"prd\", which does not"
                        + " exist. (line 2, column 1)");
        assertThat(desk.problems().get(0).next()).isEqualTo("name one of: prod, a, dev, test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "live"})
    void whereProdsDemandsHoldNothingMayBeResetOrFilledWithSamples(String name) {
        desk.toml("[env." + name + "]", "reset = true", "fixtures = true");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_SETTINGS dbm.toml:3 fixtures = true is never allowed where prod's demands hold. (line 3,"
                                + " column 1)",
                        "BAD_SETTINGS dbm.toml:2 reset = true is never allowed where prod's demands hold. (line 2,"
                                + " column 1)");
    }

    @Test
    void anEnvironmentLikeTestMayBeReset() {
        desk.toml("[env.ci]", "like = \"test\"", "reset = true");

        assertThat(environment("ci").reset()).isTrue();
    }

    @Test
    void rulesOfTheEnvironmentGoBeforeThoseOfTheTop() {
        desk.toml(
                "[findings]",
                "drop-table = \"error\"",
                "drop-column = \"warning\"",
                "truncate = \"info\"",
                "large_tables = [\"public.orders\"]",
                "[env.dev.findings]",
                "drop-column = \"off\"",
                "json-column = \"error\"");

        assertThat(environment("dev").rules())
                .isEqualTo(Map.of(
                        Rule.DROP_TABLE, Rule.Level.ERROR,
                        Rule.DROP_COLUMN, Rule.Level.OFF,
                        Rule.TRUNCATE, Rule.Level.INFO,
                        Rule.JSON_COLUMN, Rule.Level.ERROR));
        assertThat(environment("dev").largeTables()).containsExactly("public.orders");
    }

    @Test
    void noticesOfTheEnvironmentGoBeforeThoseOfTheTop() {
        desk.toml(
                "[notify]",
                "webhook = \"https://a.example.com\"",
                "report = \"full\"",
                "[env.dev.notify]",
                "webhook = \"https://b.example.com\"");
        Environment.Notify notification = environment("dev").notification();

        assertThat(notification.webhook().orElseThrow().reveal()).isEqualTo("https://b.example.com");
        assertThat(notification.fullReport()).isTrue();
        assertThat(notification.command()).isEmpty();
    }

    @Test
    void aMistakeInAnotherEnvironmentIsFoundToo() {
        desk.toml("[env.dev]", "[env.prod]", "drift = \"refused\"");

        assertThat(desk.wrong())
                .containsExactly("BAD_SETTINGS dbm.toml:3 drift = \"refused\" is not one of its values. Did you mean"
                        + " \"refuse\"? (line 3, column 1)");
        assertThat(desk.problems().get(0).next()).isEqualTo("write one of: allow, warn, ask, refuse");
    }

    @Test
    void aUrlFromElsewhereToAnotherMachineBringsProdsDemands() {
        desk.toml("env = \"test\"", "[env.prod]", "lock_timeout = \"3s\"", "[env.test]", "reset = true")
                .with("DATABASE_URL", "postgres://ann:hush@db.example.com/shop");
        Settings settings = desk.read();
        Environment environment = settings.environment();

        assertThat(environment.name()).isEqualTo("test");
        assertThat(environment.suspicious()).isTrue();
        assertThat(environment.production()).isTrue();
        assertThat(environment.confirm()).isTrue();
        assertThat(environment.reset()).isFalse();
        assertThat(environment.lockTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.notes()).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo(ProblemCode.PRODUCTION_ASSUMED);
            assertThat(note.severity()).isEqualTo(Severity.INFO);
            assertThat(note.message())
                    .isEqualTo(
                            "Nobody named an environment, and the URL from DATABASE_URL leads to db.example.com, which"
                                    + " is not this machine: prod's demands hold.");
            assertThat(note.next()).contains("--env").contains("[env.test]");
        });
        assertThat(desk.origin("demands")).isEqualTo("prod <- the URL is not from [env.test]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://localhost/db",
                "postgres://LOCALHOST/db",
                "postgres://127.0.0.1/db",
                "postgres://127.9.8.7:5433/db",
                "postgres://[::1]/db",
                "postgres://[0:0:0:0:0:0:0:1]/db",
                "postgres://localhost,127.0.0.1/db",
                "postgres:///db",
                "embedded"
            })
    void aUrlToThisMachineIsNotSuspicious(String url) {
        assertThat(desk.with("DBM_URL", url).read().environment().suspicious()).isFalse();
    }

    @Test
    void aUrlToThisMachinesOwnNameIsNotSuspicious() throws UnknownHostException {
        desk.with("DBM_URL", "postgres://" + InetAddress.getLocalHost().getHostName() + "/db");

        assertThat(desk.read().environment().suspicious()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://db/shop",
                "postgres://10.0.0.1/shop",
                "postgres://[2001:db8::1]/shop",
                "postgres://localhost,db/shop",
                "postgres://127.0.0.1.example.com/shop"
            })
    void aUrlToAnotherMachineIsSuspicious(String url) {
        assertThat(desk.with("DBM_URL", url).read().environment().suspicious()).isTrue();
    }

    @Test
    void aUrlAtTheTopOfTheFileIsFromOutsideTheEnvironmentsTable() {
        desk.toml("url = \"postgres://db.example.com/shop\"");

        assertThat(desk.read().environment().suspicious()).isTrue();
    }

    @Test
    void aUrlOfTheEnvironmentsOwnTableIsNotSuspicious() {
        desk.toml("[env.dev]", "url = \"${DATABASE_URL}\"").with("DATABASE_URL", "postgres://db.example.com/shop");

        assertThat(desk.read().environment().suspicious()).isFalse();
        assertThat(desk.read().environment().production()).isFalse();
    }

    @Test
    void anEnvironmentThatSomebodyNamedIsNotSuspicious() {
        desk.with("DATABASE_URL", "postgres://db.example.com/shop");

        assertThat(environment("dev").suspicious()).isFalse();
        desk.options(CommandLine.NONE).with("DBM_ENV", "dev");
        assertThat(desk.read().environment().suspicious()).isFalse();
    }

    @Test
    void libpqsVariablesAndFlywaysFilesAreOutsideTheTableToo() {
        desk.file("flyway.conf", "flyway.url=jdbc:postgresql://db.example.com/shop");
        assertThat(desk.read().environment().suspicious()).isTrue();
        desk.with("PGHOST", "db.example.com");
        assertThat(desk.read().environment().suspicious()).isTrue();
    }
}

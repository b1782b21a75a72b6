package dev.dbm.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibpqTest {
    @TempDir
    Path temporary;

    private Desk desk;

    @BeforeEach
    void desk() {
        desk = new Desk(temporary);
    }

    private void passwordFile(String name, String permissions, String... lines) throws IOException {
        desk.file(name, lines);
        Files.setPosixFilePermissions(desk.folder.resolve(name), PosixFilePermissions.fromString(permissions));
    }

    private String password() {
        return desk.address().password().map(secret -> secret.reveal()).orElse("none");
    }

    @Test
    void libpqsVariablesAreReadUnderTheDriversNames() {
        desk.with("PGHOST", "localhost")
                .with("PGPORT", "5433")
                .with("PGDATABASE", "shop")
                .with("PGUSER", "ann")
                .with("PGPASSWORD", "hush")
                .with("PGSSLMODE", "verify-full")
                .with("PGSSLROOTCERT", "/root.crt")
                .with("PGSSLCERT", "/my.crt")
                .with("PGSSLKEY", "/my.key")
                .with("PGAPPNAME", "deploy")
                .with("PGOPTIONS", "-c work_mem=8MB")
                .with("PGCONNECT_TIMEOUT", "3")
                .with("PGTARGETSESSIONATTRS", "primary");
        DatabaseAddress address = desk.address();

        assertThat(address.display()).isEqualTo("postgres://ann@localhost:5433/shop");
        assertThat(password()).isEqualTo("hush");
        assertThat(address.parameters())
                .isEqualTo(Map.of(
                        "sslmode", "verify-full",
                        "sslrootcert", "/root.crt",
                        "sslcert", "/my.crt",
                        "sslkey", "/my.key",
                        "ApplicationName", "deploy",
                        "options", "-c work_mem=8MB",
                        "connectTimeout", "3",
                        "targetServerType", "primary"));
        assertThat(desk.origin("url")).isEqualTo("postgres://ann@localhost:5433/shop <- PGHOST");
        assertThat(desk.origin("password")).isEqualTo("**** <- PGPASSWORD");
    }

    @Test
    void variablesThatNameNoServerAndNoDatabaseAreNoTarget() {
        desk.with("PGUSER", "ann")
                .with("PGPORT", "5433")
                .with("PGPASSWORD", "hush")
                .with("PGSSLMODE", "require");

        assertThat(desk.read().target()).isEmpty();
    }

    @Test
    void variablesFillWhatAUrlLeavesOpenAsInPsql() {
        desk.with("DBM_URL", "postgres://localhost/shop")
                .with("PGUSER", "ann")
                .with("PGPASSWORD", "hush")
                .with("PGPORT", "5433")
                .with("PGDATABASE", "other")
                .with("PGSSLMODE", "require");

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5433/shop");
        assertThat(desk.address().parameters()).isEqualTo(Map.of("sslmode", "require"));
        assertThat(password()).isEqualTo("hush");
    }

    @Test
    void aJdbcUrlTakesOnlyUserAndPasswordFromTheVariables() {
        desk.with("DBM_URL", "jdbc:postgresql://localhost/shop")
                .with("PGUSER", "ann")
                .with("PGPASSWORD", "hush")
                .with("PGPORT", "5433")
                .with("PGSSLMODE", "require");

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5432/shop");
        assertThat(desk.address().parameters()).isEmpty();
    }

    @Test
    void aBadVariableIsNamed() {
        desk.with("PGHOST", "localhost").with("PGSSLMODE", "on").with("PGPORT", "x");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_URL - PGSSLMODE: sslmode must be one of disable, allow, prefer, require, verify-ca,"
                                + " verify-full.",
                        "BAD_URL - PGPORT: the port is not a number from 1 to 65535.");
    }

    @Test
    void aSocketInPghostIsRefused() {
        desk.with("PGHOST", "/var/run/postgresql");

        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_URL - PGHOST: the host /var/run/postgresql is a Unix socket, and PostgreSQL's JDBC"
                                + " driver speaks TCP only.");
        assertThat(desk.problems().get(0).next()).contains("localhost");
    }

    @Test
    void aKeywordThatTheDriverLacksIsRemarkedOn() {
        desk.with("DBM_URL", "postgres://localhost/shop?keepalives_idle=5");

        assertThat(desk.read().notes())
                .map(Problem::message)
                .containsExactly(
                        "DBM_URL: keepalives_idle has no effect; PostgreSQL's JDBC driver has nothing like it.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        localhost:5432:shop:ann:hush        | hush
        *:*:*:*:hush                        | hush
        *:*:*:*:hu:sh                       | hu:sh
        *:*:*:*:hu\\:sh\\\\                 | hu:sh\\
        # *:*:*:*:hush                      | none
        localhost:5433:shop:ann:hush        | none
        other:5432:shop:ann:hush            | none
        localhost:5432:other:ann:hush       | none
        localhost:5432:shop:bob:hush        | none
        localhost:5432                      | none
        l\\ocalhost:5432:shop:ann:hush      | hush
        """)
    void thePasswordFileIsReadAsLibpqReadsIt(String line, String password) throws IOException {
        passwordFile("home/.pgpass", "rw-------", line);
        desk.with("DBM_URL", "postgres://ann@localhost/shop");

        assertThat(password()).isEqualTo(password);
    }

    @Test
    void theFirstMatchingLineOfThePasswordFileCounts() throws IOException {
        passwordFile("home/.pgpass", "rw-------", "", "other:*:*:*:a", "localhost:*:*:*:b", "*:*:*:*:c");
        desk.with("DBM_URL", "postgres://ann@localhost/shop");

        assertThat(password()).isEqualTo("b");
        assertThat(desk.origin("password")).isEqualTo("**** <- ~/.pgpass line 3");
    }

    @Test
    void aPasswordThatIsSaidGoesBeforeThePasswordFile() throws IOException {
        passwordFile("home/.pgpass", "rw-------", "*:*:*:*:file");
        desk.with("DBM_URL", "postgres://ann@localhost/shop").with("DBM_PASSWORD", "said");

        assertThat(password()).isEqualTo("said");
    }

    @Test
    void aPasswordFileThatIsNamedTakesThePlaceOfTheUsers() throws IOException {
        passwordFile("home/.pgpass", "rw-------", "*:*:*:*:home");
        passwordFile("pass", "rw-------", "*:*:*:*:named");
        passwordFile("pass2", "rw-------", "*:*:*:*:url");
        desk.with("PGPASSFILE", desk.folder.resolve("pass").toString());
        assertThat(desk.with("DBM_URL", "postgres://ann@localhost/shop").read().target())
                .isPresent();
        assertThat(password()).isEqualTo("named");

        desk.with("DBM_URL", "postgres://ann@localhost/shop?passfile=" + desk.folder.resolve("pass2"));
        assertThat(password()).isEqualTo("url");
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----", "rw----r--", "rw-rw-rw-"})
    void aPasswordFileThatIsOpenToOthersIsNotRead(String permissions) throws IOException {
        passwordFile("home/.pgpass", permissions, "*:*:*:*:hush");
        desk.with("DBM_URL", "postgres://ann@localhost/shop");

        assertThat(password()).isEqualTo("none");
        assertThat(desk.read().notes()).singleElement().satisfies(note -> {
            assertThat(note.severity()).isEqualTo(Severity.WARNING);
            assertThat(note.code()).isEqualTo(ProblemCode.BAD_SETTINGS);
            assertThat(note.next()).isEqualTo("chmod 0600 ~/.pgpass");
        });
    }

    @Test
    void aServiceIsReadFromTheUsersFileThenFromTheSystems() {
        desk.with("PGSERVICE", "shop").file("sysconf/pg_service.conf", "[shop]", "host=localhost", "dbname=system");
        assertThat(desk.address().database()).isEqualTo("system");
        assertThat(desk.origin("url")).endsWith("<- PGSERVICE");
        desk.file(
                "home/.pg_service.conf",
                "# ours",
                "[other]",
                "host=other",
                "[shop]",
                "host = localhost",
                "port=5433",
                "dbname=users",
                "user=ann",
                "password=hush",
                "sslmode=require",
                "[shop]",
                "dbname=second");

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5433/users");
        assertThat(password()).isEqualTo("hush");
        assertThat(desk.address().parameters()).isEqualTo(Map.of("sslmode", "require"));
        assertThat(desk.origin("user"))
                .isEqualTo("ann <- " + desk.folder.resolve("home/.pg_service.conf") + " [shop] line 8");
    }

    @Test
    void aUrlMayNameAServiceAndKeepsItsOwnParts() {
        desk.file("services", "[shop]", "host=localhost", "dbname=service", "user=ann")
                .with("PGSERVICEFILE", desk.folder.resolve("services").toString())
                .with("PGUSER", "bob")
                .with("DBM_URL", "postgres:///mine?service=shop");

        assertThat(desk.address().display()).isEqualTo("postgres://ann@localhost:5432/mine");
    }

    @Test
    void aServiceThatDoesNotExistIsRefused() {
        desk.with("PGSERVICE", "shop").file("home/.pg_service.conf", "[other]");

        assertThat(desk.wrong())
                .singleElement()
                .asString()
                .startsWith("BAD_URL - PGSERVICE: There is no service \"shop\" in ");
    }

    @Test
    void aBadLineOfAServiceIsRefusedWithItsPlace() {
        String file = desk.folder.resolve("home/.pg_service.conf").toString();
        desk.with("PGSERVICE", "shop").file("home/.pg_service.conf", "[shop]", "hots=x");
        assertThat(desk.wrong())
                .containsExactly(
                        "BAD_SETTINGS " + file + ":2 \"hots\" is no connection keyword. Did you mean \"host\"?");

        desk.file("home/.pg_service.conf", "[shop]", "", "host");
        assertThat(desk.wrong())
                .containsExactly("BAD_SETTINGS " + file + ":3 This line of the service shop is not keyword=value.");
    }
}

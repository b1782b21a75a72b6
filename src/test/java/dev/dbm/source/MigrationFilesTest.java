package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Severity;
import dev.dbm.model.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationFilesTest {
    private static final String CREATE = "CREATE TABLE a (b int);\n";
    private static final String DROP = "DROP TABLE a;\n";

    @TempDir
    private Path folder;

    @Test
    void pairsComeInTheOrderOfTheirVersions() throws IOException {
        for (String version : List.of("10", "9", "1_10", "1.9", "00000000000000000002", "99999999999999999999")) {
            pair(version, "x");
        }
        assertThat(read().problems()).isEmpty();
        assertThat(read().versioned())
                .extracting(migration -> migration.version().text())
                .containsExactly("1.9", "1.10", "00000000000000000002", "9", "10", "99999999999999999999");
    }

    @Test
    void aFolderIsReadWithAllItsKindsOfFiles() throws IOException {
        pair("1", "àdd_the users");
        pair("sub/deeper/", "2", "b");
        write("R__b_view.sql", "CREATE OR REPLACE VIEW b AS SELECT 1;");
        write("R__a_view.sql", "CREATE OR REPLACE VIEW c AS SELECT 1;");
        write("fixtures/F1__users.sql", "INSERT INTO a VALUES (1);");
        write("fixtures/F1.0__more.sql", "INSERT INTO a VALUES (2);");
        write("checks/no_orphans.sql", "SELECT 1 WHERE false;");
        write("checks/V_is_a_letter.sql", "SELECT 1 WHERE false;");
        write("V1__àdd_the users.sql.conf", "executeInTransaction=true");
        for (String ignored :
                List.of("README.md", "dbm.toml", "MANIFEST.json", "flyway.conf", ".hidden/V9__x.sql", ".V9__x.sql")) {
            write(ignored, "nothing");
        }
        Migrations migrations = read();
        assertThat(migrations.problems()).isEmpty();
        assertThat(migrations.versioned()).extracting(Migration::description).containsExactly("àdd the users", "b");
        Script deep = migrations.versioned().get(1).forward();
        assertThat(deep.fileName()).isEqualTo("sub/deeper/V2__b.sql");
        assertThat(deep.path()).isEqualTo("migrations/sub/deeper/V2__b.sql");
        assertThat(migrations
                        .find(Version.of("1"))
                        .orElseThrow()
                        .forward()
                        .config()
                        .executeInTransaction())
                .contains(true);
        assertThat(migrations.repeatables()).extracting(Script::description).containsExactly("a view", "b view");
        assertThat(migrations.fixtures().get(Version.of("1"))).hasSize(2);
        assertThat(migrations.checks()).extracting(Script::description).containsExactly("V_is_a_letter", "no_orphans");
    }

    @Test
    void aMissingFolderIsSaidWithTheNextMove() {
        assertThatThrownBy(() -> MigrationFiles.read(folder.resolve("none"), "none"))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problems()).singleElement().satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo(ProblemCode.NO_MIGRATIONS_FOLDER);
                        assertThat(problem.next()).contains("dbm make").contains("--migrations");
                    });
                });
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        write("file", "");
        assertThatThrownBy(() -> MigrationFiles.read(folder.resolve("file"), "file"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("file is not a folder.");
    }

    @Test
    void anEmptyFolderIsARemark() {
        assertThat(read().problems()).singleElement().satisfies(problem -> assertThat(problem.severity())
                .isEqualTo(Severity.INFO));
    }

    @Test
    void aLinkThatLeadsBackUpIsNotFollowedForEver() throws IOException {
        pair("sub/", "1", "a");
        Files.createSymbolicLink(folder.resolve("sub/up"), folder);
        assertThat(read().versioned()).hasSize(1);
    }

    // names

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "V12_add.sql|rename it to V12__add.sql",
                "V12-add.sql|rename it to V12__add.sql",
                "V1.2_add_it.sql|rename it to V1.2__add_it.sql",
                "v12__x.SQL|rename it to V12__x.sql",
                "V1__x.SQL|rename it to V1__x.sql",
                "u1__x.sql|rename it to U1__x.sql",
                "U1_x.sql|rename it to U1__x.sql",
                "V__x.sql|rename it to V<version>__<description>.sql",
                "V1a__x.sql|rename it to V<version>__<description>.sql",
                "V1.__x.sql|rename it to V1__x.sql",
                "Vone__x.sql|rename it to V<version>__<description>.sql",
                "R_x.sql|rename it to R__x.sql",
                "R1__x.sql|rename it to R__<description>.sql",
                "B1__x.sql|make it a V migration, or adopt the database with dbm migrate --fake",
                "F1__x.sql|move it to fixtures/F1__x.sql",
                "fixtures/V1__x.sql|move the file out of fixtures/, or rename it",
                "checks/V1__x.sql|move the file out of checks/, or rename it"
            })
    void whatLooksLikeAMigrationAndIsNoneIsAnError(String name, String next) throws IOException {
        pair("7", "good");
        write(name, CREATE);
        assertThat(read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_NAME);
            assertThat(problem.severity()).isEqualTo(Severity.ERROR);
            assertThat(problem.script()).contains("migrations/" + name);
            assertThat(problem.next()).isEqualTo(next);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "V1__x.sql.txt, WARNING",
        "V1__x.sql.bak, WARNING",
        "afterMigrate.sql, WARNING",
        "beforeEachMigrate__x.sql, WARNING",
        "20260105_add.sql, WARNING",
        "schema.sql, INFO",
        "aftermath.sql, INFO"
    })
    void otherFilesOfSqlAreNotLeftOutSilently(String name, Severity severity) throws IOException {
        pair("7", "good");
        write(name, CREATE);
        assertThat(read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_NAME);
            assertThat(problem.severity()).isEqualTo(severity);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V1__a.sql",
                "V1_2.3__a_b__c.sql",
                "V1.sql",
                "V1__.sql",
                "V1___a.sql",
                "R__a_b.sql",
                "V20260105093000__ä ö.sql",
                "V123456789012345678901234567890__x.sql"
            })
    void namesAreTakenApartAsFlywayDoes(String name) {
        var flyway = new ResourceNameParser(new ClassicConfiguration()).parse(name);
        ScriptName ours = ScriptName.of(name).orElseThrow();
        assertThat(flyway.isValid()).isTrue();
        assertThat(ours.description()).isEqualTo(flyway.getDescription());
        assertThat(ours.version().map(Version::text).orElse(null))
                .isEqualTo(
                        flyway.getVersion() == null ? null : flyway.getVersion().getVersion());
    }

    // what belongs together

    @ParameterizedTest
    @CsvSource({"1.0", "01", "1_0_0"})
    void twoScriptsOfOneVersionAreAnErrorThatNamesBoth(String twin) throws IOException {
        pair("1", "a");
        write("V" + twin + "__b.sql", CREATE);
        assertThat(read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.DUPLICATE_VERSION);
            assertThat(problem.script().orElseThrow() + problem.message())
                    .contains("migrations/V1__a.sql")
                    .contains("migrations/V" + twin + "__b.sql");
        });
        assertThat(read().versioned()).hasSize(1);
    }

    @Test
    void twoUndosOfOneVersionAreAnErrorToo() throws IOException {
        pair("1", "a");
        write("sub/U1.0__a.sql", DROP);
        assertThat(codes()).containsExactly(ProblemCode.DUPLICATE_VERSION);
    }

    @Test
    void twoRepeatablesOfOneDescriptionAreAnError() throws IOException {
        write("R__a_b.sql", CREATE);
        write("R__a b.sql", CREATE);
        assertThat(codes()).containsExactly(ProblemCode.DUPLICATE_REPEATABLE);
    }

    @Test
    void aMissingUndoIsAnErrorThatNamesTheFileToWrite() throws IOException {
        write("sub/V1__a.sql", CREATE);
        assertThat(read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNDO_MISSING);
            assertThat(problem.next()).contains("migrations/sub/U1__a.sql").contains("-- dbm:irreversible <reason>");
        });
        assertThat(read().versioned().get(0).undo()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "-- nothing\n/* at all */ ;;", "BEGIN; COMMIT;"})
    void anUndoWithoutStatementIsAnError(String undo) throws IOException {
        write("V1__a.sql", "UPDATE a SET b = 1 WHERE false;");
        write("U1__a.sql", undo);
        assertThat(read().problems())
                .filteredOn(Problem::isError)
                .extracting(Problem::code)
                .containsExactly(ProblemCode.UNDO_EMPTY);
    }

    @Test
    void aDeclaredOneWayIsAnUndo() throws IOException {
        write("V1__a.sql", CREATE);
        write("U1__a.sql", "-- dbm:irreversible no way back\n");
        assertThat(read().problems()).isEmpty();
        assertThat(read().versioned().get(0).irreversible()).contains("no way back");
    }

    @Test
    void aOneWayWithoutReasonIsOneErrorNotTwo() throws IOException {
        write("V1__a.sql", CREATE);
        write("U1__a.sql", "-- dbm:irreversible\n");
        assertThat(codes()).containsExactly(ProblemCode.DIRECTIVE_WITHOUT_REASON);
    }

    @Test
    void whatChangesNothingNeedsNoUndo() throws IOException {
        write("V1__a.sql", "-- retired\nSELECT 1; SET work_mem = '1MB';");
        write("V2__a.sql", "SELECT 1;");
        write("U2__a.sql", "-- nothing");
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void anUndoWithoutForwardIsAnError() throws IOException {
        write("U1__a.sql", DROP);
        assertThat(codes()).containsExactly(ProblemCode.UNDO_WITHOUT_FORWARD);
    }

    @Test
    void aFixtureWithoutForwardIsAnError() throws IOException {
        pair("1", "a");
        write("fixtures/F2__a.sql", "INSERT INTO a VALUES (1);");
        assertThat(codes()).containsExactly(ProblemCode.FIXTURE_WITHOUT_FORWARD);
    }

    @Test
    void descriptionsThatDifferAreARemark() throws IOException {
        write("V1__a.sql", CREATE);
        write("U1__undo_a.sql", DROP);
        assertThat(read().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.DESCRIPTION_DIFFERS);
            assertThat(problem.severity()).isEqualTo(Severity.INFO);
        });
        assertThat(read().versioned().get(0).undo()).isPresent();
    }

    @Test
    void aConfWithoutItsScriptIsAnError() throws IOException {
        pair("1", "a");
        write("V1__b.sql.conf", "executeInTransaction=false");
        assertThat(codes()).containsExactly(ProblemCode.BAD_SCRIPT_CONFIG);
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndKeepsItsPlace() throws IOException {
        Files.createDirectory(folder.resolve("V1__a.sql"));
        write("U1__a.sql", DROP);
        assertThat(codes()).containsExactly(ProblemCode.UNREADABLE_FILE);
    }

    @Test
    void theProblemsOfAllFilesAreToldAtOnce() throws IOException {
        write("V1__a.sql", "\\i a.sql\nSELECT '");
        write("U1__a.sql", "COMMIT;\n-- dbm:nonsense");
        write("V2__a.sql", CREATE);
        write("V3_a.sql", CREATE);
        write("R__a.sql", "DROP TABLE flyway_schema_history;");
        Files.write(folder.resolve("V4__a.sql"), "SELECT 'é'".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(codes())
                .containsExactlyInAnyOrder(
                        ProblemCode.BACKSLASH_COMMAND,
                        ProblemCode.UNTERMINATED,
                        ProblemCode.TRANSACTION_CONTROL,
                        ProblemCode.UNKNOWN_DIRECTIVE,
                        ProblemCode.UNDO_MISSING,
                        ProblemCode.MALFORMED_NAME,
                        ProblemCode.NAMES_HISTORY,
                        ProblemCode.NOT_UTF8);
    }

    private Migrations read() {
        return MigrationFiles.read(folder, "migrations");
    }

    private List<ProblemCode> codes() {
        return read().problems().stream().map(Problem::code).toList();
    }

    private void pair(String version, String description) throws IOException {
        pair("", version, description);
    }

    private void pair(String in, String version, String description) throws IOException {
        write(in + "V" + version + "__" + description + ".sql", CREATE);
        write(in + "U" + version + "__" + description + ".sql", DROP);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

package dev.dbm.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.Version;
import dev.dbm.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairWriterTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:30:00.9Z");

    @TempDir
    Path folder;

    @Test
    void thePairIsWrittenAndNamed() throws IOException {
        assertThat(PairWriter.make(folder, "migrations", "add role to users", existing(), NOW, false))
                .containsExactly(
                        "migrations/V20260105093000__add_role_to_users.sql",
                        "migrations/U20260105093000__add_role_to_users.sql");
        Golden.check("authoring/V.sql", Files.readString(folder.resolve("V20260105093000__add_role_to_users.sql")));
        Golden.check("authoring/U.sql", Files.readString(folder.resolve("U20260105093000__add_role_to_users.sql")));
    }

    @Test
    void theFolderIsMadeWhereItDoesNotExist() {
        PairWriter.make(folder.resolve("a/b"), "a/b", "x", existing(), NOW, false);
        assertThat(folder.resolve("a/b/V20260105093000__x.sql")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "3.1, 20260105093000",
        "20260105092959, 20260105093000",
        "20260105093000, 20260105093001",
        "20260105093000.5, 20260105093001",
        "20271231235959, 20280101000000",
        "99999999999999, 100000000000000",
        "123456789012345678901234567890, 123456789012345678901234567891"
    })
    void theVersionIsAlwaysAboveTheHighest(String highest, String next) {
        assertThat(PairWriter.make(folder, "m", "x", existing("1", highest), NOW, false))
                .first()
                .isEqualTo("m/V" + next + "__x.sql");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "add role to users | add_role_to_users",
                "  add   role  | add_role",
                "add index on users(email) | add_index_on_users_email",
                "don't panic! | dont_panic",
                "größe ändern 表 | größe_ändern_表",
                "../../etc/passwd | etc_passwd",
                "a__b | a_b",
            })
    void theTextBecomesAName(String text, String name) {
        assertThat(PairWriter.description(text)).isEqualTo(name);
    }

    @Test
    void decomposedLettersAreComposed() {
        assertThat(PairWriter.description("a\u0308ndern")).isEqualTo("ändern");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "!?", "\u0000", "___"})
    void aTextWithoutALetterMakesNoName(String text) {
        assertProblem(text, ProblemCode.BAD_OPTION);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aTextThatIsTooLongForAFileNameIsRefused() {
        assertProblem("x".repeat(201), ProblemCode.BAD_OPTION);
    }

    @Test
    void aFileIsNeverOverwrittenAndNoHalfPairStays() throws IOException {
        Path undo = Files.writeString(folder.resolve("U20260105093000__x.sql"), "mine");
        assertProblem("x", ProblemCode.OUTPUT_UNWRITABLE);
        assertThat(Files.readString(undo)).isEqualTo("mine");
        assertThat(folder.resolve("V20260105093000__x.sql")).doesNotExist();
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> PairWriter.make(file, "file", "x", existing(), NOW, false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.OUTPUT_UNWRITABLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\nDROP TABLE users;",
                "x\rDROP TABLE users;",
                "x\u2028DROP TABLE users;",
                "dbm:irreversible because",
                "use ${owner}",
                "drop table users",
                "rename users to people"
            })
    void whateverTheTextIsTheScriptsAreCommentsWithoutDirectives(String text) throws IOException {
        List<String> files = PairWriter.make(folder, "m", text, existing(), NOW, false);
        for (String file : files) {
            String script = Files.readString(folder.resolve(file.substring(2)));
            assertThat(script.split("\\R")).allMatch(line -> line.isEmpty() || line.startsWith("--"));
            assertThat(script.lines()).noneMatch(line -> line.matches("--\\s*dbm:.*"));
            assertThat(script).doesNotContain("${");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add role to users | ALTER TABLE users ADD COLUMN role text; | ALTER TABLE users DROP COLUMN role;",
                "Create table orders | CREATE TABLE orders ( | DROP TABLE orders;",
                "add index on users(email) | CREATE INDEX users_email_idx ON users (email); | DROP INDEX users_email_idx;",
                "add index on users | CREATE INDEX users_email_idx ON users (email); | DROP INDEX users_email_idx;",
                "drop table legacy | DROP TABLE legacy; | CREATE TABLE legacy (...);",
                "drop index a_idx | DROP INDEX a_idx; | CREATE INDEX a_idx ON ...;",
                "remove nick from users | DROP COLUMN nick; | ALTER TABLE users ADD COLUMN nick text;",
                "rename column nick to name in users | RENAME COLUMN nick TO name; | RENAME COLUMN name TO nick;",
                "rename column nick on users to name | RENAME COLUMN nick TO name; | RENAME COLUMN name TO nick;",
                "rename users to people | ALTER TABLE users RENAME TO people; | ALTER TABLE people RENAME TO users;",
                "create view totals | CREATE VIEW totals AS | DROP VIEW totals;",
                "tidy up | ALTER TABLE users ADD COLUMN role | DROP COLUMN role;",
            })
    void theExampleFitsTheWords(String text, String forward, String undo) {
        Example example = Example.of(text, false);
        assertThat(example.forward()).contains(forward);
        assertThat(example.undo()).contains(undo);
    }

    @Test
    void aDataMigrationKeepsWhatItOverwrites() {
        assertThat(Example.of("add role to users", true).forward()).contains("CREATE TABLE", "UPDATE");
    }

    private void assertProblem(String text, ProblemCode code) {
        assertThatThrownBy(() -> PairWriter.make(folder, "m", text, existing(), NOW, false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(code));
    }

    private static Migrations existing(String... versions) {
        List<Migration> pairs = Stream.of(versions)
                .map(version -> new Migration(Version.of(version), script(version), Optional.empty()))
                .toList();
        return new Migrations("m", pairs, List.of(), Map.of(), List.of(), List.of());
    }

    private static Script script(String version) {
        String name = "V" + version + "__old.sql";
        return new Script(
                Script.Kind.FORWARD,
                "m/" + name,
                name,
                "old",
                "",
                0,
                ScriptConfig.NONE,
                List.of(),
                new Script.Traits(0, false, false, List.of(), List.of()));
    }
}

package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Directive;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Severity;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptReaderTest {
    private final ScriptReader reader = new ScriptReader("flyway_schema_history");
    private final List<Problem> problems = new ArrayList<>();

    @Test
    void aScriptIsReadWithAllThatItsTextTells() {
        Script script =
                read(Script.Kind.FORWARD, "\uFEFFCREATE TABLE Shop.a ();\r\nALTER SYSTEM RESET work_mem;", null);
        assertThat(problems).singleElement().extracting(Problem::code).isEqualTo(ProblemCode.NEEDS_NO_TRANSACTION);
        assertThat(script.sql()).startsWith("CREATE");
        assertThat(script.fileName()).isEqualTo("sub/V1__à_b.sql");
        assertThat(script.description()).isEqualTo("à b");
        assertThat(script.checksum()).isEqualTo(FlywayChecksum.of(script.sql()));
        assertThat(script.traits().statements()).isEqualTo(2);
        assertThat(script.traits().changes()).isTrue();
        assertThat(script.traits().clusterWide()).containsExactly(new Script.Mention(2, "ALTER SYSTEM"));
        assertThat(script.traits().schemas()).containsExactly(new Script.Mention(1, "shop"));
        assertThat(script.transactional()).isTrue();
    }

    // directives

    @Test
    void directivesAreReadWithTheirReasons() {
        Script script = read(
                Script.Kind.UNDO,
                """
                -- dbm:irreversible the rows are gone
                  --dbm:allow drop-table nobody reads it
                -- dbm:assume function public.f(integer, text) its body is generated
                -- dbm:assume grant table public."a b" the role differs
                -- dbm:no-transaction
                SELECT '
                -- dbm:allow in a string
                ', $$
                -- dbm:nonsense
                $$; /*
                -- dbm:nonsense */
                """,
                null);
        assertThat(problems).isEmpty();
        assertThat(script.directives())
                .containsExactly(
                        new Directive.Irreversible(1, "the rows are gone"),
                        new Directive.Allow(2, "drop-table", "nobody reads it"),
                        new Directive.Assume(3, "function", "public.f(integer, text)", "its body is generated"),
                        new Directive.Assume(4, "grant", "table public.\"a b\"", "the role differs"),
                        new Directive.NoTransaction(5));
        assertThat(script.transactional()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "irreversable too late|write -- dbm:irreversible",
                "no-transactions|write -- dbm:no-transaction",
                "Allow x y|write -- dbm:allow",
                "something else|the directives are irreversible, no-transaction, allow and assume"
            })
    void anUnknownDirectiveIsAnErrorThatSuggestsAKnownOne(String directive, String next) {
        read(Script.Kind.UNDO, "SELECT 1;\n-- dbm:" + directive + "\n", null);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_DIRECTIVE);
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.next()).isEqualTo(next);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop-tabel|write -- dbm:allow drop-table <reason>",
                "index-not-concurrently|write -- dbm:allow index-not-concurrent <reason>",
                "x|docs/findings.md lists the rules"
            })
    void allowingARuleThatDoesNotExistIsAnErrorThatSuggestsAKnownOne(String rule, String next) {
        Script script = read(Script.Kind.FORWARD, "SELECT 1;\n-- dbm:allow " + rule + " it is late\n", null);
        assertThat(script.directives()).isEmpty();
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_RULE);
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.next()).isEqualTo(next);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"irreversible", "irreversible  ", "allow", "allow drop-table", "assume", "assume index i"})
    void aDirectiveWithoutItsReasonIsAnError(String directive) {
        read(Script.Kind.UNDO, "-- dbm:" + directive, null);
        assertThat(problems).extracting(Problem::code).containsExactly(ProblemCode.DIRECTIVE_WITHOUT_REASON);
    }

    @ParameterizedTest
    @CsvSource({
        "FORWARD, -- dbm:irreversible why",
        "FORWARD, -- dbm:assume index i why",
        "REPEATABLE, -- dbm:no-transaction",
        "FIXTURE, -- dbm:allow rule why",
        "UNDO, DROP TABLE a; -- dbm:no-transaction"
    })
    void aDirectiveInTheWrongPlaceIsAnError(Script.Kind kind, String text) {
        Script script = read(kind, text, null);
        assertThat(problems).extracting(Problem::code).containsExactly(ProblemCode.DIRECTIVE_MISPLACED);
        assertThat(script.directives()).isEmpty();
    }

    // transactions

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; CREATE TABLE a (); COMMIT;",
                "-- before\nbegin work;\nCREATE TABLE a ();\nend transaction\n; -- after",
                "START TRANSACTION; CREATE TABLE a (); COMMIT AND NO CHAIN"
            })
    void aScriptInsideOfBeginAndCommitIsWrapped(String text) {
        Script script = read(Script.Kind.FORWARD, text, null);
        assertThat(script.traits().wrapped()).isTrue();
        assertThat(script.traits().statements()).isEqualTo(1);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.WRAPPER_SKIPPED);
            assertThat(problem.severity()).isEqualTo(Severity.INFO);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE a (); COMMIT; CREATE TABLE b ()|would break up",
                "SAVEPOINT a|would break up",
                "ROLLBACK TO SAVEPOINT a|would break up",
                "RELEASE a|would break up",
                "ABORT|would break up",
                "PREPARE TRANSACTION 'a'|would break up",
                "CREATE TABLE a (); COMMIT;|has no BEGIN",
                "BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT|options",
                "START TRANSACTION READ ONLY; SELECT 1; COMMIT|options",
                "SET a = 1; BEGIN; SELECT 1; COMMIT|would break up",
                "BEGIN; SELECT 1; SAVEPOINT a; COMMIT|would break up"
            })
    void transactionControlIsRefusedUnlessTheScriptIsWithoutTransaction(String text, String message) {
        read(Script.Kind.FORWARD, text, null);
        assertThat(problems).isNotEmpty().allSatisfy(problem -> assertThat(problem.code())
                .isEqualTo(ProblemCode.TRANSACTION_CONTROL));
        assertThat(problems.get(0).message()).contains(message);
        assertThat(problems.get(0).next()).contains("dbm:no-transaction");
        problems.clear();
        read(Script.Kind.FORWARD, text, "executeInTransaction=false");
        read(Script.Kind.FORWARD, "-- dbm:no-transaction\n" + text, null);
        assertThat(problems).isEmpty();
    }

    @Test
    void aPreparedStatementIsNoTransactionControl() {
        read(Script.Kind.FORWARD, "PREPARE a AS SELECT 1; EXECUTE a; DO $$ BEGIN COMMIT; END $$;", null);
        assertThat(problems).isEmpty();
    }

    @Test
    void aScriptOfOnlyConcurrentIndexesRunsWithoutTransaction() {
        Script script = read(
                Script.Kind.FORWARD,
                "SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY i ON a (b); DROP INDEX CONCURRENTLY j;",
                null);
        assertThat(problems).isEmpty();
        assertThat(script.traits().nonTransactional()).isTrue();
        assertThat(script.transactional()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b int);\nCREATE INDEX CONCURRENTLY i ON a (b);",
                "BEGIN;\nCREATE INDEX CONCURRENTLY i ON a (b); COMMIT;"
            })
    void aConcurrentIndexAmongOrdinaryStatementsNeedsTheDirective(String text) {
        Script script = read(Script.Kind.FORWARD, text, null);
        assertThat(script.transactional()).isTrue();
        assertThat(problems).filteredOn(Problem::isError).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.NEEDS_NO_TRANSACTION);
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.next()).contains("dbm:no-transaction");
        });
        problems.clear();
        read(Script.Kind.FORWARD, "-- dbm:no-transaction\n" + text, null);
        assertThat(problems).isEmpty();
    }

    @Test
    void aTransactionAskedForAndImpossibleIsAnError() {
        Script script = read(Script.Kind.FORWARD, "VACUUM a;", "executeInTransaction=true");
        assertThat(script.transactional()).isTrue();
        assertThat(problems).extracting(Problem::code).containsExactly(ProblemCode.NEEDS_NO_TRANSACTION);
    }

    // history

    @Test
    void aScriptMustNotNameTheHistory() {
        ScriptReader other = new ScriptReader("versions");
        other.parse(
                Script.Kind.UNDO,
                "m/U1__a.sql",
                "U1__a.sql",
                "DELETE FROM VERSIONS;\nDROP TABLE dbm_journal, flyway_schema_history;"
                        .getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                problems);
        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.NAMES_HISTORY))
                .extracting(problem -> problem.line().orElseThrow())
                .containsExactly(1, 2, 2);
        problems.clear();
        read(Script.Kind.CHECK, "SELECT * FROM flyway_schema_history WHERE NOT success", null);
        assertThat(problems).isEmpty();
    }

    // bytes

    @Test
    void whatIsNotUtf8IsNamedWithItsPlace() {
        byte[] bytes = "SELECT 1;\nSELECT 'é';".getBytes(StandardCharsets.ISO_8859_1);
        Script script = read(Script.Kind.FORWARD, bytes, null);
        assertThat(script.traits().statements()).isEqualTo(2);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_UTF8);
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.message()).contains("offset 18").contains("0xE9");
            assertThat(problem.next()).contains("encoding=");
        });
    }

    @Test
    void theReplacementCharacterItselfIsAllowed() {
        read(Script.Kind.FORWARD, "SELECT '\uFFFD'", null);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16", "UTF-8"})
    void theConfNamesAnotherEncoding(String encoding) {
        String text = "SELECT 'é';\r\n";
        Script script = read(Script.Kind.FORWARD, text.getBytes(Charset.forName(encoding)), "encoding=" + encoding);
        assertThat(problems).isEmpty();
        assertThat(script.sql()).isEqualTo(text);
        assertThat(script.checksum()).isEqualTo(FlywayChecksum.of(text));
    }

    @Test
    void utf16IsRecognised() {
        read(Script.Kind.FORWARD, "SELECT 1".getBytes(StandardCharsets.UTF_16), null);
        assertThat(problems).first().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_UTF8);
            assertThat(problem.next()).contains("encoding=UTF-16");
        });
    }

    // conf

    @Test
    void aConfIsReadAsPropertiesLikeFlywayDoes() {
        Script script = read(
                Script.Kind.FORWARD,
                "SELECT 1;",
                "# a comment\r\nexecuteInTransaction = FALSE\r\nplaceholderReplacement: false \r\n");
        assertThat(problems).isEmpty();
        assertThat(script.config().executeInTransaction()).contains(false);
        assertThat(script.config().placeholderReplacement()).contains(false);
        assertThat(script.config().text()).startsWith("# a comment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "executeInTransactions=false|There is no setting executeInTransactions.",
                "executeInTransaction=no|executeInTransaction is neither true nor false: no",
                "placeholderReplacement=|placeholderReplacement is neither true nor false:",
                "shouldExecute=true|dbm does not know shouldExecute",
                "encoding=utf-9|There is no encoding utf-9."
            })
    void aBadConfIsAnErrorInThatFile(String conf, String message) {
        read(Script.Kind.FORWARD, "SELECT 1;", "\n" + conf);
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.BAD_SCRIPT_CONFIG);
            assertThat(problem.script()).contains("migrations/sub/V1__à_b.sql.conf");
            assertThat(problem.line()).hasValue(2);
            assertThat(problem.message()).startsWith(message);
        });
    }

    @Test
    void anUndoComesBackFromTheJournalAsItWas() {
        String conf = "encoding=ISO-8859-1\nexecuteInTransaction=false";
        byte[] bytes = "-- dbm:allow drop-table é\nDROP INDEX CONCURRENTLY i;".getBytes(StandardCharsets.ISO_8859_1);
        Script read = read(Script.Kind.UNDO, bytes, conf);
        Script kept = reader.fromJournal(
                new JournalEntry.KeptScript(
                        read.fileName(), read.sql(), conf, "unused", read.checksum(), Map.of(), Map.of()),
                Script.Kind.UNDO,
                "the journal");
        assertThat(kept.path()).isEqualTo("the journal");
        assertThat(kept.description()).isEqualTo(read.description());
        assertThat(kept.sql()).isEqualTo(read.sql());
        assertThat(kept.checksum()).isEqualTo(read.checksum());
        assertThat(kept.config()).isEqualTo(read.config());
        assertThat(kept.directives()).isEqualTo(read.directives());
        assertThat(kept.traits()).isEqualTo(read.traits());
    }

    private Script read(Script.Kind kind, String text, @Nullable String conf) {
        return read(kind, text.getBytes(StandardCharsets.UTF_8), conf);
    }

    private Script read(Script.Kind kind, byte[] bytes, @Nullable String conf) {
        return reader.parse(
                kind, "migrations/sub/V1__à_b.sql", "sub/V1__à_b.sql", bytes, Optional.ofNullable(conf), problems);
    }
}

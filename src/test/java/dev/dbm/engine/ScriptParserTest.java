package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Placeholders;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptParserTest {

    @Test
    void statementsKeepTheLinesTheyStandOn() {
        Script script = Scripts.of(
                "V1__lines.sql",
                """
                -- a header

                CREATE TABLE a (id int);

                /* a comment; /* with */ a semicolon */ -- and more
                CREATE TABLE b (
                    id int
                );
                SELECT 1;
                """);

        List<Statement> statements = Scripts.statements(script);

        assertThat(statements).extracting(Statement::line).containsExactly(3, 6, 9);
        assertThat(statements)
                .extracting(Statement::sql)
                .containsExactly("CREATE TABLE a (id int)", "CREATE TABLE b (\n    id int\n)", "SELECT 1");
    }

    @Test
    void quotesOfEveryKindHideSemicolons() {
        assertThat(sql("SELECT 'a;b', \"c;d\" FROM (SELECT 1 AS \"c;d\") x; SELECT 2"))
                .hasSize(2);
        assertThat(sql("SELECT E'it\\'s; ok'; SELECT 2")).hasSize(2);
        assertThat(sql("SELECT e'it\\'s; ok'; SELECT 2")).hasSize(2);
        assertThat(sql("SELECT U&'\\0061;'; SELECT 2")).hasSize(2);
        assertThat(sql("SELECT $$a;b$$; SELECT $t$ a $$ ; b $t$; SELECT 3")).hasSize(3);
        assertThat(sql("/* a /* nested ; */ ; */ SELECT 1; -- end;\nSELECT 2")).hasSize(2);
    }

    @Test
    void bodiesOfFunctionsStayWhole() {
        assertThat(
                        sql(
                                """
                        CREATE FUNCTION f(int, int) RETURNS int LANGUAGE sql BEGIN ATOMIC
                            SELECT 1;
                            SELECT CASE WHEN $1 > 0 THEN $1 + $2 ELSE 0 END;
                        END;
                        CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            NEW.a := 1; RETURN NEW;
                        END $$;
                        create procedure p() language sql begin atomic; select 1; end;
                        """))
                .hasSize(3);
    }

    @Test
    void parametersOfPreparedStatementsOpenNoQuote() {
        assertThat(sql("PREPARE p AS SELECT $1; EXECUTE p('a'); PREPARE q AS SELECT $1 || $2; SELECT a$b FROM x"))
                .hasSize(4);
    }

    @Test
    void rowsOfCopyAreDataAndNotStatements() {
        Script script = Scripts.of(
                "V1__copy.sql",
                "COPY public.users (id, name) FROM STDIN WITH (FORMAT csv);\n1,a;b\n2,'c\n\\.\n\nSELECT 1;\n");

        List<Statement> statements = Scripts.statements(script);

        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).copyData()).contains("1,a;b\n2,'c\n");
        assertThat(statements.get(1).line()).isEqualTo(6);
    }

    @Test
    void copyWithoutEndIsAProblemAtItsLine() {
        Script script = Scripts.of("V1__copy.sql", "SELECT 1;\nCOPY t FROM STDIN;\n1\n2\n");

        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Scripts.statements(script));

        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNTERMINATED);
            assertThat(problem.line()).hasValue(2);
        });
    }

    @Test
    void openBlockIsAProblem() {
        Script script =
                Scripts.of("V1__open.sql", "SELECT 1;\nCREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC SELECT 1;\n");

        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Scripts.statements(script));

        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.code())
                .isEqualTo(ProblemCode.UNTERMINATED));
    }

    @Test
    void placeholdersAreFilledInWhateverTheirCase() {
        Placeholders placeholders = new Placeholders(Map.of("Owner", Placeholders.Value.literal("app_$1\\owner")));
        Script script = Scripts.of(
                "U2__who.sql",
                "ALTER TABLE ${flyway:defaultSchema}.t OWNER TO ${OWNER};\nSELECT '${flyway:filename} ${flyway:table}'");

        assertThat(Scripts.statements(script, placeholders))
                .extracting(Statement::sql)
                .containsExactly(
                        "ALTER TABLE public.t OWNER TO app_$1\\owner", "SELECT 'U2__who.sql flyway_schema_history'");
    }

    @Test
    void everyUnsetPlaceholderIsNamedWithItsLine() {
        Script script = Scripts.of("V1__unset.sql", "SELECT 1;\nSELECT '${one}';\n\nSELECT '${two}';");

        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Scripts.statements(script));

        assertThat(refused.problems()).hasSize(2).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.UNSET_PLACEHOLDER);
            assertThat(problem.script()).contains("migrations/V1__unset.sql");
        });
        assertThat(refused.problems())
                .extracting(problem -> problem.line().orElse(0))
                .containsExactly(2, 4);
        assertThat(refused.problems().get(0).message()).contains("${one}");
    }

    @Test
    void confTurnsPlaceholdersOff() {
        Script script = Scripts.withoutPlaceholders("V1__text.sql", "SELECT '${one}'");

        assertThat(Scripts.statements(script)).extracting(Statement::sql).containsExactly("SELECT '${one}'");
    }

    @Test
    void wrapperIsLeftOut() {
        Script script = Scripts.wrapped("V1__wrapped.sql", "BEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;\n");

        assertThat(Scripts.statements(script)).extracting(Statement::sql).containsExactly("SELECT 1", "SELECT 2");
        assertThat(Scripts.statements(script)).extracting(Statement::line).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VACUUM t",
                "vacuum (full) t",
                "CREATE INDEX CONCURRENTLY i ON t (a)",
                "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
                "DROP INDEX CONCURRENTLY i",
                "REINDEX INDEX CONCURRENTLY i",
                "REINDEX (VERBOSE) TABLE CONCURRENTLY t",
                "REINDEX DATABASE shop",
                "ALTER TABLE public.t DETACH PARTITION public.p1 CONCURRENTLY",
                "CREATE DATABASE d",
                "ALTER SYSTEM SET work_mem = '1MB'",
                "DROP SUBSCRIPTION s"
            })
    void statementsThatPostgresRunsOutsideTransactionsAreMarked(String sql) {
        assertThat(Scripts.statements(Scripts.of("V1__x.sql", sql)))
                .singleElement()
                .satisfies(statement -> assertThat(statement.transactional()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX i ON t (a)",
                "REINDEX TABLE t",
                "ALTER TABLE t DETACH PARTITION p",
                "COMMENT ON TABLE t IS 'VACUUM'",
                "CREATE TABLE vacuum_log (a int)"
            })
    void otherStatementsAreTransactional(String sql) {
        assertThat(Scripts.statements(Scripts.of("V1__x.sql", sql)))
                .singleElement()
                .satisfies(statement -> assertThat(statement.transactional()).isTrue());
    }

    @Test
    void emptyAndCommentOnlyScriptsHaveNoStatements() {
        assertThat(sql("")).isEmpty();
        assertThat(sql("-- nothing\n/* at all */\n;;\n")).isEmpty();
    }

    private static List<Statement> sql(String sql) {
        return Scripts.statements(Scripts.of("V1__test.sql", sql));
    }
}

package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScannerTest {
    @Test
    void statementsEndAtTheirSemicolons() {
        assertThat(split("SELECT 1;\n\n -- a comment; with one\nSELECT 2 /* ; */ ;;\nSELECT 3"))
                .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
        assertThat(SqlScanner.scan("SELECT 1;\r\n\r\n-- x\r\nSELECT 2;").statements())
                .extracting(SqlStatement::line)
                .containsExactly(1, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'it''s; one'",
                "SELECT E'it\\'s; one'",
                "SELECT e'a\\\\', 'b'",
                "SELECT E'a'\n  'b\\'; c'",
                "SELECT U&'d\\0061t;a', u&\"a;b\"",
                "SELECT B'1;0', X'1;F', N'a;b'",
                "SELECT \"a;\"\";b\" FROM c",
                "SELECT 'back\\', 'slash;'",
                "SELECT $$a;b$$, $tag$ $$ ; $other$ ; $tag$",
                "SELECT $é$;$é$",
                "SELECT $1, a$b$c, ';'",
                "SELECT 1 /* a; /* b; */ c; */ + 2",
                "SELECT '/*', ';', '*/'",
                "SELECT 1 --'\n, ';'",
                "CREATE RULE r AS ON INSERT TO a DO ALSO (INSERT INTO b VALUES (1); INSERT INTO c VALUES (2))",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 ELSE 2 END; END",
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN x THEN CASE y WHEN 1 THEN 2 END END; SELECT t.end AS"
                        + " end FROM t; END",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$"
            })
    void aSemicolonInsideOfSomethingEndsNothing(String statement) {
        assertThat(split(statement + ";SELECT 2")).containsExactly(statement, "SELECT 2");
    }

    @Test
    void rowsOfACopyAreNoStatements() {
        String text =
                "COPY a (b) FROM STDIN;\n1;2\n\\N\tit's \"one\n\\restrict\n\\.\nSELECT 1;\ncopy a from stdin with (format csv);\r\nx\r\n\\.\r\nSELECT 2;";
        assertThat(split(text))
                .containsExactly(
                        "COPY a (b) FROM STDIN", "SELECT 1", "copy a from stdin with (format csv)", "SELECT 2");
        assertThat(SqlScanner.scan(text).statements().get(3).line()).isEqualTo(10);
        assertThat(SqlScanner.scan(text).faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`SELECT 1;\nSELECT 'a`| 2",
                "`SELECT 1;\nSELECT E'a\\'`| 2",
                "`SELECT 1,\n\"a`| 2",
                "`SELECT 1;\n\nDO $x$ BEGIN $$`| 3",
                "`SELECT 1; /* a\n /* b */\n`| 1",
                "`SELECT\n (1\n;`| 2",
                "`COPY a FROM STDIN;\n1\n2`| 1",
                "`CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;`| 1"
            })
    void whatIsNeverClosedIsReportedWhereItBegins(String text, int line) {
        assertThat(SqlScanner.scan(text).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ProblemCode.UNTERMINATED);
            assertThat(fault.line()).isEqualTo(line);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\\i other.sql|put the SQL of that file here",
                "\\copy a from 'b'|write COPY ... FROM STDIN; with the rows below it and a line \\. at their end",
                "\\set x 1|remove the line; a placeholder ${name} takes its value from dbm.toml",
                "\\.|remove the line, or put the COPY ... FROM STDIN; that it ends in front of the rows",
                "SELECT 1 \\gexec|remove the line",
                "\\restrict abc|remove the line"
            })
    void aBackslashOutsideOfQuotesIsACommandOfPsql(String line, String next) {
        assertThat(SqlScanner.scan("SELECT '\\a', E'\\\\', \"\\b\", $$\\c$$; -- \\d\n" + line + "\nSELECT 1;")
                        .faults())
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ProblemCode.BACKSLASH_COMMAND);
                    assertThat(fault.line()).isEqualTo(2);
                    assertThat(fault.next()).isEqualTo(next);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b int)",
                "insert into a values (1)",
                "DO $$ BEGIN END $$",
                "CALL p()",
                "WITH gone AS (DELETE FROM a RETURNING *) SELECT count(*) FROM gone",
                "WITH x AS (SELECT 1) UPDATE a SET b = 1 FROM x",
                "SELECT 1 AS a INTO b",
                "SELECT public.create_hypertable('t', 'time')",
                "COPY a FROM STDIN",
                "COMMENT ON TABLE a IS 'b'",
                "REFRESH MATERIALIZED VIEW a",
                "CLUSTER a USING b"
            })
    void whatWritesChangesSomething(String statement) {
        assertThat(SqlScanner.scan(statement + ";\n\\.\n").statements().get(0).changes())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT true",
                "SELECT * FROM a FOR UPDATE",
                "WITH x AS (SELECT 1) SELECT * FROM x",
                "(SELECT 1) UNION (SELECT 2)",
                "SELECT pg_catalog.set_config('search_path', '', false)",
                "SELECT setval('s', 1)",
                "SELECT count(*), lower(a) FROM b",
                "SET lock_timeout = '1s'",
                "COPY a TO STDOUT",
                "ANALYZE a",
                "EXPLAIN DELETE FROM a",
                "VACUUM a",
                "CLUSTER a",
                "LOCK TABLE a"
            })
    void whatReadsChangesNothing(String statement) {
        assertThat(SqlScanner.scan(statement).statements().get(0).changes()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE ROLE a|CREATE ROLE",
                "ALTER USER a SET x = 1|ALTER USER",
                "CREATE USER MAPPING FOR a SERVER b|CREATE USER MAPPING",
                "GRANT a TO b|GRANT of a role",
                "REVOKE a FROM b|REVOKE of a role",
                "GRANT CONNECT ON DATABASE a TO b|GRANT on a database, tablespace or parameter",
                "ALTER SYSTEM SET a = 1|ALTER SYSTEM",
                "ALTER DATABASE a SET b = 1|ALTER DATABASE",
                "COMMENT ON DATABASE a IS 'b'|COMMENT on a database, role, tablespace or subscription",
                "COPY a FROM PROGRAM 'ls'|COPY with a PROGRAM",
                "COPY (SELECT 1) TO '/tmp/a'|COPY with a file of the server",
                "SELECT * FROM dblink('a', 'b') AS t(c int)|dblink()",
                "SELECT lo_import('/etc/passwd')|lo_import()",
                "SELECT pg_replication_origin_create('o')|pg_replication_origin_create()",
                "REASSIGN OWNED BY a TO b|REASSIGN OWNED",
                "DO $$ BEGIN IF true THEN CREATE ROLE a; END IF; END $$|CREATE ROLE",
                "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER SYSTEM SET a = 1; END $$|ALTER SYSTEM"
            })
    void whatLeavesTheDatabaseIsNoted(String statement, String what) {
        assertThat(SqlScanner.scan("SELECT 1;\n" + statement).clusterWide())
                .singleElement()
                .satisfies(mention -> {
                    assertThat(mention.what()).isEqualTo(what);
                    assertThat(mention.line()).isEqualTo(2);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users DROP role",
                "ALTER TABLE users ADD COLUMN role text",
                "GRANT SELECT, INSERT (a, b), UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON a TO b",
                "CREATE POLICY a ON b TO c",
                "COPY a FROM STDIN",
                "COPY a TO STDOUT",
                "COMMENT ON COLUMN a.role IS 'from ''x'''",
                "CREATE TABLE role (database text)",
                "DO $$ BEGIN EXECUTE 'CREATE ROLE a'; -- CREATE ROLE b\nEND $$"
            })
    void whatStaysInTheDatabaseIsNot(String statement) {
        assertThat(SqlScanner.scan(statement + ";\n\\.\n").clusterWide()).isEmpty();
    }

    @Test
    void schemasAreNotedOnceWithTheirLine() {
        SqlScan scan = SqlScanner.scan(
                """
                CREATE TABLE Shop.a (b int REFERENCES "Other One".c);
                CREATE SCHEMA IF NOT EXISTS made;
                SET search_path TO one, 'two', "three";
                GRANT USAGE ON SCHEMA four, five TO app;
                DO $$ BEGIN PERFORM six.f(shop.g()); END $$;
                SELECT 1.5, '"no".no', 'nor.this'; -- nor.that
                """);
        assertThat(scan.schemas())
                .extracting(mention -> mention.line() + " " + mention.what())
                .containsExactly(
                        "1 shop", "1 Other One", "2 made", "3 one", "3 two", "3 three", "4 four", "4 five", "5 six");
    }

    @Test
    void theHistoryIsFoundInNamesAndCodeOnly() {
        assertThat(history("SELECT 1;\nDELETE FROM Flyway_Schema_History;")).containsExactly("2 flyway_schema_history");
        assertThat(history("DROP TABLE public.\"dbm_journal\";")).containsExactly("1 dbm_journal");
        assertThat(history("DO $$ BEGIN\n DELETE FROM flyway_schema_history; END $$;"))
                .containsExactly("2 flyway_schema_history");
        assertThat(
                        history(
                                "-- flyway_schema_history\n/* dbm_journal */ SELECT 'flyway_schema_history', 1 AS dbm_journals;"))
                .isEmpty();
        assertThat(history("INSERT INTO notes VALUES ($$about flyway_schema_history$$);"))
                .isEmpty();
    }

    private static List<String> history(String text) {
        return SqlScanner.scan(text, "flyway_schema_history", "dbm_journal").history().stream()
                .map(mention -> mention.line() + " " + mention.what())
                .toList();
    }

    private static List<String> split(String text) {
        return SqlScanner.scan(text).statements().stream()
                .map(statement -> text.substring(statement.start(), statement.end()))
                .toList();
    }
}

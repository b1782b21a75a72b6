package dev.dbm.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of statements, asked of a real server. */
@PostgresTest
class StatementKindsTest {
    private static final String SETUP =
            """
            CREATE TABLE t (a int PRIMARY KEY) PARTITION BY RANGE (a);
            CREATE TABLE p PARTITION OF t FOR VALUES FROM (0) TO (9);
            CREATE TABLE plain (a int);
            CREATE INDEX i ON plain (a);
            CREATE MATERIALIZED VIEW m AS SELECT a FROM plain;
            CREATE UNIQUE INDEX mi ON m (a);
            CREATE TYPE e AS ENUM ('x');
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY j ON plain (a)",
                "create unique index concurrently if not exists j on plain (a)",
                "DROP INDEX CONCURRENTLY i",
                "REINDEX INDEX CONCURRENTLY i",
                "REINDEX (VERBOSE, CONCURRENTLY) TABLE plain",
                "REINDEX SCHEMA public",
                "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
                "ALTER TABLE IF EXISTS public.t DETACH PARTITION public.p CONCURRENTLY",
                "VACUUM plain",
                "VACUUM (FULL, ANALYZE) plain",
                "CLUSTER",
                "CREATE DATABASE dbm_never",
                "DROP DATABASE dbm_never",
                "DROP TABLESPACE dbm_never",
                "ALTER SYSTEM RESET work_mem",
                "DISCARD ALL",
                "CREATE SUBSCRIPTION s CONNECTION 'host=none.invalid' PUBLICATION p"
            })
    void whatTheServerRefusesInsideATransactionIsKnown(String statement, TestDatabase db) {
        assertThat(SqlScanner.scan(statement).statements().get(0).outsideTransaction())
                .isTrue();
        try (Session session = db.open()) {
            session.execute(SETUP);
            session.begin();
            assertThatThrownBy(() -> session.execute(statement))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.failure().sqlState()).isEqualTo("25001"));
            session.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX concurrent ON plain (a)",
                "REINDEX TABLE plain",
                "ALTER TABLE t DETACH PARTITION p",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY m",
                "ALTER TYPE e ADD VALUE 'y'",
                "CLUSTER plain USING i",
                "ANALYZE plain",
                "DISCARD TEMP"
            })
    void whatTheServerTakesInsideATransactionIsNotRefused(String statement, TestDatabase db) {
        assertThat(SqlScanner.scan(statement).statements().get(0).outsideTransaction())
                .isFalse();
        try (Session session = db.open()) {
            session.execute(SETUP);
            session.begin();
            session.execute(statement);
            session.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT E'a\\'b; c', 'd\\', $x$;$x$, $$'$$, U&'\\0061;', \"A;\" FROM (SELECT 1 AS \"A;\") s",
                "CREATE FUNCTION f(x int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN x > 0 THEN CASE x WHEN 1 THEN 2 END END"
                        + " AS end; END",
                "CREATE RULE r AS ON INSERT TO plain DO ALSO (SELECT 1; SELECT 2)",
                "SELECT 1 /* a; /* b; */ c; */ + 2",
                "SELECT E'a'\n'b\\', c'"
            })
    void theServerTakesEachStatementAsItWasCut(String statement, TestDatabase db) {
        String text = "SELECT 1;" + statement + "; SELECT 2";
        try (Session session = db.open()) {
            session.execute(SETUP);
            SqlScan scan = SqlScanner.scan(text);
            assertThat(scan.statements()).hasSize(3);
            SqlStatement cut = scan.statements().get(1);
            session.execute(text.substring(cut.start(), cut.end()));
        }
    }
}

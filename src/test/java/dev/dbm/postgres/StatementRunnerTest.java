package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptConfig;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Statement;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class StatementRunnerTest {
    private static final Script SCRIPT = new Script(
            Script.Kind.FORWARD,
            "migrations/V1__x.sql",
            "V1__x.sql",
            "x",
            "",
            0,
            ScriptConfig.NONE,
            List.of(),
            new Script.Traits(1, true, false, List.of(), List.of()));

    @Test
    void statementsReachTheServerAsTheyAreWritten(TestDatabase db) {
        try (Session session = db.open()) {
            run(
                    session,
                    """
                    CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC
                        SELECT 1; SELECT CASE WHEN $1 > 0 THEN 2 ELSE 3 END; END
                    """,
                    "CREATE TABLE t (a jsonb, b text DEFAULT '{d ''2024-01-01''}')",
                    "CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM t; SELECT 1)",
                    "INSERT INTO t VALUES ('{\"a\": 1}')",
                    "CREATE TABLE u AS SELECT a ? 'a' AS has, b, f(1) AS two FROM t");

            assertThat(session.queryOne("SELECT u::text FROM u", row -> row.getString(1)))
                    .contains("(t,\"{d '2024-01-01'}\",2)");
        }
    }

    @Test
    void rowsOfCopyAreSent(TestDatabase db) {
        try (Session session = db.open()) {
            run(session, "CREATE TABLE t (a int, b text)");
            Statement copy = new Statement(1, "COPY t FROM STDIN WITH (FORMAT csv)", Optional.of("1,a;b\n2,ü\n"), true);

            StatementRunner.run(session, SCRIPT, List.of(copy), 0, Progress.SILENT);

            assertThat(session.query("SELECT b FROM t ORDER BY a", row -> row.getString(1)))
                    .containsExactly("a;b", "ü");
        }
    }

    @Test
    void failingCopyNamesTheRow(TestDatabase db) {
        try (Session session = db.open()) {
            run(session, "CREATE TABLE t (a int)");
            Statement copy = new Statement(3, "COPY t FROM STDIN", Optional.of("1\nx\n"), true);

            ScriptFailure failure = catchThrowableOfType(
                    ScriptFailure.class, () -> StatementRunner.run(session, SCRIPT, List.of(copy), 0, Progress.SILENT));

            assertThat(failure.failure().sqlState()).isEqualTo("22P02");
            assertThat(failure.failure().where().orElse("")).contains("line 2");
        }
    }

    @Test
    void statementsThatRanBeforeAreLeftOut(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements =
                    List.of(Statement.of(1, "SELECT 1/0"), Statement.of(2, "CREATE TABLE t (a int)"));

            StatementRunner.run(session, SCRIPT, statements, 1, Progress.SILENT);

            assertThat(session.queryOne("SELECT to_regclass('t')::text", row -> row.getString(1)))
                    .contains("t");
        }
    }

    @Test
    void settlingForgetsEverythingButAdvisoryLocks(TestDatabase db) {
        try (Session session = db.open()) {
            session.begin();
            run(
                    session,
                    "SELECT pg_advisory_lock(7)",
                    "CREATE TEMP TABLE leak (a int)",
                    "SET work_mem = '123kB'",
                    "DECLARE c CURSOR WITH HOLD FOR SELECT 1");
            StatementRunner.settle(session, SCRIPT, List.of(), true);
            session.commit();

            assertThat(session.queryOne(
                            "SELECT to_regclass('pg_temp.leak') IS NULL AND current_setting('work_mem') <> '123kB'"
                                    + " AND NOT EXISTS (SELECT FROM pg_cursors WHERE name = 'c')"
                                    + " AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 7)",
                            row -> row.getBoolean(1)))
                    .contains(true);
        }
    }

    @Test
    void resettingForgetsAdvisoryLocksToo(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("SELECT pg_advisory_lock(7)");

            SessionState.reset(session);

            assertThat(session.queryOne(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
                            row -> row.getLong(1)))
                    .contains(0L);
        }
    }

    @Test
    void preparedStatementsOfTheDriverSurviveTheirScripts(TestDatabase db) {
        try (Session session = db.open()) {
            for (int i = 0; i < 20; i++) {
                assertThat(session.queryOne("SELECT ?::int + 1", row -> row.getInt(1), i))
                        .contains(i + 1);
                run(session, "SET work_mem = '123kB'");
                settle(session);
            }
            assertThat(prepared(session)).containsExactly("SELECT $1::int + 1");
        }
    }

    @Test
    void statementThatAScriptPreparedIsForgotten(TestDatabase db) {
        try (Session session = db.open()) {
            run(session, "PREPARE p AS SELECT 1");
            settle(session);
            assertThat(prepared(session)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEALLOCATE ALL", "DO $$ BEGIN EXECUTE 'DEALLO' || 'CATE ALL'; END $$"})
    void driverLearnsThatAScriptDroppedItsStatements(String drop, TestDatabase db) {
        try (Session session = db.open()) {
            for (int i = 0; i < 20; i++) {
                assertThat(session.queryOne("SELECT ?::int + 1", row -> row.getInt(1), i))
                        .contains(i + 1);
                settle(session);
            }
            // Outside a transaction the driver prepares again what the server does not know, and goes on.
            session.begin();
            run(session, drop);
            settle(session);
            assertThat(session.queryOne("SELECT ?::int + 1", row -> row.getInt(1), 41))
                    .contains(42);
        }
    }

    @Test
    void transactionRunsAtOnceAndIsSeenBeforeItsCommit(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements = List.of(
                    Statement.of(1, "CREATE TABLE t (a int) -- no end"),
                    Statement.of(2, "INSERT INTO t SELECT 1"),
                    Statement.of(3, "SELECT * FROM t"),
                    Statement.of(
                            4, "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END"));
            boolean[] seen = new boolean[1];

            StatementRunner.runTransaction(
                    session,
                    SCRIPT,
                    statements,
                    Progress.SILENT,
                    () -> 1,
                    mark -> seen[0] =
                            session.queryOne("SELECT f()", row -> row.getInt(1)).equals(Optional.of(2)),
                    Session::commit);

            assertThat(seen[0]).isTrue();
        }
    }

    @Test
    void failingStatementOfATransactionIsNamedAndNothingStays(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements = List.of(
                    Statement.of(1, "CREATE TABLE t (a int)"),
                    Statement.of(2, "INSERT INTO t VALUES ('x')"),
                    Statement.of(3, "SELECT 1"));

            ScriptFailure failure = catchThrowableOfType(
                    ScriptFailure.class,
                    () -> StatementRunner.runTransaction(
                            session, SCRIPT, statements, Progress.SILENT, () -> 1, mark -> mark, Session::commit));

            assertThat(failure.completed()).isEqualTo(1);
            assertThat(failure.line()).isEqualTo(2);
            assertThat(session.queryOne("SELECT to_regclass('t') IS NULL", row -> row.getBoolean(1)))
                    .contains(true);
        }
    }

    @Test
    void deferredConstraintFailsTheTransactionBeforeItsCommit(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements = List.of(
                    Statement.of(
                            1, "CREATE TABLE t (a int PRIMARY KEY, b int REFERENCES t DEFERRABLE INITIALLY DEFERRED)"),
                    Statement.of(2, "INSERT INTO t VALUES (1, 2)"));

            ScriptFailure failure = catchThrowableOfType(
                    ScriptFailure.class,
                    () -> StatementRunner.runTransaction(
                            session, SCRIPT, statements, Progress.SILENT, () -> 1, mark -> mark, Session::commit));

            assertThat(failure.failure().sqlState()).isEqualTo("23503");
            assertThat(failure.statement().sql()).isEqualTo("COMMIT");
        }
    }

    @Test
    void scriptThatPreparesAStatementIsNotBlamedForItsSecondRun(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements =
                    List.of(Statement.of(1, "PREPARE p AS SELECT 1"), Statement.of(2, "SELECT 1/0"));

            ScriptFailure failure = catchThrowableOfType(
                    ScriptFailure.class,
                    () -> StatementRunner.runTransaction(
                            session, SCRIPT, statements, Progress.SILENT, () -> 1, mark -> mark, Session::commit));

            assertThat(failure.failure().sqlState()).isEqualTo("22012");
        }
    }

    @Test
    void connectionThatDiesInATransactionIsReportedAsSuch(TestDatabase db) {
        try (Session session = db.open()) {
            List<Statement> statements = List.of(Statement.of(1, "SELECT pg_terminate_backend(pg_backend_pid())"));

            DatabaseException failure = catchThrowableOfType(
                    DatabaseException.class,
                    () -> StatementRunner.runTransaction(
                            session, SCRIPT, statements, Progress.SILENT, () -> 1, mark -> mark, Session::commit));

            assertThat(failure.failure().connectionLost()).isTrue();
        }
    }

    @Test
    void roleThatTheConnectionBeganWithComesBack(TestDatabase db) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(db.jdbcUrl());
        source.setUser(db.address().user().orElseThrow());
        db.address().password().ifPresent(password -> source.setPassword(password.reveal()));
        source.setOptions("-c role=pg_monitor");
        try (Session session = Session.over(source.getConnection())) {
            for (Runnable reset : List.<Runnable>of(
                    () -> SessionState.reset(session), () -> SessionState.resetKeepingLocks(session, ""))) {
                session.execute("SET ROLE pg_read_all_data");

                reset.run();

                assertThat(session.queryOne("SELECT current_user", row -> row.getString(1)))
                        .contains("pg_monitor");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void settle(Session session) {
        StatementRunner.settleKeepingStatements(session, SCRIPT, List.of(), true, "public.history");
    }

    private static List<String> prepared(Session session) {
        return session.query("SELECT statement FROM pg_prepared_statements", row -> row.getString(1));
    }

    private static void run(Session session, String... sql) {
        List<Statement> statements =
                java.util.Arrays.stream(sql).map(text -> Statement.of(1, text)).toList();
        StatementRunner.run(session, SCRIPT, statements, 0, Progress.SILENT);
    }
}

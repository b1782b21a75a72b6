package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import dev.dbm.postgres.HistoryRepair;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripts that PostgreSQL runs only outside transactions. */
@PostgresTest
class OutsideTransactionTest {

    @Test
    void everythingThatNeedsToStandAloneRuns(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(
                Fixture.migrate(
                        "1",
                        """
                CREATE TABLE a (id int);
                CREATE TABLE p (id int) PARTITION BY RANGE (id);
                CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);
                CREATE PROCEDURE in_two() LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO a VALUES (1); COMMIT;
                    INSERT INTO a VALUES (2); COMMIT;
                END $$;
                """));

        EngineResult result = on.forward(
                Fixture.migrateOutside(
                        "2",
                        """
                CREATE INDEX CONCURRENTLY a_id ON a (id);
                REINDEX INDEX CONCURRENTLY a_id;
                ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;
                VACUUM a;
                CALL in_two();
                COPY a FROM STDIN;
                3
                \\.
                DROP INDEX CONCURRENTLY a_id;
                """));

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        assertThat(on.one("SELECT count(DISTINCT xmin::text) FROM a")).isEqualTo("3");
        assertThat(on.history().isApplied(Version.of("2"))).isTrue();
        assertThat(on.journal().entries().stream()
                        .filter(entry -> entry.version().equals(java.util.Optional.of(Version.of("2"))))
                        .map(JournalEntry::outcome))
                .hasSize(9)
                .startsWith(Outcome.STARTED)
                .endsWith(Outcome.DONE);
        assertThat(on.halfRuns()).isEmpty();
    }

    @Test
    void failureMidwayLeavesAFailedRowThatBlocksAndTellsWhatRan(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrateOutside("1", "CREATE TABLE a (id int);\nSELECT 1/0;\nCREATE TABLE b (id int)"));

        Ending.Failed failed = (Ending.Failed) result.ending();
        assertThat(failed.rolledBack()).isFalse();
        assertThat(failed.failure().completed()).isEqualTo(1);
        assertThat(on.exists("a")).isTrue();
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().failed()).hasSize(1);
        assertThat(on.halfRuns()).singleElement().satisfies(half -> {
            assertThat(half.finished()).isEqualTo(1);
            assertThat(half.total()).isEqualTo(3);
            assertThat(half.entry().outcome()).isEqualTo(Outcome.FAILED);
            assertThat(half.entry().detail()).contains("line 2: division by zero");
        });

        EngineResult blocked = on.forward(Fixture.migrate("2", "SELECT 1"));

        assertThat(((Ending.Refused) blocked.ending()).problems())
                .extracting(Problem::code)
                .containsExactly(ProblemCode.FAILED_MIGRATION);

        try (Session session = db.open()) {
            new HistoryRepair(session, "public", Fixture.TABLE)
                    .forget(
                            on.history().failed().get(0),
                            repair(on.journal().entries().get(0)));
        }
        assertThat(on.halfRuns()).isEmpty();
        on.execute("DROP TABLE a");
        assertThat(on.forward(Fixture.migrateOutside("1", "CREATE TABLE a (id int)"))
                        .completed())
                .isTrue();
        assertThat(on.halfRuns()).isEmpty();
    }

    @Test
    void failedUndoLeavesItsVersionHalfUndone(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int); CREATE INDEX i ON a (id)"));
        Script script = Scripts.outsideTransaction("U1__step.sql", "DROP INDEX CONCURRENTLY i; SELECT 1/0");

        EngineResult result = on.undo(Step.undo(Version.of("1"), script, Scripts.statements(script)));

        assertThat(((Ending.Failed) result.ending()).rolledBack()).isFalse();
        assertThat(on.halfRuns()).hasSize(1);
        assertThat(on.history().failed()).hasSize(1);
    }

    @Test
    void connectionThatDiesMidwayLeavesTheStatementThatWasReached(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(Fixture.migrateOutside(
                "1",
                "CREATE TABLE a (id int); SELECT pg_terminate_backend(pg_backend_pid()); CREATE TABLE b (id int)"));

        assertThat(result.ending()).isInstanceOf(Ending.Unknown.class);
        assertThat(on.history().rows()).isEmpty();
        assertThat(on.halfRuns()).singleElement().satisfies(half -> {
            assertThat(half.entry().outcome()).isEqualTo(Outcome.STARTED);
            assertThat(half.finished()).isEqualTo(1);
        });
    }

    @Test
    void roleThatTheScriptTakesOnDoesNotStopTheJournal(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrateOutside("1", "SET ROLE pg_monitor; SELECT 1; SET search_path = pg_catalog"),
                Fixture.migrate("2", "CREATE TABLE a (id int)"));

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        assertThat(on.exists("public.a")).isTrue();
    }

    @Test
    void listenerHearsOfEachStatementAndNotice(TestDatabase db) {
        Fixture on = new Fixture(db);
        StringBuilder heard = new StringBuilder();
        Progress listener = new Progress() {
            @Override
            public void scriptBegins(Script script, int index, int total) {
                heard.append(index).append('/').append(total).append(' ');
            }

            @Override
            public void statementEnds(Script script, Statement statement, int index, int total, long micros) {
                heard.append(index).append(" of ").append(total).append(' ');
            }

            @Override
            public void notice(Script script, String severity, String message) {
                heard.append(severity).append(' ').append(message).append(' ');
            }

            @Override
            public void scriptEnds(Script script, long millis) {
                heard.append("end ");
            }
        };

        on.engine(() -> {}, listener)
                .forward(
                        List.of(Fixture.migrateOutside(
                                "1", "SELECT 1; DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful'; END $$")),
                        false);

        assertThat(heard).hasToString("1/1 1 of 2 NOTICE hello WARNING careful 2 of 2 end ");
    }

    private static JournalEntry repair(JournalEntry of) {
        return new JournalEntry(
                0,
                "run-2",
                of.at(),
                JournalEntry.Action.REPAIR,
                Outcome.DONE,
                of.version(),
                of.description(),
                of.script(),
                of.checksum(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                of.environment(),
                of.by(),
                java.util.Optional.empty(),
                0,
                java.util.Optional.empty(),
                "forgotten");
    }
}

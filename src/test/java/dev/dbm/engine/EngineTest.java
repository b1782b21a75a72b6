package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.LockPolicy;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class EngineTest {

    @Test
    void migrationsRunInOrderAndAreRecordedInHistoryAndJournal(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrate("1", "CREATE TABLE a (id int)"),
                Fixture.migrate("1.1", "CREATE TABLE b (id int)"),
                Fixture.repeat("CREATE OR REPLACE VIEW v AS SELECT 1 AS one"));

        assertThat(result.completed()).isTrue();
        assertThat(result.done()).hasSize(3);
        assertThat(on.exists("b")).isTrue();
        assertThat(on.history().rows())
                .extracting(HistoryRow::type, HistoryRow::script, HistoryRow::success)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("SQL", "V1__step.sql", true),
                        org.assertj.core.groups.Tuple.tuple("SQL", "V1.1__step.sql", true),
                        org.assertj.core.groups.Tuple.tuple("SQL", "R__views.sql", true));
        Journal journal = on.journal();
        assertThat(journal.entries())
                .extracting(JournalEntry::action)
                .containsExactly(Action.MIGRATE, Action.MIGRATE, Action.REPEAT);
        assertThat(journal.entries()).allSatisfy(entry -> {
            assertThat(entry.outcome()).isEqualTo(Outcome.DONE);
            assertThat(entry.run()).isEqualTo("run-1");
        });
        JournalEntry.KeptScript kept =
                journal.applications().get(Version.of("1.1")).undo().orElseThrow();
        assertThat(kept.sql()).isEqualTo("SELECT 'undo of 1.1'");
        KeptScripts.verify(kept);
    }

    @Test
    void rollbackIsReadByPlainFlywayAndCyclesRepeat(TestDatabase db, @TempDir Path folder) throws Exception {
        Fixture on = new Fixture(db);
        Files.writeString(folder.resolve("V1__step.sql"), "CREATE TABLE a (id int)");
        Files.writeString(folder.resolve("V2__step.sql"), "CREATE TABLE b (id int)");
        String location = "filesystem:" + folder;
        Step one = Fixture.migrate("1", "CREATE TABLE a (id int)");
        Step two = Fixture.migrate("2", "CREATE TABLE b (id int)");

        assertThat(on.forward(one, two).completed()).isTrue();
        assertThat(on.flywayInfo(location)).containsExactly("1 SQL SUCCESS", "2 SQL SUCCESS");

        assertThat(on.undo(Fixture.undoOf("2", "DROP TABLE b")).completed()).isTrue();
        assertThat(on.exists("b")).isFalse();
        assertThat(on.flywayInfo(location)).containsExactly("1 SQL SUCCESS", "2 SQL DELETED", "2 SQL PENDING");
        assertThat(on.history().isApplied(Version.of("2"))).isFalse();

        assertThat(on.forward(two).completed()).isTrue();
        assertThat(on.undo(Fixture.undoOf("2", "DROP TABLE b"), Fixture.undoOf("1", "DROP TABLE a"))
                        .completed())
                .isTrue();
        assertThat(on.history().applied()).isEmpty();

        assertThat(on.plainFlyway(location).migrate().migrationsExecuted).isEqualTo(2);
        assertThat(on.undo(Fixture.undoOf("2", "DROP TABLE b")).completed()).isTrue();
        assertThat(on.forward(two).completed()).isTrue();
        on.plainFlyway(location).validate();
        assertThat(on.history().head()).contains(Version.of("2"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void scriptMayAlterWhatIsReadBeforeEachScript(boolean atomic, TestDatabase db) {
        Fixture on = new Fixture(db);
        String often = "SELECT * FROM flyway_schema_history;\n".repeat(9);
        String alter =
                """
                DO $$ BEGIN
                    EXECUTE 'ALTER TABLE flyway' || '_schema_history ALTER description TYPE varchar(%1$s), ADD c%1$s int';
                EXCEPTION WHEN others THEN RAISE;
                END $$;
                """;

        EngineResult result = on.engine()
                .forward(
                        IntStream.range(1, 30)
                                .mapToObj(i -> i == 15 && !atomic
                                        ? Fixture.migrateOutside("15", alter.formatted(1_015))
                                        : Fixture.migrate(
                                                String.valueOf(i),
                                                i % 10 == 0
                                                        ? often + alter.formatted(1_000 + i) + often
                                                        : "SELECT " + i))
                                .toList(),
                        atomic);

        assertThat(result.ending()).isInstanceOf(Ending.Completed.class);
        assertThat(on.history().applied()).hasSize(29);
    }

    @Test
    void failingStatementIsNamedAndNothingOfItStays(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrate("1", "CREATE TABLE a (id int)"),
                Fixture.migrate("2", "CREATE TABLE b (id int);\n\nINSERT INTO b\nVALUES ('x');\nSELECT 1"),
                Fixture.migrate("3", "CREATE TABLE c (id int)"));

        assertThat(result.done()).hasSize(1);
        Ending.Failed failed = (Ending.Failed) result.ending();
        assertThat(failed.rolledBack()).isTrue();
        assertThat(failed.step().version()).contains(Version.of("2"));
        assertThat(failed.failure().completed()).isEqualTo(1);
        assertThat(failed.failure().line()).isEqualTo(4);
        assertThat(failed.failure().failure().sqlState()).isEqualTo("22P02");
        assertThat(on.exists("a")).isTrue();
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().rows()).hasSize(1);
        JournalEntry last = on.journal().entries().get(1);
        assertThat(last.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(last.detail()).startsWith("line 4: invalid input syntax").endsWith("(SQLSTATE 22P02)");
        assertThat(on.halfRuns()).isEmpty();
    }

    @Test
    void settingsRolesTempTablesAndPreparedStatementsDoNotLeakIntoTheNextScript(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrate(
                        "1",
                        """
                        CREATE SCHEMA elsewhere;
                        CREATE TEMP TABLE leak (id int);
                        PREPARE leaked AS SELECT 1;
                        SET search_path = elsewhere;
                        SET statement_timeout = '59s';
                        SET TimeZone = 'Pacific/Kiritimati';
                        SET ROLE pg_monitor;
                        LISTEN leak;
                        """),
                Fixture.migrate(
                        "2",
                        """
                        CREATE TABLE found AS SELECT current_user::text AS role, current_schema()::text AS schema,
                            current_setting('statement_timeout') AS timeout, to_regclass('pg_temp.leak') AS temp,
                            (SELECT count(*) FROM pg_prepared_statements WHERE name = 'leaked') AS prepared,
                            (SELECT count(*) FROM pg_listening_channels()) AS listening;
                        """));

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        assertThat(on.one("SELECT found::text FROM public.found")).isEqualTo("(postgres,public,0,,0,0)");
    }

    @Test
    void settingsThatCameWithTheConnectionSurvive(TestDatabase db) {
        Fixture on = new Fixture(db, "shop");

        EngineResult result = on.forward(
                Fixture.migrate("1", "SET search_path = pg_catalog; SELECT 1"),
                Fixture.migrate("2", "CREATE TABLE here (id int)"));

        assertThat(result.completed()).isTrue();
        assertThat(on.exists("shop.here")).isTrue();
    }

    @Test
    void deferredConstraintFailsAsTheScript(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrate(
                        "1",
                        """
                CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
                INSERT INTO a VALUES (1, 2);
                """));

        Ending.Failed failed = (Ending.Failed) result.ending();
        assertThat(failed.failure().failure().sqlState()).isEqualTo("23503");
        assertThat(failed.failure().statement().sql()).isEqualTo("COMMIT");
        assertThat(on.exists("a")).isFalse();
        assertThat(on.history().rows()).isEmpty();
    }

    @Test
    void undoOfWhatIsNotAppliedIsRefused(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));
        assertThat(on.undo(Fixture.undoOf("1", "DROP TABLE a")).completed()).isTrue();

        EngineResult again = on.undo(Fixture.undoOf("1", "DROP TABLE a"));

        assertThat(codes(again)).containsExactly(ProblemCode.NOT_APPLIED);
        assertThat(on.history().rows()).hasSize(2);
    }

    @Test
    void undoWithoutAHistoryIsRefusedAndMakesNone(TestDatabase db) {
        Fixture on = new Fixture(db);

        assertThat(codes(on.undo(Fixture.undoOf("1", "SELECT 1")))).containsExactly(ProblemCode.NOT_APPLIED);
        assertThat(on.exists(Fixture.TABLE)).isFalse();
    }

    @Test
    void whatPlainFlywayAppliedCanBeUndone(TestDatabase db, @TempDir Path folder) throws Exception {
        Fixture on = new Fixture(db);
        Files.writeString(folder.resolve("V1__step.sql"), "CREATE TABLE a (id int)");
        on.plainFlyway("filesystem:" + folder).migrate();

        assertThat(on.undo(Fixture.undoOf("1", "DROP TABLE a")).completed()).isTrue();

        assertThat(on.journal().entries()).extracting(JournalEntry::action).containsExactly(Action.UNDO);
        assertThat(on.flywayInfo("filesystem:" + folder)).containsExactly("1 SQL DELETED", "1 SQL PENDING");
    }

    @Test
    void nothingToDoTouchesNothing(TestDatabase db) {
        Fixture on = new Fixture(db);

        assertThat(on.forward().completed()).isTrue();
        assertThat(on.exists(Fixture.TABLE)).isFalse();
    }

    @Test
    void guardStopsTheRunBeforeTheNextScript(TestDatabase db) {
        Fixture on = new Fixture(db);
        List<String> calls = new ArrayList<>();
        Runnable guard = () -> {
            calls.add("called");
            if (calls.size() == 2) {
                throw new ProblemException(Problem.of(ProblemCode.LOCKED, "The run's lock is gone.", "run again"));
            }
        };

        EngineResult result = on.engine(guard, Progress.SILENT)
                .forward(
                        List.of(
                                Fixture.migrate("1", "CREATE TABLE a (id int)"),
                                Fixture.migrateOutside("2", "CREATE TABLE b (id int)")),
                        false);

        assertThat(codes(result)).containsExactly(ProblemCode.LOCKED);
        assertThat(result.done()).hasSize(1);
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().rows()).hasSize(1);
    }

    @Test
    void fakeRecordsWithoutRunningInASchemaThatIsNotEmpty(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.execute("CREATE TABLE old (id int)");

        EngineResult result = on.forward(Fixture.fake("1"), Fixture.fake("2"));

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        assertThat(on.history().rows()).extracting(HistoryRow::type).containsExactly("SQL", "SQL");
        assertThat(on.history().baseline()).isEmpty();
        assertThat(on.journal().entries()).extracting(JournalEntry::action).containsExactly(Action.FAKE, Action.FAKE);
    }

    @Test
    void schemaThatHoldsSomethingIsNotMigratedBeforeItIsAdopted(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.execute("CREATE TABLE old (id int)");

        EngineResult result = on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));

        assertThat(codes(result)).containsExactly(ProblemCode.NOT_ADOPTED);
        assertThat(on.exists(Fixture.TABLE)).isFalse();
        assertThat(on.exists("dbm_journal")).isFalse();
    }

    @Test
    void repeatableRunsAgainThoughItsChecksumIsTheSame(TestDatabase db) {
        Fixture on = new Fixture(db);
        Step view = Fixture.repeat("CREATE OR REPLACE VIEW v AS SELECT 1 AS one");
        on.forward(view);
        on.execute("DROP VIEW v");

        EngineResult result = on.forward(view);

        assertThat(result.done()).hasSize(1);
        assertThat(on.exists("v")).isTrue();
        assertThat(on.history().rows()).hasSize(2);
    }

    @Test
    void atomicRunKeepsAllOrNothing(TestDatabase db) {
        Fixture on = new Fixture(db);
        Step one = Fixture.migrate("1", "CREATE TABLE a (id int); SET search_path = pg_catalog");
        Step two = Fixture.migrate("2", "CREATE TABLE b (id int)");
        Step bad = Fixture.migrate("3", "SELECT 1/0");

        EngineResult failed = on.engine().forward(List.of(one, two, bad), true);

        assertThat(failed.done()).isEmpty();
        assertThat(((Ending.Failed) failed.ending()).step()).isEqualTo(bad);
        assertThat(on.exists("a")).isFalse();
        assertThat(on.history().rows()).isEmpty();
        assertThat(on.journal().entries()).extracting(JournalEntry::outcome).containsExactly(Outcome.FAILED);

        EngineResult done = on.engine().forward(List.of(one, two), true);

        assertThat(done.done()).hasSize(2);
        assertThat(on.history().applied()).hasSize(2);
        assertThat(on.one("SELECT count(DISTINCT xmin::text) FROM flyway_schema_history"))
                .isEqualTo("1");
    }

    @Test
    void atomicRunRefusesScriptsOutsideTransactions(TestDatabase db) {
        Fixture on = new Fixture(db);

        assertThatThrownBy(() -> on.engine().forward(List.of(Fixture.migrateOutside("1", "VACUUM")), true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void historyAndJournalRowShareTheTransactionOfTheScript(TestDatabase db) {
        Fixture on = new Fixture(db);

        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));

        assertThat(on.one("SELECT h.xmin = j.xmin AND h.xmin = c.xmin FROM flyway_schema_history h, dbm_journal j,"
                        + " pg_class c WHERE c.relname = 'a'"))
                .isEqualTo("t");
    }

    @Test
    void versionsBelowTheBaselineAreRefused(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.execute("CREATE TABLE old (id int)");
        on.plainFlyway().baseline();

        EngineResult result =
                on.forward(Fixture.migrate("0.9", "SELECT 1"), Fixture.migrate("2", "CREATE TABLE a (id int)"));

        assertThat(codes(result)).containsExactly(ProblemCode.BEFORE_BASELINE);
        assertThat(result.done())
                .extracting(done -> done.step().version().orElseThrow())
                .containsExactly(Version.of("2"));
    }

    @Test
    void versionThatSomebodyElseAppliedMeanwhileIsNotRunTwice(TestDatabase db, @TempDir Path folder) throws Exception {
        Fixture on = new Fixture(db);
        Files.writeString(folder.resolve("V1__step.sql"), "CREATE TABLE a (id int)");
        on.plainFlyway("filesystem:" + folder).migrate();

        EngineResult result = on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));

        assertThat(codes(result)).containsExactly(ProblemCode.LOCKED);
        assertThat(result.done()).isEmpty();
    }

    @Test
    void lockOfAnotherFlywayIsReported(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "SELECT 1"));
        long key = 77431708279161L + "\"public\".\"flyway_schema_history\"".hashCode();
        try (dev.dbm.postgres.Session other = db.open()) {
            other.execute("SELECT pg_advisory_lock(" + key + ")");

            EngineResult result = on.forward(Fixture.migrate("2", "SELECT 1"));

            assertThat(codes(result)).containsExactly(ProblemCode.LOCKED);
        }
    }

    @Test
    void roleWithoutRightsOnTheSchemaIsRefused(TestDatabase db) {
        Fixture on = new Fixture(db);
        org.postgresql.ds.PGSimpleDataSource source = on.source();
        source.setOptions("-c search_path=public -c role=pg_monitor");
        EngineTarget target =
                new EngineTarget(source, db::open, "public", List.of("public"), Fixture.TABLE, 0, LockPolicy.ONE_TRY);
        EngineRun run =
                new EngineRun("run", "dev", new JournalEntry.By("r", "p", "h", "1"), java.util.Optional.empty());
        try (dev.dbm.postgres.Session session = db.open()) {
            session.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC");
        }

        EngineResult result = new Engine(target, run, () -> {}, Progress.SILENT)
                .forward(List.of(Fixture.migrate("1", "SELECT 1")), false);

        assertThat(codes(result)).containsExactly(ProblemCode.NO_PRIVILEGE);
    }

    @Test
    void serverThatCannotBeReachedIsAProblemAndNoException(TestDatabase db) {
        Fixture on = new Fixture(db);
        EngineTarget target = new EngineTarget(
                on.source(),
                () -> {
                    throw new ProblemException(Problem.of(ProblemCode.UNREACHABLE, "Nobody answers.", "start it"));
                },
                "public",
                List.of("public"),
                Fixture.TABLE,
                0,
                LockPolicy.ONE_TRY);
        EngineRun run =
                new EngineRun("run", "dev", new JournalEntry.By("r", "p", "h", "1"), java.util.Optional.empty());
        Engine engine = new Engine(target, run, () -> {}, Progress.SILENT);

        assertThat(codes(engine.forward(List.of(Fixture.migrate("1", "SELECT 1")), false)))
                .containsExactly(ProblemCode.UNREACHABLE);
        assertThat(codes(engine.undo(List.of(Fixture.undoOf("1", "SELECT 1")), 0, session -> {})))
                .containsExactly(ProblemCode.UNREACHABLE);
    }

    @Test
    void damagedUndoTextIsRefused(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "SELECT 1"));
        on.execute("UPDATE dbm_journal SET undo_sql = 'DROP TABLE users'");

        assertThatThrownBy(() -> KeptScripts.verify(
                        on.journal().applications().get(Version.of("1")).undo().orElseThrow()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.KEPT_UNDO_DAMAGED));
    }

    @Test
    void journalThatCannotBeWrittenTakesTheScriptBack(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "SELECT 1"));
        on.execute("ALTER TABLE dbm_journal ADD CHECK (version <> '2')");

        EngineResult result = on.forward(Fixture.migrate("2", "CREATE TABLE b (id int)"));

        assertThat(codes(result)).containsExactly(ProblemCode.SQL_FAILED);
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().rows()).hasSize(1);
    }

    @Test
    void hostileNamesStayData(TestDatabase db) {
        String schema = "it's \"odd\"; DROP";
        try (dev.dbm.postgres.Session session = db.open()) {
            session.execute("CREATE SCHEMA " + dev.dbm.postgres.Identifiers.quote(schema));
        }
        org.postgresql.ds.PGSimpleDataSource source = new Fixture(db).source();
        source.setOptions("");
        EngineTarget target =
                new EngineTarget(source, db::open, schema, List.of(schema), Fixture.TABLE, 0, LockPolicy.ONE_TRY);
        EngineRun run = new EngineRun(
                "run'1", "de\"v", new JournalEntry.By("o'x", "a\\b", "$$", "1"), java.util.Optional.empty());

        EngineResult result = new Engine(target, run, () -> {}, Progress.SILENT)
                .forward(List.of(Fixture.migrate("1", "CREATE TABLE here (id int)")), false);

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        try (dev.dbm.postgres.Session session = db.open()) {
            JournalEntry entry = dev.dbm.postgres.JournalTable.read(session, schema, true)
                    .entries()
                    .get(0);
            assertThat(entry.run()).isEqualTo("run'1");
            assertThat(entry.by().person()).isEqualTo("a\\b");
            assertThat(dev.dbm.postgres.HistoryTable.read(session, schema, Fixture.TABLE)
                            .rows())
                    .hasSize(1);
        }
    }

    @Test
    void moreStepsThanOneCallTakesRunInOrder(TestDatabase db) {
        Fixture on = new Fixture(db);
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= 105; i++) {
            steps.add(Fixture.migrate(
                    String.valueOf(i), i == 1 ? "CREATE TABLE t (i int)" : "INSERT INTO t VALUES (" + i + ")"));
        }

        EngineResult result = on.engine().forward(steps, false);

        assertThat(result.ending()).isEqualTo(new Ending.Completed());
        assertThat(result.done()).extracting(EngineResult.Done::step).containsExactlyElementsOf(steps);
        assertThat(on.one("SELECT string_agg(i::text, ',' ORDER BY xmin::text::int, cmin::text::int) = "
                        + "string_agg(i::text, ',' ORDER BY i) FROM t"))
                .isEqualTo("t");
    }

    @Test
    void stepsOutOfOrderAreAMistakeOfTheCaller(TestDatabase db) {
        Fixture on = new Fixture(db);

        assertThatThrownBy(() -> on.forward(Fixture.migrate("2", "SELECT 1"), Fixture.migrate("1", "SELECT 1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<ProblemCode> codes(EngineResult result) {
        assertThat(result.ending()).isInstanceOf(Ending.Refused.class);
        return ((Ending.Refused) result.ending())
                .problems().stream().map(Problem::code).toList();
    }
}

package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.LockPolicy;
import dev.dbm.model.Progress;
import dev.dbm.model.Version;
import dev.dbm.testing.CuttingProxy;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresTest
class LostConnectionTest {

    @Test
    void connectionCutWhileCommittingIsReportedAsUnknownAndTheJournalTells(TestDatabase db) throws Exception {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));

        EngineResult result = cutAtCommit(on, db, false, Fixture.migrate("2", "CREATE TABLE b (id int)"));

        Ending.Unknown unknown = (Ending.Unknown) result.ending();
        assertThat(unknown.steps())
                .extracting(step -> step.version().orElseThrow())
                .containsExactly(Version.of("2"));
        assertThat(unknown.failure().connectionLost()).isTrue();
        assertThat(result.done()).isEmpty();
        assertThat(on.history().isApplied(Version.of("2"))).isTrue();
        assertThat(on.journal().entries())
                .filteredOn(entry -> entry.run().equals("run-cut"))
                .extracting(entry -> entry.version().orElseThrow())
                .containsExactly(Version.of("2"));
    }

    @Test
    void atomicRunWithALostCommitIsUnknownAsAWhole(TestDatabase db) throws Exception {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));

        EngineResult result = cutAtCommit(
                on,
                db,
                true,
                Fixture.migrate("2", "CREATE TABLE b (id int)"),
                Fixture.migrate("3", "CREATE TABLE c (id int)"));

        assertThat(result.done()).isEmpty();
        assertThat(((Ending.Unknown) result.ending()).steps()).hasSize(2);
        assertThat(on.history().applied()).hasSize(3);
    }

    @Test
    void backendThatDiesBetweenScriptAndCommitLeavesNeitherRow(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));
        on.execute(
                """
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL;
                END $$;
                CREATE TRIGGER dies AFTER INSERT ON flyway_schema_history
                    FOR EACH ROW WHEN (NEW.version = '2') EXECUTE FUNCTION die();
                """);

        EngineResult result = on.forward(Fixture.migrate("2", "CREATE TABLE b (id int)"));

        assertThat(result.ending()).isInstanceOf(Ending.Unknown.class);
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().rows()).hasSize(1);
        assertThat(on.journal().entries()).hasSize(1);
    }

    @Test
    void backendThatDiesInsideATransactionalScriptHasFailedIt(TestDatabase db) {
        Fixture on = new Fixture(db);

        EngineResult result = on.forward(
                Fixture.migrate("1", "CREATE TABLE a (id int); SELECT pg_terminate_backend(pg_backend_pid())"));

        Ending.Failed failed = (Ending.Failed) result.ending();
        assertThat(failed.rolledBack()).isTrue();
        assertThat(failed.failure().failure().connectionLost()).isTrue();
        assertThat(on.exists("a")).isFalse();
    }

    private static EngineResult cutAtCommit(Fixture on, TestDatabase db, boolean atomic, Step... steps)
            throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(
                db.address().host(), Integer.parseInt(db.address().port()))) {
            PGSimpleDataSource source = on.source();
            source.setServerNames(new String[] {"127.0.0.1"});
            source.setPortNumbers(new int[] {proxy.port()});
            EngineTarget target = new EngineTarget(
                    source, db::open, "public", List.of("public"), Fixture.TABLE, 0, LockPolicy.ONE_TRY);
            EngineRun run = new EngineRun("run-cut", "dev", new JournalEntry.By("r", "p", "h", "1"), Optional.empty());
            return new Engine(target, run, proxy::arm, Progress.SILENT).forward(List.of(steps), atomic);
        }
    }
}

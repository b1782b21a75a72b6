package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import org.junit.jupiter.api.Test;

@PostgresTest
class LostConnectionTest {

    /** A trigger on the history row, which Flyway writes last, puts the end of the backend into the commit itself. */
    private static final String DIES_AT_COMMIT =
            """
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON flyway_schema_history
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version = '2') EXECUTE FUNCTION die();
            """;

    private static final String DIES_BEFORE_COMMIT = DIES_AT_COMMIT.replace("DEFERRABLE INITIALLY DEFERRED", "");

    @Test
    void connectionLostAtCommitIsReportedAsUnknown(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));
        on.execute(DIES_AT_COMMIT);

        EngineResult result = on.forward(Fixture.migrate("2", "CREATE TABLE b (id int)"));

        Ending.Unknown unknown = (Ending.Unknown) result.ending();
        assertThat(unknown.steps())
                .extracting(step -> step.version().orElseThrow())
                .containsExactly(Version.of("2"));
        assertThat(unknown.failure().connectionLost()).isTrue();
        nothingOfTheSecondIsThere(on);
    }

    @Test
    void backendThatDiesBetweenScriptAndCommitLeavesNeitherRow(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"));
        on.execute(DIES_BEFORE_COMMIT);

        EngineResult result = on.forward(Fixture.migrate("2", "CREATE TABLE b (id int)"));

        assertThat(result.ending()).isInstanceOf(Ending.Unknown.class);
        nothingOfTheSecondIsThere(on);
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

    private static void nothingOfTheSecondIsThere(Fixture on) {
        assertThat(on.exists("b")).isFalse();
        assertThat(on.history().rows()).hasSize(1);
        assertThat(on.journal().entries()).hasSize(1);
    }
}

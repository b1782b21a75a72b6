package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@PostgresTest
class KeptQueriesTest {
    private static final String NAMES = "SELECT relname FROM pg_catalog.pg_class WHERE oid = ANY ($1) ORDER BY oid";

    private final List<String> read = new ArrayList<>();

    @Test
    void aQueryIsPreparedOnceHoweverOftenItRunsAndInWhateverCompany(TestDatabase db) {
        try (Session session = db.open()) {
            KeptQueries kept = new KeptQueries(session);
            one(kept.message()).send();
            names(one(kept.message())).send();
            names(kept.message()).send();
            // another reader of the same connection finds them
            names(new KeptQueries(session).message()).send();

            assertThat(read)
                    .containsExactly("1", "1", "pg_type", "pg_class", "pg_type", "pg_class", "pg_type", "pg_class");
            assertThat(prepared(session)).containsExactly("dbm query names", "dbm query one");
        }
    }

    @Test
    void whatAScriptDroppedIsPreparedAgain(TestDatabase db) {
        try (Session session = db.open()) {
            KeptQueries kept = new KeptQueries(session);
            one(kept.message()).send();
            session.execute("DEALLOCATE ALL");
            kept.mayBeGone();
            one(kept.message()).send();
            assertThat(read).containsExactly("1", "1");
        }
    }

    @Test
    void afterAMessageThatFailedTheServerIsAskedWhatItHolds(TestDatabase db) {
        try (Session session = db.open()) {
            KeptQueries kept = new KeptQueries(session);
            assertThatThrownBy(() -> names(one(kept.message())
                                    .then("broken", () -> "SELECT 1 / (random() * 0)::int", this::add))
                            .send())
                    .isInstanceOf(DatabaseException.class);
            read.clear();
            names(one(kept.message())).send();
            assertThat(read).containsExactly("1", "pg_type", "pg_class");
        }
    }

    @Test
    void theyStayWhenTheSessionForgetsWhatAScriptLeft(TestDatabase db) {
        try (Session session = db.open()) {
            KeptQueries kept = new KeptQueries(session);
            one(kept.message()).send();
            session.execute("PREPARE mine AS SELECT 2");
            SessionState.resetKeepingStatements(session, true);
            assertThat(prepared(session)).containsExactly("dbm query one");
        }
    }

    @Test
    void theDriverKeepsItsStatementsToo(TestDatabase db) {
        try (Session session = db.open()) {
            RoundTrip trip = new RoundTrip().then("SELECT 3", this::add);
            session.begin();
            SessionState.commitAndReset(session, false);
            trip.run(session.connection());
            String once = all(session);
            SessionState.resetKeepingStatements(session, false);
            session.begin();
            session.executeScript(SessionState.INSIDE);
            SessionState.rollbackAndReset(session, false);
            session.begin();
            SessionState.commitAndReset(session, false);
            trip.run(session.connection());
            assertThat(all(session)).isEqualTo(once);
        }
    }

    private KeptQueries.Message one(KeptQueries.Message message) {
        return message.then("one", () -> "SELECT 1", this::add);
    }

    private KeptQueries.Message names(KeptQueries.Message message) {
        return message.then("names", () -> NAMES, List.of(1247L, 1259L), this::add);
    }

    private void add(java.sql.ResultSet rows) throws java.sql.SQLException {
        while (rows.next()) {
            read.add(rows.getString(1));
        }
    }

    private static List<String> prepared(Session session) {
        return session.query(
                "SELECT name FROM pg_catalog.pg_prepared_statements WHERE from_sql ORDER BY name",
                row -> row.getString(1));
    }

    /** The driver's own statements and when each was prepared, but for this one. */
    private static String all(Session session) {
        return session.lastResult(
                        "SELECT string_agg(name || prepare_time, ' ' ORDER BY name) FROM pg_catalog.pg_prepared_statements")
                .get(0);
    }
}

package dev.dbm.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.WriteLocks;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;

/** What is read of a transaction must be what a full read says, whatever the transaction did. */
@PostgresTest
class IncrementalReadingTest {
    private static final CatalogScope SCOPE =
            new CatalogScope("public", Set.of("flyway_schema_history", "dbm_journal"));

    // Roles belong to the whole server, so each test has one of its own.
    private final String role = "dbm_test_" + UUID.randomUUID().toString().replace("-", "");

    @AfterEach
    void dropTheRole(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("DROP ROLE IF EXISTS " + role);
        }
    }

    @Test
    void whatATransactionTouchedIsAllThatAFullReadFinds(TestDatabase db) {
        try (Session session = prepared(db)) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            SoftAssertions softly = new SoftAssertions();
            for (String change : Changes.all(role)) {
                session.begin();
                LegMark mark = reader.begin();
                if (!runs(session, change)) {
                    session.rollback();
                    continue;
                }
                softly.assertThat(facts(reader.readAfter(before, mark, Spoken.ANYTHING, new WriteLocks.Rows(""))))
                        .as(change)
                        .isEqualTo(facts(reader.readAll()));
                session.rollback();
            }
            softly.assertAll();
        }
    }

    @Test
    void whatWasNotTouchedIsNotReadAgain(TestDatabase db) {
        try (Session session = prepared(db)) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            session.begin();
            LegMark mark = reader.begin();
            session.execute(
                    "ALTER TABLE users ADD COLUMN role text; CREATE INDEX ON users (role); DROP FUNCTION app.g CASCADE");
            Snapshot after = reader.readAfter(before, mark, Spoken.ANYTHING, new WriteLocks.Rows(""));

            List<String> again = after.units().values().stream()
                    .filter(unit -> before.units().get(unit.id()) != unit)
                    .map(unit -> unit.items().get(0).object())
                    .toList();
            assertThat(again)
                    .contains("public.users")
                    .doesNotContain("app.base", "app.touch()", "app.mood", "app", "app.orders");
            assertThat(again.size()).isLessThan(before.units().size() / 2);
        }
    }

    @Test
    void aScriptThatCommitsOnItsOwnIsReadAsAWhole(TestDatabase db) {
        try (Session session = prepared(db)) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            session.begin();
            LegMark mark = reader.begin();
            session.execute(
                    "GRANT SELECT (id) ON users TO PUBLIC; COMMIT; BEGIN; GRANT SELECT (mood) ON users TO PUBLIC");

            assertThat(facts(reader.readAfter(before, mark, Spoken.ANYTHING, new WriteLocks.Rows(""))))
                    .isEqualTo(facts(reader.readAll()));
            session.rollback();
        }
    }

    @Test
    void aServerThatDoesNotCountIsReadAsAWhole(TestDatabase db) {
        try (Session session = prepared(db)) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            session.execute("SET track_counts = off");
            session.begin();
            LegMark mark = reader.begin();
            session.execute("GRANT SELECT (id) ON users TO " + role);

            assertThat(mark.writes()).isEmpty();
            assertThat(facts(reader.readAfter(before, mark, Spoken.ANYTHING, new WriteLocks.Rows(""))))
                    .isEqualTo(facts(reader.readAll()))
                    .isNotEqualTo(facts(before));
            session.rollback();
        }
    }

    @Test
    void anAttributeThatComesBackInAnotherPlaceChangesWhatCallsItsFunctions(TestDatabase db) {
        try (Session session = prepared(db)) {
            session.executeScript("CREATE FUNCTION app.two() RETURNS app.pair LANGUAGE sql AS 'SELECT NULL::app.pair';"
                    + "CREATE VIEW app.called AS SELECT t.b FROM app.two() t;"
                    + "CREATE POLICY calls ON users USING (email = (SELECT t.b FROM app.two() t))");
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            session.begin();
            LegMark mark = reader.begin();
            session.executeScript("ALTER TYPE app.pair DROP ATTRIBUTE a; ALTER TYPE app.pair ADD ATTRIBUTE a integer");
            Snapshot after = reader.readAfter(before, mark, Spoken.NOTHING, new WriteLocks.Rows(""));
            assertThat(facts(after)).isEqualTo(facts(reader.readAll())).isNotEqualTo(facts(before));
        }
    }

    @Test
    void severalChangesInOneTransactionAreAllFound(TestDatabase db) {
        Random random = new Random(20260105L);
        List<String> changes = Changes.all(role);
        try (Session session = prepared(db)) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            Snapshot before = reader.readAll();
            SoftAssertions softly = new SoftAssertions();
            for (int leg = 0; leg < 60; leg++) {
                List<String> done = new ArrayList<>();
                session.begin();
                LegMark mark = reader.begin();
                for (int i = 0; i < 4; i++) {
                    String change = changes.get(random.nextInt(changes.size()));
                    session.execute("SAVEPOINT attempt");
                    try {
                        session.execute(change);
                        done.add(change);
                    } catch (DatabaseException e) {
                        session.execute("ROLLBACK TO SAVEPOINT attempt");
                    }
                }
                session.execute("RESET ALL; RESET ROLE");
                softly.assertThat(facts(reader.readAfter(before, mark, Spoken.ANYTHING, new WriteLocks.Rows(""))))
                        .as(String.join(";\n", done))
                        .isEqualTo(facts(reader.readAll()));
                session.rollback();
            }
            softly.assertAll();
        }
    }

    // Servers before PostgreSQL 15 do not know all of the changes.
    private static boolean runs(Session session, String change) {
        try {
            session.execute(change);
            return true;
        } catch (DatabaseException e) {
            assertThat(((BaseConnection) session.connection()).haveMinimumServerVersion(150000))
                    .as(change + e)
                    .isFalse();
            return false;
        }
    }

    private Session prepared(TestDatabase db) {
        Session session = db.open();
        session.execute("CREATE ROLE " + role);
        session.execute(Samples.SCHEMA);
        return session;
    }

    private static Set<CatalogItem> facts(Snapshot snapshot) {
        return new HashSet<>(snapshot.items());
    }
}

package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
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
            int n = 0, full = 0, skipped = 0;
            for (String change : Changes.all(role)) {
                session.begin();
                try {
                    LegMark mark = reader.begin();
                    session.execute(change);
                    Snapshot after = reader.readAfter(before, mark);
                    Snapshot whole = reader.readAll();
                    softly.assertThat(facts(after)).as(change).isEqualTo(facts(whole));
                    n++;
                    CatalogUnit.Id probe = before.units().keySet().stream()
                            .filter(id -> after.units().containsKey(id))
                            .findFirst()
                            .orElseThrow();
                    long same = before.units().entrySet().stream()
                            .filter(e -> after.units().get(e.getKey()) == e.getValue())
                            .count();
                    if (same == 0) {
                        full++;
                        System.out.println("FULL " + change.replace('\n', ' '));
                    }
                    if (System.getenv("DBM_SHOW") != null && facts(after).equals(facts(before)))
                        System.out.println("SAME " + change);
                } catch (DatabaseException e) {
                    skipped++;
                    if (System.getenv("DBM_SHOW") != null)
                        System.out.println("SKIP " + change + " : " + e.getMessage());
                } finally {
                    session.rollback();
                }
            }
            System.out.println(n + " changes, " + full + " full, " + skipped + " skipped");
            softly.assertAll();
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
                softly.assertThat(facts(reader.readAfter(before, mark)))
                        .as(String.join(";\n", done))
                        .isEqualTo(facts(reader.readAll()));
                session.rollback();
            }
            softly.assertAll();
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

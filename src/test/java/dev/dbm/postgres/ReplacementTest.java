package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class ReplacementTest {
    private TestDatabase db;
    private Database target;

    @BeforeEach
    void open(TestDatabase fresh) {
        db = fresh;
        target = Database.open(fresh.address(), ConnectionOptions.PLAIN);
    }

    @AfterEach
    void dropKept() {
        target.close();
        try (Session session = server()) {
            databases(session).stream()
                    .filter(name -> !name.equals(db.address().database()))
                    .forEach(name -> session.execute("DROP DATABASE " + Identifiers.quote(name)));
        }
    }

    private Session server() {
        return new TestDatabase(db.address().withDatabase("postgres")).open();
    }

    /** The test's database, and what has its name in it. */
    private List<String> databases(Session session) {
        return session.query(
                "SELECT datname FROM pg_database WHERE starts_with(datname, ?) ORDER BY 1",
                row -> row.getString(1),
                db.address().database().substring(0, 30));
    }

    /** A replacement that can be told from the target. */
    private Replacement replacement() {
        Replacement replacement = Replacement.of(target);
        try (Session session = new TestDatabase(replacement.address()).open()) {
            session.execute("CREATE TABLE new_one ()");
        }
        return replacement;
    }

    private boolean isNew() {
        try (Session session = db.open()) {
            return session.queryOne("SELECT to_regclass('new_one') IS NOT NULL", row -> row.getBoolean(1))
                    .orElseThrow();
        }
    }

    @Test
    void whatDidNotTakeThePlaceGoes() {
        String name;
        try (Replacement replacement = replacement()) {
            name = replacement.address().database();
        }
        try (Session session = server()) {
            assertThat(session.query("SELECT 1 FROM pg_database WHERE datname = ?", row -> 1, name))
                    .isEmpty();
        }
        assertThat(isNew()).isFalse();
    }

    @Test
    void whoeverCameInAtTheLastMomentIsNamedAndTheWorkIsKept() {
        target.close();
        try (Replacement replacement = replacement();
                Session other = db.open()) {
            other.execute("SET application_name = 'late'");

            ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> replacement.takePlace(false));

            Problem problem = thrown.problems().get(0);
            assertThat(problem.code()).isEqualTo(ProblemCode.DATABASE_IN_USE);
            assertThat(problem.message()).contains("late", "_restored_");
            assertThat(problem.next()).contains("RENAME TO");
        }
        assertThat(isNew()).isFalse();
        try (Session session = server()) {
            assertThat(databases(session)).hasSize(2).anyMatch(name -> name.contains("_restored_"));
        }
    }

    @Test
    void aPoolThatComesBackAtOnceDoesNotKeepItFromThePlace() throws InterruptedException {
        target.close();
        Clients clients = new Clients();
        try (Replacement replacement = replacement()) {
            clients.begin();
            assertThat(replacement.inTheWay()).isNotEmpty();

            String kept = replacement.takePlace(true);

            try (Session session = server()) {
                assertThat(databases(session))
                        .containsExactlyInAnyOrder(db.address().database(), kept);
            }
        } finally {
            clients.end();
        }
        assertThat(isNew()).isTrue();
    }

    /** Like an application that connects again as soon as it is thrown out. */
    private final class Clients {
        private final List<Thread> threads = List.of(new Thread(this::work), new Thread(this::work));
        private volatile boolean over;
        private volatile int worked;

        void begin() {
            threads.forEach(Thread::start);
            while (worked == 0) {
                Thread.onSpinWait();
            }
        }

        private void work() {
            while (!over) {
                try (Session session = db.open()) {
                    while (!over) {
                        session.execute("SELECT 1");
                        worked = 1;
                    }
                } catch (DatabaseException | AssertionError e) {
                    // thrown out: comes back
                    continue;
                }
            }
        }

        void end() throws InterruptedException {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void whatAKilledRestoreLeftIsRemoved() {
        String left = ScratchName.RESTORE_PREFIX + "0123abcd_99999999_zzzz";
        try (Session session = server()) {
            session.execute("CREATE DATABASE " + left + " TEMPLATE template0");
            replacement().close();
            assertThat(session.query("SELECT 1 FROM pg_database WHERE datname = ?", row -> 1, left))
                    .isEmpty();
        }
    }
}

package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import org.junit.jupiter.api.Test;

@PostgresTest
class HistoryTableTest {
    static final String TABLE = "flyway_schema_history";

    /** As Flyway 7 to 13 create it, with rows of free and paid editions. */
    static final String MADE_BY_FLYWAY =
            """
            CREATE TABLE flyway_schema_history (
                installed_rank integer NOT NULL PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL,
                type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum integer,
                installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),
                execution_time integer NOT NULL, success boolean NOT NULL);
            INSERT INTO flyway_schema_history VALUES
                (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"public"', NULL, 'old', now(), 0, true),
                (1, '1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'old', now(), 0, true),
                (2, '1.1', 'by spring', 'SPRING_JDBC', 'db.V1_1', NULL, 'old', now(), 3, true),
                (3, '2', 'shell', 'SCRIPT', 'V2__shell.sh', 5, 'old', now(), 3, true),
                (4, '2', 'shell', 'UNDO_SCRIPT', 'U2__shell.sh', 6, 'old', now(), 3, true),
                (5, '3', 'three', 'SQL', 'V3__three.sql', -7, 'old', now(), 3, true),
                (6, '3', 'three', 'UNDO_SQL', 'U3__three.sql', 8, 'old', now(), 3, true),
                (7, '3', 'three', 'SQL', 'V3__three.sql', -7, 'old', now(), 3, true),
                (8, '4', 'four', 'SQL', 'V4__four.sql', 9, 'old', now(), 3, true),
                (9, '4', 'four', 'DELETE', 'V4__four.sql', 9, 'old', now(), 3, true),
                (10, '5', 'five', 'SQL', 'V5__five.sql', 10, 'old', now(), 3, false),
                (11, NULL, 'views', 'SQL', 'R__views.sql', 11, 'old', now(), 3, true);
            """;

    @Test
    void missingTableIsNoHistory(TestDatabase db) {
        try (Session session = db.open()) {
            assertThat(HistoryTable.read(session, "public", TABLE)).isEqualTo(History.NONE);
            assertThat(HistoryTable.exists(session, "public", TABLE)).isFalse();
        }
    }

    @Test
    void historiesOfAllEditionsAreRead(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(MADE_BY_FLYWAY);

            History history = HistoryTable.read(session, "public", TABLE);

            assertThat(history.rows()).hasSize(12);
            assertThat(history.applied())
                    .extracting(row -> row.version().orElseThrow())
                    .containsExactly(Version.of("1.1"), Version.of("3"));
            assertThat(history.baseline().flatMap(HistoryRow::version)).contains(Version.of("1"));
            assertThat(history.failed()).extracting(HistoryRow::rank).containsExactly(10);
            assertThat(history.repeatables()).containsOnlyKeys("views");
            assertThat(history.rows().get(5).checksum()).contains(-7);
            assertThat(history.rows().get(2).checksum()).isEmpty();
        }
    }

    @Test
    void historyThatTheRoleMayNotReadIsAProblem(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(MADE_BY_FLYWAY);
            session.execute("SET ROLE pg_monitor");

            assertThat(codeOf(session)).isEqualTo(ProblemCode.HISTORY_UNREADABLE);
        }
    }

    @Test
    void tableOfSomebodyElseIsAProblem(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE flyway_schema_history (id int)");

            assertThat(codeOf(session)).isEqualTo(ProblemCode.HISTORY_UNREADABLE);
        }
    }

    @Test
    void rowWithAVersionThatIsNoneIsAProblem(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(
                    MADE_BY_FLYWAY + "UPDATE flyway_schema_history SET version = 'latest' WHERE installed_rank = 5");

            assertThat(codeOf(session)).isEqualTo(ProblemCode.HISTORY_UNREADABLE);
        }
    }

    private static ProblemCode codeOf(Session session) {
        return catchThrowableOfType(ProblemException.class, () -> HistoryTable.read(session, "public", TABLE))
                .problems()
                .get(0)
                .code();
    }
}

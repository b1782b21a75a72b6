package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

@PostgresTest
class HistoryRepairTest {
    private static final JournalEntry ENTRY = new JournalEntry(
            0,
            "run",
            Instant.EPOCH,
            JournalEntry.Action.REPAIR,
            JournalEntry.Outcome.DONE,
            Optional.of(Version.of("5")),
            "five",
            "V5__five.sql",
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "dev",
            new JournalEntry.By("r", "p", "h", "1"),
            Optional.empty(),
            0,
            Optional.empty(),
            "forgotten");

    @Test
    void failedRowIsForgotten(TestDatabase db) {
        try (Session session = withHistory(db)) {
            repair(session).forget(failed(session), ENTRY);

            assertThat(history(session).latest()).doesNotContainKey(Version.of("5"));
            assertThat(JournalTable.read(session, "public", false).entries()).hasSize(1);
        }
    }

    @Test
    void failedRowIsMarkedDone(TestDatabase db) {
        try (Session session = withHistory(db)) {
            repair(session).markDone(failed(session), ENTRY);

            assertThat(history(session).isApplied(Version.of("5"))).isTrue();
        }
    }

    @Test
    void checksumIsTakenOver(TestDatabase db) {
        try (Session session = withHistory(db)) {
            repair(session).takeChecksum(history(session).latest().get(Version.of("3")), 99, ENTRY);

            assertThat(history(session).latest().get(Version.of("3")).checksum())
                    .contains(99);
        }
    }

    @Test
    void rowIsAddedForAScriptWithoutOne(TestDatabase db) {
        try (Session session = withHistory(db)) {
            repair(session).add(Version.of("6"), "six", "SQL", "V6__six.sql", 12, ENTRY);

            History history = history(session);
            assertThat(history.isApplied(Version.of("6"))).isTrue();
            assertThat(history.latest().get(Version.of("6")).rank()).isEqualTo(12);
        }
    }

    @Test
    void rowThatChangedMeanwhileIsLeftAloneAndNothingIsNoted(TestDatabase db) {
        try (Session session = withHistory(db)) {
            HistoryRow failed = failed(session);
            repair(session).markDone(failed, ENTRY);

            assertThatThrownBy(() -> repair(session).forget(failed, ENTRY)).isInstanceOf(ProblemException.class);

            assertThat(history(session).isApplied(Version.of("5"))).isTrue();
            assertThat(JournalTable.read(session, "public", false).entries()).hasSize(1);
        }
    }

    private static Session withHistory(TestDatabase db) {
        Session session = db.open();
        session.execute(HistoryTableTest.MADE_BY_FLYWAY);
        return session;
    }

    private static HistoryRepair repair(Session session) {
        return new HistoryRepair(session, "public", HistoryTableTest.TABLE);
    }

    private static History history(Session session) {
        return HistoryTable.read(session, "public", HistoryTableTest.TABLE);
    }

    private static HistoryRow failed(Session session) {
        return history(session).failed().get(0);
    }
}

package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.LockMode;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.UndoEffects.Drop;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

@PostgresTest
class JournalTableTest {
    private static final JournalEntry.KeptScript UNDO = new JournalEntry.KeptScript(
            "U1__x.sql",
            "DROP TABLE \"o'clock\"; -- $1 ? {d}",
            "",
            "abc",
            -5,
            Map.of("owner", "it's \"app\""),
            Map.of("secret", "APP_SECRET"));

    @Test
    void entriesComeBackAsTheyWere(TestDatabase db) {
        try (Session session = db.open()) {
            JournalTable.create(session, "public");
            JournalEntry full = entry(Optional.of(UNDO));
            JournalTable.append(session, "public", full);
            JournalTable.append(session, "public", bare());

            Journal journal = JournalTable.read(session, "public", true);

            assertThat(journal.exists()).isTrue();
            assertThat(journal.entries()).hasSize(2);
            assertThat(journal.entries().get(0))
                    .usingRecursiveComparison()
                    .ignoringFields("id", "at")
                    .isEqualTo(full);
            assertThat(journal.entries().get(1))
                    .usingRecursiveComparison()
                    .ignoringFields("id", "at")
                    .isEqualTo(bare());
            assertThat(journal.entries().get(0).id()).isPositive();
            assertThat(journal.entries().get(0).at()).isAfter(Instant.EPOCH);
        }
    }

    @Test
    void undoTextIsReadOnlyOnRequest(TestDatabase db) {
        try (Session session = db.open()) {
            JournalTable.create(session, "public");
            JournalTable.append(session, "public", entry(Optional.of(UNDO)));

            assertThat(JournalTable.read(session, "public", false)
                            .entries()
                            .get(0)
                            .undo())
                    .isEmpty();
        }
    }

    @Test
    void missingJournalIsNone(TestDatabase db) {
        try (Session session = db.open()) {
            assertThat(JournalTable.read(session, "public", true)).isEqualTo(Journal.NONE);
            assertThat(JournalTable.access(session, "public")).isEqualTo(JournalTable.Access.MISSING);
        }
    }

    @Test
    void nobodyButTheOwnerGetsARightWhateverTheDefaultsGrant(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC;"
                    + " ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO pg_monitor");

            JournalTable.create(session, "public");

            assertThat(session.queryOne(
                            "SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a"
                                    + " WHERE c.relname = 'dbm_journal' AND a.grantee <> c.relowner",
                            row -> row.getLong(1)))
                    .contains(0L);
            session.execute("SET ROLE pg_monitor");
            assertThat(JournalTable.read(session, "public", true)).isEqualTo(Journal.NONE);
            assertThat(JournalTable.access(session, "public")).isEqualTo(JournalTable.Access.UNREADABLE);
        }
    }

    @Test
    void creatingItAgainKeepsItsRows(TestDatabase db) {
        try (Session session = db.open()) {
            JournalTable.create(session, "public");
            JournalTable.append(session, "public", bare());
            JournalTable.create(session, "public");

            assertThat(JournalTable.read(session, "public", false).entries()).hasSize(1);
            assertThat(JournalTable.access(session, "public")).isEqualTo(JournalTable.Access.READABLE);
        }
    }

    private static JournalEntry entry(Optional<JournalEntry.KeptScript> undo) {
        return new JournalEntry(
                0,
                "run",
                Instant.EPOCH,
                JournalEntry.Action.MIGRATE,
                JournalEntry.Outcome.DONE,
                Optional.of(Version.of("1.2")),
                "d'escription",
                "V1__x.sql",
                OptionalInt.of(-3),
                undo.map(kept -> new JournalEntry.KeptScript(
                        "V1__x.sql", "CREATE TABLE t ()", "", "sha", -3, Map.of(), Map.of("owner", "OWNER"))),
                undo,
                Optional.of(new JournalEntry.Proof(
                        "key",
                        Verdict.PROVEN_WITH_DATA_LOSS,
                        true,
                        Optional.of(new UndoEffects(
                                List.of(
                                        new Drop("public.a", Optional.empty()),
                                        new Drop("public.b", Optional.of("\"c.d\""))),
                                Set.of("public.\"e f\""),
                                Map.of("public.b", LockMode.ACCESS_EXCLUSIVE))))),
                "prod",
                new JournalEntry.By("r", "p", "h", "1"),
                Optional.of("/backup/x.dump"),
                42,
                Optional.of("digest"),
                "detail");
    }

    private static JournalEntry bare() {
        return new JournalEntry(
                0,
                "run",
                Instant.EPOCH,
                JournalEntry.Action.ADOPT,
                JournalEntry.Outcome.DONE,
                Optional.empty(),
                "",
                "",
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "dev",
                new JournalEntry.By("r", "p", "h", "1"),
                Optional.empty(),
                0,
                Optional.empty(),
                "");
    }
}

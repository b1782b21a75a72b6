package dev.dbm.postgres;

import static dev.dbm.model.DataLoss.How.CHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.DataLoss;
import dev.dbm.model.TableDigest;
import dev.dbm.postgres.RowDigests.Stored;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresTest
class RowDigestsTest {
    @Test
    void countsValuesThatAColumnLost(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute("CREATE TABLE users (id int PRIMARY KEY, email text);"
                    + "INSERT INTO users SELECT g, 'u' || g FROM generate_series(1, 20) g");
            TableDigest before = only(session);
            session.execute("UPDATE users SET email = NULL WHERE id <= 5; UPDATE users SET email = 'x' WHERE id = 6");

            assertThat(before.lostIn(only(session)))
                    .containsExactly(new DataLoss("public.users", "email", 6, 20, CHANGED, false));
        }
    }

    @Test
    void countsRowsThatAreGone(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute("CREATE TABLE users (id int, email text);"
                    + "INSERT INTO users SELECT g, 'u' || g FROM generate_series(1, 20) g");
            TableDigest before = only(session);
            session.execute("DELETE FROM users WHERE id > 17; INSERT INTO users VALUES (99, NULL)");

            assertThat(before.lostIn(only(session)))
                    .containsExactly(
                            new DataLoss("public.users", "*", 2, 20),
                            new DataLoss("public.users", "email", 3, 20),
                            new DataLoss("public.users", "id", 3, 20, CHANGED, false));
        }
    }

    @Test
    void seesValuesThatMovedToAnotherRow(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 2), (3, 4)");
            TableDigest before = only(session);
            session.execute("UPDATE t SET b = CASE b WHEN 2 THEN 4 ELSE 2 END");

            assertThat(before.lostIn(only(session)))
                    .containsExactly(new DataLoss("public.t", "*", 2, 2, CHANGED, false));
        }
    }

    @Test
    void ignoresTheOrderOfColumnsAndRows(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute(
                    "CREATE TABLE t (a int, b text, c timestamptz); INSERT INTO t VALUES (1, 'x', now()), (2, 'y', NULL)");
            TableDigest before = only(session);
            session.execute("ALTER TABLE t ADD COLUMN d int; ALTER TABLE t RENAME a TO z; ALTER TABLE t ADD a int;"
                    + "UPDATE t SET a = z; ALTER TABLE t DROP z, DROP d");

            assertThat(before.lostIn(only(session))).isEmpty();
        }
    }

    @Test
    void tellsWhichTablesATransactionWrote(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute(
                    "CREATE TABLE read_only (a int); CREATE TABLE written (a int); CREATE TABLE altered (a int)");
            session.begin();
            session.execute("INSERT INTO written SELECT 1 FROM read_only; ALTER TABLE altered ADD b int");
            List<String> written = new RowDigests(session)
                    .read(WriteLocks.of(session, "").relations()).values().stream()
                            .map(table -> table.digest().table())
                            .sorted()
                            .toList();
            session.rollback();

            assertThat(written).containsExactly("public.altered", "public.written");
        }
    }

    @Test
    void keepsOnlySumsOfLargeTables(TestDatabase database) {
        try (Session session = database.open()) {
            session.execute("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 3000)");
            TableDigest before = only(session);
            session.execute("DELETE FROM t WHERE a <= 10");

            assertThat(before.columns().get("a").hashes()).isEmpty();
            assertThat(before.lostIn(only(session))).containsExactly(new DataLoss("public.t", "*", 10, 3000));
        }
    }

    private static TableDigest only(Session session) {
        Map<Long, Stored> all = new RowDigests(session).readAll();
        assertThat(all).hasSize(1);
        return all.values().iterator().next().digest();
    }
}

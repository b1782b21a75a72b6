package dev.dbm.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@PostgresTest
class CatalogReaderTest {
    private static final CatalogScope SCOPE =
            new CatalogScope("public", Set.of("flyway_schema_history", "dbm_journal"));

    @Test
    void everythingIsToldInPlainWords(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(Samples.SCHEMA);
            Snapshot snapshot = new CatalogReader(session, SCOPE).readAll();

            assertThat(text(snapshot, "column", "public.users.email")).containsExactly("varchar(255) NOT NULL");
            assertThat(text(snapshot, "column", "public.users.id"))
                    .containsExactly("integer NOT NULL DEFAULT nextval('public.users_id_seq'::regclass)");
            assertThat(text(snapshot, "column-order", "public.users"))
                    .containsExactly("id, email, mood, address, created, tags, total, twice");
            assertThat(text(snapshot, "constraint", "public.users.users_email_key"))
                    .containsExactly("UNIQUE (email)");
            assertThat(text(snapshot, "constraint", "app.orders.orders_user_id_fkey"))
                    .containsExactly("FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE"
                            + " DEFERRABLE INITIALLY DEFERRED");
            assertThat(text(snapshot, "index", "public.\"Odd Name\""))
                    .containsExactly("CREATE INDEX ON public.users USING hash (email)");
            assertThat(text(snapshot, "type", "app.mood")).containsExactly("ENUM ('sad', 'ok', 'it''s fine')");
            assertThat(text(snapshot, "partition", "app.events_2020"))
                    .containsExactly("OF app.events FOR VALUES FROM ('2020-01-01 00:00:00+00') TO"
                            + " ('2021-01-01 00:00:00+00')");
            assertThat(text(snapshot, "grant", "column public.users.email to PUBLIC"))
                    .containsExactly("SELECT");
            assertThat(text(snapshot, "grant", "function app.g() to PUBLIC")).containsExactly("nothing");
            assertThat(text(snapshot, "owner", "table public.users")).containsExactly(CatalogReader.SELF);
            assertThat(text(snapshot, "comment", "trigger public.users.trg")).containsExactly("a trigger");
            assertThat(text(snapshot, "operator", "app.===(app.pair, app.pair)"))
                    .hasSize(1);
        }
    }

    @Test
    void whatIsOutOfScopeIsNotSeen(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(Samples.SCHEMA);

            assertThat(new CatalogReader(session, SCOPE).readAll().items())
                    .extracting(CatalogItem::object)
                    .noneMatch(object -> object.contains("flyway_schema_history"))
                    .noneMatch(object -> object.contains("akeys"));
        }
    }

    @Test
    void aSecretOfAUserMappingIsNotTold(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(Samples.SCHEMA);

            assertThat(new CatalogReader(session, SCOPE).readAll().items())
                    .extracting(CatalogItem::text)
                    .noneMatch(text -> text.contains("hidden-word"));
        }
    }

    @Test
    void aDefaultAclWrittenOutIsTheSameAsNone(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE t (id int)");
            CatalogReader reader = new CatalogReader(session, SCOPE);
            String before = reader.readAll().digest();

            session.execute("GRANT ALL ON t TO CURRENT_USER");
            assertThat(reader.readAll().digest()).isEqualTo(before);
            session.execute("REVOKE ALL ON t FROM CURRENT_USER");
            assertThat(text(reader.readAll(), "grant", "table public.t to " + CatalogReader.SELF))
                    .containsExactly("nothing");
        }
    }

    @Test
    void aDatabaseBuiltTwiceHasOneDigest(TestDatabase db, TestDatabase other) {
        try (Session session = db.open();
                Session second = other.open()) {
            session.execute(Samples.SCHEMA);
            second.execute("CREATE TABLE shifts_every_oid (id int); DROP TABLE shifts_every_oid");
            second.execute(Samples.SCHEMA);

            assertThat(new CatalogReader(session, SCOPE).readAll().digest())
                    .isEqualTo(new CatalogReader(second, SCOPE).readAll().digest());
        }
    }

    @Test
    void settingsOfTheSessionDoNotChangeWhatIsReadNorDoesReadingChangeThem(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(Samples.SCHEMA);
            CatalogReader reader = new CatalogReader(session, SCOPE);
            String before = reader.readAll().digest();
            session.execute(
                    "SET search_path = app, public; SET TimeZone = 'Asia/Tokyo'; SET quote_all_identifiers = on;"
                            + " SET extra_float_digits = -5; SET IntervalStyle = 'iso_8601'; SET ROLE pg_monitor;"
                            + " SET standard_conforming_strings = off; SET bytea_output = 'escape'");

            session.begin();
            assertThat(reader.readAll().digest()).isEqualTo(before);
            assertThat(settings(session)).containsExactly("app, public", "Asia/Tokyo", "on", "pg_monitor");
            session.rollback();
            assertThat(reader.readAll().digest()).isEqualTo(before);
            assertThat(settings(session)).containsExactly("app, public", "Asia/Tokyo", "on", "pg_monitor");
        }
    }

    @Test
    void aRoleWithoutRightsReadsTheSame(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute(Samples.SCHEMA);
            Snapshot asOwner = new CatalogReader(session, SCOPE).readAll();
            session.execute("SET SESSION AUTHORIZATION pg_monitor");
            Snapshot asOther = new CatalogReader(session, SCOPE).readAll();

            assertThat(text(asOther, "constraint", "public.users.users_email_key"))
                    .containsExactly("UNIQUE (email)");
            // Owners are told apart from who owns the history, not from who reads.
            assertThat(text(asOther, "owner", "table public.users")).containsExactly(CatalogReader.SELF);
            assertThat(asOther.units().keySet()).isEqualTo(asOwner.units().keySet());
        }
    }

    @Test
    void aTransactionThatFailedCannotBeRead(TestDatabase db) {
        try (Session session = db.open()) {
            CatalogReader reader = new CatalogReader(session, SCOPE);
            session.begin();
            assertThatThrownBy(() -> session.execute("SELECT 1 / 0")).isInstanceOf(DatabaseException.class);

            assertThatThrownBy(reader::readAll)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("aborted");
            session.rollback();
        }
    }

    private static List<String> settings(Session session) {
        return session.queryOne(
                        "SELECT current_setting('search_path'), current_setting('TimeZone'),"
                                + " current_setting('quote_all_identifiers'), current_user",
                        row -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .orElseThrow();
    }

    private static List<String> text(Snapshot snapshot, String kind, String object) {
        return snapshot.items().stream()
                .filter(item -> item.kind().equals(kind) && item.object().equals(object))
                .map(CatalogItem::text)
                .toList();
    }
}

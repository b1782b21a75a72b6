package dev.dbm.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dbm.model.Comparison;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Note;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.CatalogScope;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class CatalogComparisonTest {
    private static final String BASE =
            """
            CREATE TABLE users (id serial PRIMARY KEY, email varchar(255) NOT NULL UNIQUE, name text);
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);
            CREATE VIEW everyone AS SELECT * FROM users;
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
            """;

    private final TestDatabase db;

    CatalogComparisonTest(TestDatabase db) {
        this.db = db;
    }

    @BeforeEach
    void build() {
        session(BASE);
    }

    @Test
    void anExactUndoLeavesNothingToTell() {
        Comparison comparison = undo("ALTER TABLE users ADD COLUMN role text", "ALTER TABLE users DROP COLUMN role");

        assertThat(comparison.same()).isTrue();
        assertThat(comparison.notes()).isEmpty();
    }

    @Test
    void aTableLeftBehindIsOneDifference() {
        Comparison comparison = undo(
                "CREATE TABLE logs (id serial PRIMARY KEY, at date UNIQUE, user_id int REFERENCES users);"
                        + "CREATE INDEX ON logs (at); COMMENT ON TABLE logs IS 'x'; GRANT SELECT ON logs TO PUBLIC",
                "SELECT 1");

        assertThat(comparison.differences())
                .containsExactly(new Difference(
                        Leg.UNDO,
                        "table",
                        "public.logs",
                        Difference.Change.LEFT,
                        Optional.empty(),
                        Optional.of("TABLE")));
    }

    @Test
    void aSchemaLeftBehindIsOneDifference() {
        assertThat(seen(undo(
                        "CREATE SCHEMA s; CREATE TABLE s.t (id serial); CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                        "SELECT 1")))
                .containsExactly("schema s left");
    }

    @Test
    void aTableThatIsGoneIsOneDifference() {
        assertThat(seen(undo("SELECT 1", "DROP TABLE orders"))).containsExactly("table public.orders gone");
    }

    @Test
    void aColumnLeftWithItsSequenceAndCommentIsOneDifference() {
        assertThat(seen(undo("ALTER TABLE users ADD COLUMN n serial; COMMENT ON COLUMN users.n IS 'x'", "SELECT 1")))
                .containsExactly("column public.users.n left");
    }

    @Test
    void aLostNotNullIsTheColumnsOwnDifference() {
        assertThat(undo("SELECT 1", "ALTER TABLE users ALTER COLUMN email DROP NOT NULL")
                        .differences())
                .containsExactly(new Difference(
                        Leg.UNDO,
                        "column",
                        "public.users.email",
                        Difference.Change.CHANGED,
                        Optional.of("varchar(255) NOT NULL"),
                        Optional.of("varchar(255)")));
    }

    @Test
    void differencesStandInAnOrderThatPeopleRead() {
        assertThat(seen(undo(
                        "SELECT 1",
                        "COMMENT ON TABLE users IS 'x'; CREATE INDEX i ON users (name);"
                                + " ALTER TABLE users ALTER name SET DEFAULT 'a'; CREATE TABLE a (); DROP FUNCTION f;"
                                + " GRANT SELECT ON users TO PUBLIC")))
                .containsExactly(
                        "table public.a left",
                        "column public.users.name changed",
                        "index public.i left",
                        "function public.f() gone",
                        "grant table public.users to PUBLIC left",
                        "comment table public.users left");
    }

    @Test
    void aForeignKeysActionCounts() {
        assertThat(seen(undo(
                        "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey",
                        "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users")))
                .containsExactly("constraint public.orders.orders_user_id_fkey changed");
    }

    @Test
    void columnOrderAloneIsANoteAndViewsFollow() {
        Comparison comparison = undo(
                "DROP VIEW everyone; ALTER TABLE users DROP COLUMN email",
                "ALTER TABLE users ADD COLUMN email varchar(255); ALTER TABLE users ALTER email SET NOT NULL,"
                        + " ADD UNIQUE (email); CREATE VIEW everyone AS SELECT * FROM users");

        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes())
                .extracting(Note::kind, Note::object)
                .containsExactly(tuple("column-order", "public.everyone"), tuple("column-order", "public.users"));
    }

    @Test
    void statisticsAndPublicationsFollowTheOrderOfColumnsToo() {
        session(
                "CREATE STATISTICS st (dependencies) ON id, email, name FROM users; CREATE PUBLICATION pub FOR TABLE users;"
                        + " DROP VIEW everyone");
        Comparison comparison = undo(
                "DROP STATISTICS st; ALTER TABLE users DROP COLUMN name, DROP COLUMN email",
                "ALTER TABLE users ADD COLUMN name text, ADD COLUMN email varchar(255) NOT NULL UNIQUE;"
                        + " CREATE STATISTICS st (dependencies) ON id, email, name FROM users");

        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes())
                .extracting(Note::kind, Note::object)
                .containsExactly(tuple("column-order", "public.st"), tuple("column-order", "public.users"));
    }

    @Test
    void aViewThatChangesItsOwnOrderCounts() {
        assertThat(seen(undo("DROP VIEW everyone", "CREATE VIEW everyone AS SELECT name, email, id FROM users")))
                .containsExactly("view public.everyone changed");
    }

    @Test
    void attributesOfACompositeTypeInAnotherOrderAreANote() {
        session("CREATE TYPE pair AS (a int, b text)");
        Comparison comparison = undo("ALTER TYPE pair DROP ATTRIBUTE a", "ALTER TYPE pair ADD ATTRIBUTE a int");

        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes()).extracting(Note::kind).containsExactly("column-order");
    }

    @Test
    void theLayoutOfABodyIsANote() {
        Comparison comparison = undo(
                "SELECT 1",
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN\n  RETURN 1; -- one\nEND'");

        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes()).extracting(Note::kind).containsExactly("body-layout");
    }

    @Test
    void anotherBodyCounts() {
        assertThat(seen(undo(
                        "SELECT 1",
                        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 2; END'")))
                .containsExactly("function public.f() changed");
    }

    @Test
    void generatedNamesAreNotesAndDefaultsFollow() {
        Comparison comparison = undo(
                "ALTER SEQUENCE users_id_seq RENAME TO users_id_seq1; COMMENT ON SEQUENCE users_id_seq1 IS 'x';"
                        + " ALTER TABLE users RENAME CONSTRAINT users_email_key TO users_email_key1",
                "COMMENT ON SEQUENCE users_id_seq1 IS NULL");

        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes())
                .extracting(Note::kind, Note::object)
                .containsExactly(
                        tuple("generated-name", "public.users.users_email_key"),
                        tuple("generated-name", "public.users_id_seq"));
    }

    @Test
    void aNameThatSomebodyChoseCounts() {
        assertThat(seen(undo("ALTER TABLE users RENAME CONSTRAINT users_email_key TO one_email", "SELECT 1")))
                .containsExactly(
                        "constraint public.users.one_email left", "constraint public.users.users_email_key gone");
    }

    @Test
    void aGeneratedNameWithAnotherDefinitionCounts() {
        assertThat(seen(undo(
                        "ALTER TABLE users DROP CONSTRAINT users_email_key",
                        "ALTER TABLE users ADD CONSTRAINT users_email_key1 UNIQUE (email) DEFERRABLE")))
                .containsExactly(
                        "constraint public.users.users_email_key gone",
                        "constraint public.users.users_email_key1 left");
    }

    @Test
    void anExtensionAndALabelLeftAreNotesAfterTheUndoOnly() {
        Snapshot start = read();
        session("CREATE EXTENSION hstore; ALTER TYPE mood ADD VALUE 'it''s great' BEFORE 'ok'");
        Snapshot left = read();

        Comparison undo = CatalogComparison.compare(start, left, Leg.UNDO);
        assertThat(seen(undo)).isEmpty();
        assertThat(undo.notes()).extracting(Note::kind).containsExactly("enum-label-left", "extension-left");
        assertThat(undo.notes()).extracting(Note::text).anyMatch(text -> text.contains("'it''s great'"));
        assertThat(seen(CatalogComparison.compare(start, left, Leg.TARGET)))
                .containsExactly("extension hstore left", "type public.mood changed");
    }

    @Test
    void aLabelThatIsGoneCounts() {
        assertThat(seen(undo("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'", "SELECT 1")))
                .containsExactly("type public.mood changed");
    }

    @Test
    void timesFrozenByTheScriptAreNotesOfTheSecondForwardOnly() {
        session("CREATE TABLE frozen (at timestamptz DEFAULT '2026-01-05 09:30:00.123+00');"
                + " CREATE TABLE logs_2026_01_05 (id int)");
        Snapshot first = read();
        session("ALTER TABLE frozen ALTER at SET DEFAULT '2026-01-06 10:00:00+00';"
                + " DROP TABLE logs_2026_01_05; CREATE TABLE logs_2026_01_06 (id int)");
        Snapshot second = read();

        Comparison comparison = CatalogComparison.compare(first, second, Leg.SECOND_FORWARD);
        assertThat(seen(comparison)).isEmpty();
        assertThat(comparison.notes())
                .extracting(Note::object)
                .containsExactly("public.frozen.at", "public.logs_2026_01_05");
        assertThat(seen(CatalogComparison.compare(first, second, Leg.UNDO)))
                .containsExactly(
                        "table public.logs_2026_01_05 gone",
                        "table public.logs_2026_01_06 left",
                        "column public.frozen.at changed");
    }

    private Comparison undo(String forward, String undo) {
        Snapshot start = read();
        session(forward);
        session(undo);
        return CatalogComparison.compare(start, read(), Leg.UNDO);
    }

    private void session(String sql) {
        try (Session session = db.open()) {
            session.execute(sql);
        }
    }

    private Snapshot read() {
        try (Session session = db.open()) {
            return new CatalogReader(session, new CatalogScope("public", Set.of())).readAll();
        }
    }

    private static List<String> seen(Comparison comparison) {
        return comparison.differences().stream()
                .map(difference -> difference.kind() + " " + difference.object() + " "
                        + difference.change().word())
                .toList();
    }
}

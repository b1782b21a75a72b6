package dev.dbm.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Statement;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the statements of an undo destroy, of tables that hold rows and of others. */
@PostgresTest
class LossesTest {

    @Test
    void onlyWhatHoldsRowsIsLost(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE held (id int, note text)");
            session.execute("CREATE TABLE \"He\"\"ld\" (id int)");
            session.execute("CREATE TABLE empty (id int)");
            session.execute("CREATE VIEW seen AS SELECT 1 AS one");
            session.execute("INSERT INTO held VALUES (1, 'x')");
            session.execute("INSERT INTO \"He\"\"ld\" VALUES (1)");

            assertThat(lost(session, "DROP TABLE held")).containsExactly("drops table public.held");
            assertThat(lost(session, "-- why\n/* so */ drop table if exists empty, public.held, none cascade"))
                    .containsExactly("drops table public.held");
            assertThat(lost(session, "DROP TABLE \"He\"\"ld\"")).containsExactly("drops table public.\"He\"\"ld\"");
            assertThat(lost(session, "TRUNCATE ONLY held, empty")).containsExactly("empties table public.held");
            assertThat(lost(session, "ALTER TABLE ONLY held DROP COLUMN IF EXISTS note, DROP id"))
                    .containsExactly("drops column note of table public.held", "drops column id of table public.held");
            assertThat(lost(
                            session,
                            "ALTER TABLE held DROP CONSTRAINT c, ALTER COLUMN id DROP NOT NULL, ALTER id DROP DEFAULT"))
                    .isEmpty();
            assertThat(lost(session, "ALTER TABLE empty DROP COLUMN id")).isEmpty();
            assertThat(lost(session, "DROP VIEW seen")).isEmpty();
            assertThat(lost(session, "SELECT 'DROP TABLE held'")).isEmpty();
        }
    }

    @Test
    void tableThatMayNotBeReadIsTakenToHoldRows(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE hidden (id int)");
        }
        try (Session session = db.createRole().open()) {
            assertThat(lost(session, "DROP TABLE public.hidden")).containsExactly("drops table public.hidden");
        }
    }

    @Test
    void tableThatWasNeverAnalyzedIsNotSaidToHaveNoRows(TestDatabase db) {
        try (Session session = db.open()) {
            session.execute("CREATE TABLE fresh AS SELECT 1 AS id");
            List<Statement> drop = List.of(Statement.of(1, "DROP TABLE fresh"));

            assertThat(Losses.of(session, drop, Optional.empty()))
                    .singleElement()
                    .asString()
                    .contains("(rows never counted, ");
            session.execute("ANALYZE fresh");
            assertThat(Losses.of(session, drop, Optional.empty()))
                    .singleElement()
                    .asString()
                    .contains("(about 1 row, ");
        }
    }

    /** Without the sizes, which differ between versions. */
    private static List<String> lost(Session session, String sql) {
        return Losses.of(session, List.of(Statement.of(1, sql)), Optional.empty()).stream()
                .map(loss -> loss.replaceFirst(" \\([^()]*\\)$", ""))
                .toList();
    }
}

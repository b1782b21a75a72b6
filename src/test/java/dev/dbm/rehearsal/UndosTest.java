package dev.dbm.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Leg;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.CatalogScope;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;

/** An undo that makes an object again as it was is told from one that almost does. */
@PostgresTest
class UndosTest {
    @Test
    void rightUndosLeaveNothingAndWrongOnesAreSeen(TestDatabase db) {
        try (Session session = db.open()) {
            CatalogReader reader = new CatalogReader(session, new CatalogScope("public", Set.of()));
            SoftAssertions softly = new SoftAssertions();
            for (Undos.Undo undo : Undos.all()) {
                session.begin();
                if (runs(session, undo.before() + "; " + undo.makes())) {
                    Snapshot start = reader.readAll();
                    softly.assertThat(same(session, reader, start, undo, undo.makes()))
                            .as(undo.makes())
                            .isNotEqualTo(Found.DIFFERENT);
                    for (String wrong : undo.wrong()) {
                        softly.assertThat(same(session, reader, start, undo, wrong))
                                .as("%s after %s", wrong, undo.makes())
                                .isNotEqualTo(Found.SAME);
                    }
                }
                session.rollback();
            }
            softly.assertAll();
        }
    }

    private enum Found {
        SAME,
        DIFFERENT,
        UNKNOWN_TO_THE_SERVER
    }

    private static Found same(Session session, CatalogReader reader, Snapshot start, Undos.Undo undo, String way) {
        session.execute("SAVEPOINT start; " + undo.forward());
        Found found = Found.UNKNOWN_TO_THE_SERVER;
        if (runs(session, way)) {
            boolean same =
                    CatalogComparison.compare(start, reader.readAll(), Leg.UNDO).same();
            found = same ? Found.SAME : Found.DIFFERENT;
        }
        session.execute("ROLLBACK TO SAVEPOINT start");
        return found;
    }

    // Servers before PostgreSQL 15 do not know all of these.
    private static boolean runs(Session session, String sql) {
        try {
            session.execute("SAVEPOINT attempt; " + sql);
            return true;
        } catch (DatabaseException e) {
            assertThat(((BaseConnection) session.connection()).haveMinimumServerVersion(150000))
                    .as(sql + e)
                    .isFalse();
            session.execute("ROLLBACK TO SAVEPOINT attempt");
            return false;
        }
    }
}

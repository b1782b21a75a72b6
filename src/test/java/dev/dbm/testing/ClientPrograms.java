package dev.dbm.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.dbm.model.ProblemException;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.PgArchive;

/** The programs of PostgreSQL that a test needs on this machine. */
public final class ClientPrograms {
    private ClientPrograms() {}

    /** Ends the test, saying why, where there is no pg_dump or pg_restore that suits the server. */
    public static void require(TestDatabase db) {
        try (Database database = Database.open(db.address(), ConnectionOptions.PLAIN)) {
            PgArchive archive = new PgArchive(database.facts());
            archive.pgDump();
            archive.pgRestore();
        } catch (ProblemException e) {
            abort(e.getMessage());
        }
    }
}

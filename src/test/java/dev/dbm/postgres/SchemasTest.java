package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Progress;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasTest {
    private static final int TABLES = 800;

    /** On a server of its own, with a lock table too small for the schema. */
    @Test
    void aSchemaThatDoesNotFitIntoTheLockTableIsDropped(@TempDir Path folder) {
        try (EmbeddedServer server = start(folder);
                Database database = Database.open(server.address(), ConnectionOptions.PLAIN);
                Session session = database.session()) {
            session.execute("ALTER SYSTEM SET max_locks_per_transaction = 10");
            session.execute("ALTER SYSTEM SET fsync = off");
        }
        try (EmbeddedServer server = start(folder);
                Database database = Database.open(server.address(), ConnectionOptions.PLAIN);
                Session session = database.session()) {
            session.execute("CREATE SCHEMA large");
            for (int from = 0; from < TABLES; from += 100) {
                session.execute("DO $$ BEGIN FOR i IN " + from + ".." + (from + 99)
                        + " LOOP EXECUTE format('CREATE TABLE large.t%s (id int PRIMARY KEY, note text UNIQUE)', i);"
                        + " END LOOP; END $$");
            }
            DatabaseException e =
                    catchThrowableOfType(DatabaseException.class, () -> session.execute("DROP SCHEMA large CASCADE"));
            assertThat(e.failure().sqlState()).as("out of shared memory").isEqualTo("53200");
            Schemas.drop(session, "large");
            assertThat(session.query("SELECT 1 FROM pg_namespace WHERE nspname = 'large'", row -> 1))
                    .isEmpty();
        }
    }

    private static EmbeddedServer start(Path folder) {
        return EmbeddedServer.start(folder, Duration.ZERO, Progress.SILENT);
    }
}

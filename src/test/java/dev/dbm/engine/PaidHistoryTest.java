package dev.dbm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Version;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories that a paid edition of Flyway has written. */
@PostgresTest
class PaidHistoryTest {

    @ParameterizedTest
    @ValueSource(strings = {"UNDO_SQL", "UNDO_JDBC", "UNDO_SCRIPT"})
    void undoneVersionsArePendingAgain(String type, TestDatabase db, @TempDir Path folder) throws Exception {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "CREATE TABLE a (id int)"), Fixture.migrate("2", "SELECT 2"));
        on.execute("INSERT INTO flyway_schema_history SELECT 3, version, description, '" + type
                + "', 'U2__step.sql', checksum, installed_by, installed_on, 1, true"
                + " FROM flyway_schema_history WHERE version = '2'");
        Files.writeString(folder.resolve("V1__step.sql"), "CREATE TABLE a (id int)");
        Files.writeString(folder.resolve("V2__step.sql"), "SELECT 2");

        assertThat(on.history().head()).contains(Version.of("1"));
        assertThat(on.flywayInfo("filesystem:" + folder))
                .containsExactlyInAnyOrder("1 SQL SUCCESS", "2 SQL UNDONE", "2 " + type + " SUCCESS", "2 SQL PENDING");

        assertThat(on.forward(Fixture.migrate("2", "SELECT 2"), Fixture.migrate("3", "SELECT 3"))
                        .completed())
                .isTrue();
        assertThat(on.undo(Fixture.undoOf("3", "SELECT 1"), Fixture.undoOf("2", "SELECT 1"))
                        .completed())
                .isTrue();
        assertThat(on.history().head()).contains(Version.of("1"));
    }

    @Test
    void failedUndoOfAPaidEditionBlocks(TestDatabase db) {
        Fixture on = new Fixture(db);
        on.forward(Fixture.migrate("1", "SELECT 1"));
        on.execute("INSERT INTO flyway_schema_history SELECT 2, version, description, 'UNDO_SQL', 'U1__step.sql',"
                + " checksum, installed_by, installed_on, 1, false FROM flyway_schema_history");

        assertThat(on.forward(Fixture.migrate("2", "SELECT 1")).completed()).isFalse();
    }
}

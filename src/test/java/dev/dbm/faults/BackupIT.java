package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.ClientPrograms;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that ends while its backup is written: nothing is changed, and nothing looks like a backup. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class BackupIT {
    static final String PG_DUMP_WAITS = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            + " AND wait_event_type = 'Lock' AND query LIKE 'LOCK TABLE%')";

    @TempDir
    Path folder;

    private Project project;
    private Witness witness;
    private Session locking;

    @BeforeEach
    void prepare(TestDatabase db) {
        ClientPrograms.require(db);
        project = Project.on(folder, db).table(1, "a").backup();
        witness = new Witness(db);
        witness.execute("CREATE SCHEMA other");
        locking = db.open();
    }

    private void rows() {
        witness.execute("CREATE TABLE other.rows AS"
                + " SELECT md5(i::text) || md5((-i)::text) AS v FROM generate_series(1, 20000) i");
    }

    /** A session of its own: within a transaction pg_stat_activity stands still. */
    private void lock() {
        witness.execute("CREATE TABLE other.busy (id int)");
        locking.begin();
        locking.execute("LOCK TABLE other.busy");
    }

    @AfterEach
    void close() {
        locking.close();
        witness.close();
    }

    private List<Path> backups() throws IOException {
        Path backups = folder.resolve(".dbm/backups/dev");
        if (!Files.exists(backups)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }

    @Test
    void onAFullDiskNothingIsChanged() throws IOException {
        rows();

        Run.Ended ended = project.startWithLimit(400, "migrate").end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("BACKUP_FAILED", "cannot be written");
        assertThat(backups()).isEmpty();
        assertThat(witness.exists("a")).isFalse();
        project.succeed("migrate");
        assertThat(backups()).hasSize(2);
    }

    /** A program by the name of pg_dump that says well and did not do well. */
    @ParameterizedTest
    @CsvSource({"exit 0, cannot be read", "pg_dump \"$@\" | head -c 3000, cannot be read"})
    void whatPgDumpWroteIsReadBeforeItIsBelieved(String does, String said) throws IOException {
        rows();
        Path program = Files.createDirectory(folder.resolve("bin")).resolve("pg_dump");
        Files.writeString(
                program,
                "#!/bin/sh\nPATH=${PATH#*:}\nif [ \"$1\" = --version ]; then exec pg_dump --version; fi\n" + does
                        + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        project.variable("PATH", program.getParent() + ":" + System.getenv("PATH"));

        Run.Ended ended = project.start("migrate").end();

        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("BACKUP_FAILED", said);
        assertThat(backups()).isEmpty();
        assertThat(witness.exists("a")).isFalse();
    }

    @Test
    void stoppedInItsMiddlePgDumpStopsToo() throws IOException {
        lock();
        Run run = project.start("migrate");
        witness.await(PG_DUMP_WAITS);

        Run.Ended ended = run.signal("TERM");

        assertThat(ended.exit()).as(ended.said()).isEqualTo(143);
        witness.await("SELECT NOT (" + PG_DUMP_WAITS.substring("SELECT ".length()) + ")");
        assertThat(backups()).isEmpty();
        locking.rollback();
        assertThat(witness.exists("a")).isFalse();
        project.succeed("migrate");
    }

    @Test
    void killedInItsMiddleWhatItBeganIsRemovedByTheNextRun() throws IOException {
        lock();
        Run run = project.start("migrate");
        witness.await(PG_DUMP_WAITS);
        run.kill();
        assertThat(backups()).singleElement().asString().endsWith(".part");
        locking.rollback();
        // pg_dump goes on for as long as nobody misses what it writes
        witness.await("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
                + " AND application_name NOT LIKE 'PostgreSQL JDBC%' AND backend_type = 'client backend')");

        assertThat(witness.exists("a")).isFalse();
        project.succeed("migrate");
        assertThat(backups()).hasSize(2).noneMatch(file -> file.toString().endsWith(".part"));
    }
}

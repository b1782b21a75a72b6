package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.ClientPrograms;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The password of a run is in nothing that others can read, neither as it is nor as its URL writes it. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class SecretsIT {
    private static final String PASSWORD = "p@ss/w:rd-hidden";
    private static final String IN_A_URL = "p%40ss%2Fw%3Ard-hidden";
    private static final String TELLTALE = "rd-hidden";

    private final List<String> readable = new ArrayList<>();

    @Test
    void passwordIsNowhere(TestDatabase db, @TempDir Path folder) throws IOException {
        ClientPrograms.require(db);
        String role = db.createRole("SUPERUSER").address().user().orElseThrow();
        Project project = Project.on(folder, db.as(role, IN_A_URL))
                .environment(
                        "dev",
                        "backup = true",
                        "report_dir = \"reports\"",
                        "after_migrate = [[\"sh\", \"-c\", \"env; exit 1\"]]")
                .table(1, "a");
        try (Witness witness = new Witness(db);
                Session locking = db.open()) {
            witness.execute("ALTER ROLE " + role + " PASSWORD '" + PASSWORD + "'");
            witness.execute("CREATE SCHEMA other; CREATE TABLE other.busy (id int)");
            locking.begin();
            locking.execute("LOCK TABLE other.busy");
            Run run = project.start("migrate", "--verbose", "--log-file", "dbm.log");
            witness.await(BackupIT.PG_DUMP_WAITS);
            processes();
            assertThat(readable).anyMatch(line -> line.contains("pg_dump") && line.contains("--format=custom"));
            readable.addAll(witness.list("SELECT concat_ws(' ', application_name, query) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid()"));
            locking.rollback();
            Run.Ended migrated = run.end();
            assertThat(migrated.exit()).as(migrated.said()).isEqualTo(7);
            assertThat(migrated.out()).contains("HOOK_FAILED", "TARGET=postgres://");
            readable.add(migrated.said());
            witness.execute("DROP TABLE a");
            Run.Ended failed = project.start("rollback", "--accept-drift", "--verbose", "--log-file", "dbm.log")
                    .end();
            assertThat(failed.exit()).as(failed.said()).isEqualTo(1);
            readable.add(failed.said());
            readable.add(project.start("status", "--history", "--verbose").end().said());
            readable.addAll(witness.list("SELECT j::text FROM dbm_journal j"));
            readable.addAll(witness.list("SELECT h::text FROM flyway_schema_history h"));
        }
        files(folder);
        assertThat(readable).hasSizeGreaterThan(20).noneMatch(text -> text.contains(TELLTALE));
    }

    /** Every user of a machine can read the arguments of all processes. */
    private void processes() {
        ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .forEach(readable::add);
    }

    /** What the run wrote: its log, its reports, its backups with their labels, and what it remembers. */
    private void files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                readable.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(folder.resolve("dbm.log")).isNotEmptyFile();
        assertThat(folder.resolve("reports")).isNotEmptyDirectory();
        assertThat(folder.resolve(".dbm/backups/dev")).isNotEmptyDirectory();
    }
}

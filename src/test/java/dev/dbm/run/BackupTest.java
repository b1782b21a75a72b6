package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Session;
import dev.dbm.testing.ClientPrograms;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The backup that comes before the first change, and what happens to a run that cannot have it. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class BackupTest {
    private TestDatabase db;
    private Project project;

    @BeforeEach
    void project(TestDatabase fresh, @TempDir Path folder) {
        ClientPrograms.require(fresh);
        db = fresh;
        project = new Project(folder, fresh);
        settings();
    }

    /** The environment keep demands a backup and nothing else. */
    private void settings(String... lines) {
        project.file(
                "dbm.toml",
                "env = \"keep\"\n[env.keep]\nurl = \"" + project.url()
                        + "\"\nlike = \"dev\"\nbackup = true\noutput = \"plain\"\n" + String.join("\n", lines) + "\n");
    }

    private List<Path> backups() throws IOException {
        return files(project.path(".dbm/backups/keep"));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static Path fileOf(Run run) {
        return Path.of(run.json().at("backup").at("file").text());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void backupIsTakenBeforeTheFirstChangeAndNamedEverywhere() throws Exception {
        project.execute(
                "CREATE SCHEMA other; CREATE TABLE other.kept AS SELECT 1 AS id;"
                        + " CREATE SCHEMA \"DATA\"; CREATE UNLOGGED TABLE \"DATA\".\"a\nb\" (id int);"
                        + " CREATE SCHEMA \"ATTACH\"; CREATE TABLE \"ATTACH\".t (id int) PARTITION BY LIST (id);"
                        + " CREATE TABLE \"ATTACH\".part PARTITION OF \"ATTACH\".t DEFAULT; CREATE MATERIALIZED VIEW other.m AS SELECT 1");
        project.table("1", "a");

        Run run = project.done("migrate");

        Path backup = fileOf(run);
        assertThat(backups()).hasSize(2).contains(backup);
        assertThat(backup.getFileName().toString()).matches("dbm_test_.*-\\d{8}T\\d{6}Z\\.dump");
        assertThat(permissions(backup)).isEqualTo("rw-------");
        assertThat(permissions(backup.getParent())).isEqualTo("rwx------");
        assertThat(run.json().at("backup").at("bytes").number()).isEqualTo(Files.size(backup));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(backup)));
        assertThat(run.json().at("backup").at("sha256").text()).isEqualTo(sha256);
        assertThat(project.query("SELECT DISTINCT backup FROM dbm_journal WHERE action IN ('migrate', 'run')"))
                .containsExactly(backup + ", " + Files.size(backup) + " bytes, SHA-256 " + sha256);
        assertThat(listed(backup)).contains("TABLE other kept").doesNotContain("TABLE public a ");
        assertThat(project.text("rollback", "--format", "markdown").out()).contains("backup " + backup.getParent());
    }

    private static String listed(Path backup) throws Exception {
        Process process = new ProcessBuilder("pg_restore", "--list", backup.toString()).start();
        return new String(process.getInputStream().readAllBytes());
    }

    @Test
    void rollbackTakesOneToo() throws IOException {
        Run migrated = project.table("1", "a").done("migrate");

        Run run = project.done("rollback");

        assertThat(fileOf(run)).exists().isNotEqualTo(fileOf(migrated));
        assertThat(project.query("SELECT backup FROM dbm_journal WHERE action = 'undo'"))
                .singleElement()
                .asString()
                .startsWith(fileOf(run).toString());
        assertThat(project.text("status", "--history").out())
                .contains("  backup " + fileOf(migrated) + ", ", "  backup " + fileOf(run) + ", ");
    }

    @Test
    void nothingToDoNeedsNoBackup() throws IOException {
        project.table("1", "a").done("migrate");
        int before = backups().size();

        assertThat(project.done("migrate").json().at("backup").isNull()).isTrue();
        assertThat(backups()).hasSize(before);
    }

    @Test
    void planSaysThatOneWillBeTaken() throws IOException {
        project.table("1", "a");

        assertThat(project.done("plan").remarks()).anyMatch(remark -> remark.contains("A backup is taken first"));
        assertThat(backups()).isEmpty();
    }

    @Test
    void goingWithoutNeedsAReasonThatTheJournalKeeps() throws IOException {
        project.table("1", "a");

        Run refused = project.refused(4, "migrate", "--no-backup");
        assertThat(refused.errors()).containsExactly("NO_BACKUP");
        assertThat(refused.next("NO_BACKUP")).contains("--accept-risk");
        assertThat(project.dbm("migrate", "--accept-risk", "why").errors()).containsExactly("BAD_OPTION");
        assertThat(project.dbm("migrate", "--no-backup", "--accept-risk", " ").errors())
                .containsExactly("BAD_OPTION");

        Run run = project.done("migrate", "--no-backup", "--accept-risk", "a copy was made by the storage");

        assertThat(run.warnings()).containsExactly("NO_BACKUP");
        assertThat(backups()).isEmpty();
        assertThat(project.query("SELECT DISTINCT backup FROM dbm_journal WHERE action IN ('migrate', 'run')"))
                .containsExactly("none: a copy was made by the storage");
        assertThat(project.text("status", "--history").out()).contains("backup none: a copy");
    }

    @Test
    void onlySoManyOfItsOwnAreKept() throws IOException {
        settings("backup_keep = 2");
        project.file(".dbm/backups/keep/theirs-20200101T000000Z.dump", "not dbm's");
        project.table("1", "a").done("migrate");
        Path first = backups().get(0);
        project.table("2", "b").done("migrate");

        Run third = project.table("3", "c").done("migrate");

        assertThat(first).doesNotExist();
        assertThat(third.remarks()).anyMatch(remark -> remark.contains(first.toString()));
        assertThat(backups()).hasSize(5).contains(fileOf(third));
        assertThat(project.path(".dbm/backups/keep/theirs-20200101T000000Z.dump"))
                .exists();
    }

    @Test
    void whatAKilledRunBeganIsRemoved() throws IOException {
        project.file(".dbm/backups/keep/x-20200101T000000Z.dump.part", "half");

        project.table("1", "a").done("migrate");

        assertThat(backups()).noneMatch(file -> file.toString().endsWith(".part"));
    }

    @Test
    void aBackupThatShrankIsToldOf() {
        project.execute("CREATE TABLE rows AS SELECT md5(i::text) AS t FROM generate_series(1, 20000) i");
        project.execute("CREATE SCHEMA other; ALTER TABLE rows SET SCHEMA other");
        project.table("1", "a").done("migrate");
        project.execute("TRUNCATE other.rows");

        Run run = project.table("2", "b").done("migrate");

        assertThat(run.warnings()).containsExactly("BACKUP_SHRANK");
    }

    @Test
    void aFolderThatCannotBeMadeStopsTheRun() {
        settings("backup_dir = \"taken/backups\"");
        project.file("taken", "a file").table("1", "a");

        Run run = project.refused(1, "migrate");

        assertThat(run.errors()).containsExactly("BACKUP_FAILED");
        assertThat(run.outcome()).isEqualTo("failed");
    }

    @Test
    void aTableThatTheRoleMayNotReadStopsTheRun() throws IOException {
        project.execute("CREATE SCHEMA secret; CREATE TABLE secret.rows (id int)");
        TestDatabase role = db.createRole("CREATEDB");
        project.execute("GRANT ALL ON DATABASE " + db.address().database() + " TO "
                + role.address().user().orElseThrow() + "; GRANT ALL ON SCHEMA public TO "
                + role.address().user().orElseThrow());
        settings();
        project.file("dbm.toml", Files.readString(project.path("dbm.toml")).replace(project.url(), Project.url(role)));
        project.table("1", "a");

        Run run = project.refused(1, "migrate");

        assertThat(run.errors()).containsExactly("TOOL_FAILED");
        assertThat(run.message("TOOL_FAILED")).contains("secret");
        assertThat(backups()).isEmpty();
    }

    @Test
    void pgDumpThatIsKilledLeavesNothing() throws Exception {
        project.table("1", "a").done("migrate");
        int before = backups().size();
        settings("lock_timeout = \"2min\"");
        project.execute("CREATE SCHEMA other; CREATE TABLE other.busy (id int)");
        project.table("2", "b");
        try (Session session = db.open()) {
            session.begin();
            session.execute("LOCK TABLE other.busy");
            Thread killer = new Thread(this::killPgDump);
            killer.start();

            Run run = project.dbm("migrate");

            killer.join();
            assertThat(run.exit()).as("%s", run).isEqualTo(1);
            assertThat(run.errors()).containsExactly("TOOL_FAILED");
            session.rollback();
        }
        assertThat(backups()).hasSize(before);
        assertThat(project.tables()).containsExactly("a");
        assertThat(project.query("SELECT outcome || ' ' || detail FROM dbm_journal ORDER BY id DESC LIMIT 1"))
                .containsExactly("failed TOOL_FAILED");
        project.done("migrate");
    }

    private void killPgDump() {
        long end = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < end) {
            boolean waits = !project.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE 'LOCK TABLE%' AND datname = current_database()")
                    .isEmpty();
            if (waits) {
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").contains("pg_dump")
                                || child.info().commandLine().orElse("").contains("--format=custom"))
                        .forEach(ProcessHandle::destroyForcibly);
                return;
            }
        }
    }

    /** Version 2 stops at its second statement. */
    private void stopMidway() {
        project.table("1", "a").done("migrate", "--no-backup", "--accept-risk", "empty");
        project.execute("INSERT INTO a VALUES (-1)");
        project.pair(
                "2",
                "-- dbm:no-transaction\nCREATE INDEX CONCURRENTLY a_idx ON a (id);\n"
                        + "ALTER TABLE a ADD CONSTRAINT positive CHECK (id > 0);",
                "ALTER TABLE a DROP CONSTRAINT IF EXISTS positive;\nDROP INDEX IF EXISTS a_idx;");
        assertThat(project.dbm("migrate", "--no-backup", "--accept-risk", "empty")
                        .exit())
                .isEqualTo(7);
    }

    @Test
    void scriptThatGoesOnTakesOneToo() throws IOException {
        stopMidway();
        project.execute("DELETE FROM a");

        assertThat(project.refused(4, "repair", "--resume", "2", "--no-backup").errors())
                .containsExactly("NO_BACKUP");
        Run run = project.done("repair", "--resume", "2");

        assertThat(backups()).contains(fileOf(run));
        assertThat(project.query("SELECT backup FROM dbm_journal WHERE action = 'migrate' ORDER BY id DESC LIMIT 1"))
                .singleElement()
                .asString()
                .startsWith(fileOf(run).toString());
    }

    @Test
    void undoOfAHalfRunScriptTakesOneTooAndForgettingItNone() throws IOException {
        stopMidway();

        Run run = project.done("repair", "--undo", "2");

        assertThat(backups()).contains(fileOf(run)).hasSize(2);
        assertThat(project.query("SELECT backup FROM dbm_journal WHERE action = 'repair'"))
                .singleElement()
                .asString()
                .startsWith(fileOf(run).toString());
        assertThat(project.dbm("migrate", "--no-backup", "--accept-risk", "empty")
                        .exit())
                .isEqualTo(7);
        project.done("repair", "--forget", "2");
        assertThat(backups()).hasSize(2);
    }
}

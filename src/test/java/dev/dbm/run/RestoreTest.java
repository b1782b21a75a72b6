package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
import dev.dbm.testing.ClientPrograms;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The way back through a backup. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class RestoreTest {
    private static TestDatabase first;

    private TestDatabase db;
    private Project project;

    @BeforeAll
    static void migrate(TestDatabase db, @TempDir Path folder) {
        ClientPrograms.require(db);
        first = db;
        Project project = new Project(folder, db);
        settings(project, project.url(), "");
        migrateFirst(project);
    }

    private static void migrateFirst(Project project) {
        project.table("1", "a").done("migrate", "--no-backup", "--accept-risk", "empty");
        project.execute("INSERT INTO a SELECT generate_series(1, 100)");
    }

    @BeforeEach
    void project(TestDatabase fresh, @TempDir Path folder) {
        db = fresh;
        project = new Project(folder, fresh);
        settings("");
    }

    private void settings(String more) {
        settings(project, project.url(), more);
    }

    private static void settings(Project project, String url, String more) {
        project.file(
                "dbm.toml",
                "env = \"keep\"\n[env.keep]\nurl = \"" + url + "\"\nlike = \"dev\"\nbackup = true\n" + more);
    }

    /** What a restore keeps beside the test's database goes with it. */
    @AfterEach
    void dropKept() {
        try (Session session = server()) {
            session.query(
                            "SELECT datname FROM pg_database WHERE starts_with(datname, ?) AND datname <> ?",
                            row -> row.getString(1),
                            db.address().database().substring(0, 30),
                            db.address().database())
                    .forEach(name -> session.execute("DROP DATABASE " + Identifiers.quote(name) + " WITH (FORCE)"));
        }
    }

    private Session server() {
        return new TestDatabase(db.address().withDatabase("postgres")).open();
    }

    private List<String> databases(String condition) {
        try (Session session = server()) {
            return session.query(
                    "SELECT datname FROM pg_database WHERE " + condition + " ORDER BY 1", row -> row.getString(1));
        }
    }

    private List<String> kept() {
        return databases("datname LIKE '" + db.address().database().substring(0, 30) + "%\\_before\\_%'");
    }

    /** Two migrations, the backup taken before the second, and rows on both sides of it. */
    private String backup() {
        oneMigration();
        return backupBeforeTheSecond();
    }

    /** One migration and a hundred rows; made once, and copied. */
    private void oneMigration() {
        project.table("1", "a");
        db.becomeCopyOf(first);
    }

    private String backupBeforeTheSecond() {
        Run second = project.table("2", "b").done("migrate");
        project.execute("DELETE FROM a WHERE id > 10");
        return second.json().at("backup").at("file").text();
    }

    @Test
    void theTargetIsWhatItWasAndWhatWasThereIsKept() {
        String file = backup();

        Run run = project.done("restore", file);

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.states()).containsExactly("2 pending");
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
        assertThat(project.tables()).containsExactly("a");
        Run status = project.done("status");
        assertThat(status.states()).containsExactly("1 applied", "2 pending");
        assertThat(status.warnings()).isEmpty();
        assertThat(project.query("SELECT outcome || ' ' || version || ' ' || detail FROM dbm_journal"
                        + " WHERE action = 'restore'"))
                .containsExactly("done 1 restored from a backup");
        assertThat(project.query("SELECT backup FROM dbm_journal WHERE action = 'restore'"))
                .singleElement()
                .asString()
                .startsWith(file);
        assertThat(run.remarks())
                .anyMatch(remark -> remark.contains("Replaces") && remark.contains("tables that were never counted"))
                .anyMatch(remark -> remark.contains("pending again: 2"))
                .anyMatch(remark -> remark.contains("is what it was"))
                .anyMatch(remark -> remark.contains("DROP DATABASE \"" + kept().get(0) + "\""));
        assertThat(kept()).hasSize(1);
        assertThat(databases("datname LIKE 'dbm\\_restore\\_%' AND pg_get_userbyid(datdba) = current_user"))
                .isEmpty();
        assertThat(project.done("status", "--drift").warnings()).isEmpty();
        project.done("migrate");
        project.done("rollback", "--all");
    }

    @Test
    void ownerGrantsSettingsAndCommentOfTheDatabaseSurvive() {
        String file = backup();
        String role = db.createRole().address().user().orElseThrow();
        String name = db.address().database();
        project.execute("ALTER DATABASE " + name + " SET work_mem = '7MB'");
        project.execute("ALTER DATABASE " + name + " SET search_path = \"$user\", public, \"o'dd\"");
        project.execute("ALTER ROLE " + role + " IN DATABASE " + name + " SET \"my.note\" = 'a=b''c'");
        project.execute("ALTER DATABASE " + name + " CONNECTION LIMIT 77");
        project.execute("COMMENT ON DATABASE " + name + " IS 'it''s the shop'");
        project.execute("REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
        project.execute("GRANT CONNECT, CREATE ON DATABASE " + name + " TO " + role + " WITH GRANT OPTION");
        List<String> before = properties();

        project.done("restore", file);

        assertThat(properties()).isEqualTo(before).hasSizeGreaterThan(6);
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
    }

    private List<String> properties() {
        return project.query(
                """
                SELECT concat_ws('|', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, datconnlimit,
                                 shobj_description(oid, 'pg_database'))
                  FROM pg_database WHERE datname = current_database()
                UNION ALL
                SELECT concat_ws('|', a.grantee::regrole, a.privilege_type, a.is_grantable)
                  FROM pg_database, aclexplode(datacl) a WHERE datname = current_database()
                UNION ALL
                SELECT concat_ws('|', setrole::regrole, unnest(setconfig)) FROM pg_db_role_setting
                 WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
                ORDER BY 1
                """);
    }

    @Test
    void somebodyInTheDatabaseIsNamedAndStaysUntilItIsSaidThatTheyGo() {
        String file = backup();
        try (Session other = db.open()) {
            other.execute("SET application_name = 'the shop itself'");

            Run run = project.refused(6, "restore", file);

            assertThat(run.errors()).containsExactly("DATABASE_IN_USE");
            assertThat(run.message("DATABASE_IN_USE")).contains("the shop itself");
            assertThat(run.next("DATABASE_IN_USE")).contains("--terminate-sessions");
            assertThat(kept()).isEmpty();

            project.done("restore", file, "--terminate-sessions");
        }
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
    }

    @Test
    void prodWantsTheWordAndShowsWhatGoes() {
        String file = backup();
        settings("confirm = true\n");

        Run run = project.refused(4, "restore", file);

        assertThat(run.errors()).containsExactly("CONFIRMATION_NEEDED");
        assertThat(run.remarks())
                .anyMatch(remark -> remark.contains("Replaces"))
                .anyMatch(remark -> remark.contains("pending again: 2"));
        project.done("restore", file, "--confirm");
    }

    @Test
    void aFileThatIsNoBackupIsRefused() throws IOException {
        backup();
        project.file("empty.dump", "").file("text.dump", "CREATE TABLE x ();\n");

        assertThat(project.refused(2, "restore", path("nowhere.dump")).errors()).containsExactly("BAD_OPTION");
        assertThat(project.refused(2, "restore", path(".")).errors()).containsExactly("BAD_OPTION");
        assertThat(project.refused(3, "restore", path("empty.dump")).message("BACKUP_DAMAGED"))
                .contains("empty");
        assertThat(project.refused(3, "restore", path("text.dump")).errors()).containsExactly("BACKUP_DAMAGED");
    }

    private String path(String name) {
        return project.path(name).toString();
    }

    @Test
    void aTruncatedOrChangedBackupIsRefused() throws IOException {
        Path file = Path.of(backup());
        byte[] whole = Files.readAllBytes(file);
        Files.write(project.path("cut.dump"), java.util.Arrays.copyOf(whole, whole.length - 40));

        assertThat(project.refused(3, "restore", path("cut.dump"), "--accept-risk", "a try")
                        .errors())
                .containsExactly("BACKUP_DAMAGED");

        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(20);
            bytes.write(whole[20] ^ 1);
        }
        assertThat(project.refused(3, "restore", file.toString()).errors()).containsExactly("BACKUP_DAMAGED");
    }

    @Test
    void aForeignBackupNeedsAReason(TestDatabase other, @TempDir Path elsewhere) throws IOException {
        backup();
        Project theirs = new Project(elsewhere, other);
        settings(theirs, theirs.url(), "");
        theirs.table("1", "z").done("migrate", "--no-backup", "--accept-risk", "empty");
        String file = theirs.table("2", "y")
                .done("migrate")
                .json()
                .at("backup")
                .at("file")
                .text();

        Run run = project.refused(4, "restore", file);
        assertThat(run.errors()).containsExactly("BACKUP_FOREIGN");
        assertThat(run.message("BACKUP_FOREIGN")).contains(other.address().database());
        Files.copy(Path.of(file), project.path("bare.dump"));
        assertThat(project.refused(4, "restore", path("bare.dump")).message("BACKUP_FOREIGN"))
                .contains("no label");

        assertThat(project.done("restore", file, "--accept-risk", "the shop moved")
                        .warnings())
                .containsExactly("BACKUP_FOREIGN");
        assertThat(project.tables()).containsExactly("z");
        assertThat(project.query("SELECT detail FROM dbm_journal WHERE action = 'restore'"))
                .containsExactly("restored from a backup; accepted: the shop moved");
    }

    @Test
    void aBackupWithoutItsLabelIsKnownByTheJournal() throws IOException {
        Path file = Path.of(backup());
        Path bare = Files.copy(file, project.path("bare.dump"));

        Run run = project.done("restore", bare.toString());

        assertThat(run.remarks()).anyMatch(remark -> remark.contains("is what it was"));
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
    }

    @Test
    void aCatalogThatIsNotTheRecordedOneTakesNoPlace() throws IOException {
        Path file = Path.of(backup());
        Path label = Path.of(file + ".label");
        Files.writeString(label, Files.readString(label).replaceFirst("catalog=.", "catalog=x"));

        Run run = project.refused(3, "restore", file.toString());

        assertThat(run.errors()).containsExactly("RESTORED_DIFFERS");
        assertThat(databases("datname LIKE 'dbm\\_restore\\_%'")).isEmpty();
        assertThat(project.done("restore", file.toString(), "--accept-drift").warnings())
                .containsExactly("RESTORED_DIFFERS");
    }

    @Test
    void anotherDatabaseTakesItWhileTheTargetStays(TestDatabase copy) {
        String file = backup();
        settings("confirm = true\n");
        List<String> before = project.target();
        assertThat(project.refused(4, "restore", file, "--into", Project.url(copy))
                        .json()
                        .at("next")
                        .text())
                .isEqualTo("dbm restore " + file + " --into " + copy.address().display() + " --confirm");

        Run run = project.done("restore", file, "--into", Project.url(copy), "--confirm");

        assertThat(project.target()).isEqualTo(before);
        try (Session session = copy.open()) {
            assertThat(session.query("SELECT count(*) FROM a", row -> row.getInt(1)))
                    .containsExactly(100);
        }
        assertThat(run.json().at("database").at("url").text())
                .contains(copy.address().database());
        assertThat(project.dbm("restore", file, "--into", Project.url(copy), "--confirm")
                        .message("RESTORE_FAILED"))
                .contains("not empty");
    }

    @Test
    void inPlaceEverythingIsReplacedInOneTransaction() {
        oneMigration();
        project.execute("CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('fine');"
                + " CREATE TABLE app.t (id int GENERATED ALWAYS AS IDENTITY, m app.mood); INSERT INTO app.t (m) VALUES ('fine');"
                + " CREATE FUNCTION app.f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a';"
                + " CREATE AGGREGATE app.g(int) (SFUNC = int4pl, STYPE = int); CREATE VIEW app.v AS SELECT app.f() AS f;"
                + " CREATE TABLE app.parts (id int) PARTITION BY RANGE (id);"
                + " CREATE TABLE app.part PARTITION OF app.parts FOR VALUES FROM (1) TO (9)");
        String file = backupBeforeTheSecond();
        project.execute("CREATE SCHEMA newer; CREATE TABLE newer.t (id int); DROP FUNCTION app.f(int) CASCADE;"
                + " CREATE VIEW newer.w AS SELECT * FROM app.t; CREATE PUBLICATION p FOR TABLE a");
        String oid = "SELECT oid FROM pg_database WHERE datname = current_database()";
        List<String> before = project.query(oid);

        Run run = project.done("restore", file, "--in-place");

        assertThat(run.warnings()).isEmpty();
        assertThat(project.query(oid)).isEqualTo(before);
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
        assertThat(project.query("SELECT f FROM app.v")).containsExactly("1");
        assertThat(project.query("SELECT count(*) FROM app.t")).containsExactly("1");
        assertThat(project.query("SELECT nspname FROM pg_namespace WHERE nspname = 'newer'"))
                .isEmpty();
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 pending");
        assertThat(kept()).isEmpty();
        assertThat(project.query("SELECT detail FROM dbm_journal WHERE action = 'restore'"))
                .containsExactly("restored in place from a backup");
    }

    @Test
    void inPlaceTheBackupThatIsRestoredIsNotTidiedAwayBefore() {
        String file = backup();
        settings("backup_keep = 1\n");

        project.done("restore", file, "--in-place");

        assertThat(Path.of(file)).exists();
        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
    }

    @Test
    void inPlaceThatFailsLeavesEverythingAsItWas() {
        String file = backup();
        try (Session other = db.open()) {
            settings("lock_timeout = \"200ms\"\n");
            other.begin();
            other.execute("LOCK TABLE b IN ACCESS SHARE MODE");

            Run run = project.refused(1, "restore", file, "--in-place", "--no-backup", "--accept-risk", "a test");

            assertThat(run.errors()).containsExactly("TOOL_FAILED");
            assertThat(run.message("TOOL_FAILED")).contains("lock timeout");
        }
    }

    @Test
    void rollbackNamesTheBackupToRestoreBeforeAnIrreversibleOne() {
        Run migrated = project.pair("1", "CREATE TABLE a (id int);", "-- dbm:irreversible the law says so")
                .done("migrate");
        String file = migrated.json().at("backup").at("file").text();

        Run run = project.refused(3, "rollback");

        assertThat(run.message("IRREVERSIBLE")).contains(file);
        assertThat(run.next("IRREVERSIBLE")).contains("dbm restore " + file);
    }

    @Test
    void aRoleThatMayNotCreateDatabasesIsToldTheOtherWays() {
        String file = backup();
        TestDatabase role = db.createRole();
        String user = role.address().user().orElseThrow();
        project.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + user);
        settings(project, Project.url(role), "");

        Run run = project.refused(1, "restore", file);

        assertThat(run.errors()).containsExactly("RESTORE_FAILED");
        assertThat(run.next("RESTORE_FAILED")).contains("--in-place").contains("--into");
    }

    @Test
    void nobodyIsAskedWhoMayNotPutADatabaseInItsPlace() {
        String file = backup();
        TestDatabase creator = db.createRole("CREATEDB");
        project.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO "
                + creator.address().user().orElseThrow());
        settings(project, Project.url(creator), "confirm = true\n");
        project.types(db.address().database());

        assertThat(refusedUnasked(file)).contains("RESTORE_FAILED", "does not own");

        TestDatabase owner = owner();
        settings(project, Project.url(owner), "confirm = true\n");
        project.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO "
                + owner.address().user().orElseThrow());

        assertThat(refusedUnasked(file)).contains("RESTORE_FAILED", "CREATEDB");
    }

    private String refusedUnasked(String file) {
        Run run = project.text("restore", file);
        assertThat(run.exit()).as("%s", run).isEqualTo(1);
        assertThat(run.err()).doesNotContain("Type the name");
        return run.out();
    }

    @Test
    void anOwnerWithTheRightToCreateDatabasesNeedsNothingMore() {
        TestDatabase role = owner("CREATEDB");
        migrateFirst(project);
        String file = backupBeforeTheSecond();

        project.done("restore", file);

        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("100");
        assertThat(project.query("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))
                .containsExactly(role.address().user().orElseThrow());
    }

    /** The database belongs to a role that may do what is said and no more, and the project works as that role. */
    private TestDatabase owner(String... attributes) {
        TestDatabase role = db.createRole(attributes);
        String user = role.address().user().orElseThrow();
        project.execute("ALTER DATABASE " + db.address().database() + " OWNER TO " + user);
        // before 15 this schema is the superuser's
        project.execute("GRANT ALL ON SCHEMA public TO " + user);
        settings(project, Project.url(role), "");
        return role;
    }

    @Test
    void nobodyIsAskedBeforeARefusalThatIsCertain() {
        String file = backup();
        settings("confirm = true\n");
        project.types(db.address().database());

        Run inPlace = project.text("restore", file, "--in-place", "--no-backup");
        assertThat(inPlace.exit()).isEqualTo(4);
        assertThat(inPlace.out()).contains("NO_BACKUP", "CONFIRMATION_NEEDED");
        assertThat(inPlace.err()).doesNotContain("Type the name");

        try (Session inside = db.open()) {
            inside.execute("SELECT 1");
            Run beside = project.text("restore", file);
            assertThat(beside.exit()).isEqualTo(6);
            assertThat(beside.out()).contains("DATABASE_IN_USE", "CONFIRMATION_NEEDED");
            assertThat(beside.err()).doesNotContain("Type the name");
        }
    }
}

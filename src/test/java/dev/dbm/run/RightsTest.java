package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/security.md says of the least rights: each command works with a role that has just those. */
@PostgresTest
class RightsTest {
    private Project admin;
    private Project deployer;
    private Project reader;
    private String deployerRole;
    private String readerRole;

    @BeforeEach
    void roles(TestDatabase db, @TempDir Path folder) {
        admin = new Project(folder, db).table("1", "a").table("2", "b");
        admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON DATABASE "
                + db.address().database() + " FROM PUBLIC");
        TestDatabase deploy = db.createRole();
        TestDatabase read = db.createRole();
        deployerRole = deploy.address().user().orElseThrow();
        readerRole = read.address().user().orElseThrow();
        grant("CONNECT ON DATABASE " + db.address().database() + " TO " + deployerRole + ", " + readerRole);
        grant("USAGE, CREATE ON SCHEMA public TO " + deployerRole);
        grant("USAGE ON SCHEMA public TO " + readerRole);
        reader = new Project(folder, read);
        deployer = new Project(folder, deploy);
    }

    private void grant(String what) {
        admin.execute("GRANT " + what);
    }

    private Run as(Project project, String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--url";
        all[args.length + 1] = project.url();
        return project.done(all);
    }

    private void createDatabases() {
        admin.execute("ALTER ROLE " + deployerRole + " CREATEDB");
    }

    private void applied() {
        createDatabases();
        as(deployer, "migrate");
        admin.execute("ALTER ROLE " + deployerRole + " NOCREATEDB");
        grant("SELECT ON flyway_schema_history, dbm_journal TO " + readerRole);
    }

    @Test
    void migrateWithCreatedbNeedsCreateInTheSchema() {
        createDatabases();

        assertThat(as(deployer, "migrate").ran()).containsExactly("1", "2");
        assertThat(as(deployer, "status", "--drift").warnings()).isEmpty();
    }

    @Test
    void migrateWithoutCreatedbNeedsAScratchElsewhere() {
        assertThat(deployer.refused(3, "migrate", "--url", deployer.url()).errors())
                .containsExactly("SCRATCH_IMPOSSIBLE");
        assertThat(as(deployer, "migrate", "--scratch", admin.url()).ran()).containsExactly("1", "2");
    }

    @Test
    void migrateWithoutCreatedbMayRehearseInASchema() {
        grant("CREATE ON DATABASE " + admin.query("SELECT current_database()").get(0) + " TO " + deployerRole);

        assertThat(as(deployer, "migrate").ran()).containsExactly("1", "2");
    }

    @Test
    void rollbackNeedsNoScratch() {
        applied();

        assertThat(as(deployer, "plan", "--rollback", "--all").warnings()).isEmpty();
        assertThat(as(deployer, "rollback", "--all").ran()).containsExactly("2", "1");
    }

    @Test
    void statusReadsTheHistoryAndTheJournal() {
        applied();

        Run run = as(reader, "status", "--history");

        assertThat(run.states()).containsExactly("1 applied", "2 applied");
        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.json().at("history").list()).isNotEmpty();
    }

    @Test
    void statusWithoutTheJournalKnowsTheHistoryAlone() {
        applied();
        admin.execute("REVOKE ALL ON dbm_journal FROM " + readerRole);

        assertThat(as(reader, "status").states()).containsExactly("1 applied", "2 applied");
    }

    @Test
    void statusWithoutTheHistoryIsToldWhatIsMissing() {
        applied();
        admin.execute("REVOKE ALL ON flyway_schema_history FROM " + readerRole);

        Run run = reader.dbm("status", "--url", reader.url());

        assertThat(run.errors()).containsExactly("HISTORY_UNREADABLE");
        assertThat(run.next("HISTORY_UNREADABLE")).contains("GRANT SELECT");
    }

    @Test
    void planAndDriftNeedToReadAloneWithAScratchElsewhere() {
        applied();
        reader.table("3", "c");

        reader.variable("DBM_SCRATCH", admin.url());
        assertThat(as(reader, "status", "--drift").drift()).isEmpty();
        Run plan = as(reader, "plan");

        assertThat(plan.verdict("3")).isEqualTo("proven");
        assertThat(plan.warnings()).isEmpty();
        // a table that may not be read is taken to hold something
        assertThat(as(reader, "plan", "--rollback").warnings()).containsExactly("DATA_LOSS");
    }

    @Test
    void readerCanChangeNothing() {
        applied();
        reader.table("3", "c");

        for (String[] command : new String[][] {
            {"migrate", "--scratch", admin.url()}, {"rollback"}, {"migrate", "--fake", "--accept-drift"}
        }) {
            String[] all = java.util.Arrays.copyOf(command, command.length + 2);
            all[command.length] = "--url";
            all[command.length + 1] = reader.url();
            Run run = reader.refused(1, all);
            assertThat(run.toString()).containsAnyOf("permission denied", "must be owner");
            assertThat(admin.tables()).containsExactly("a", "b");
        }
    }

    @Test
    void repairListsWithTheRightsOfAReaderAndMendsWithThoseOfTheOwner() {
        applied();
        reader.forward("1", "CREATE TABLE a (id int PRIMARY KEY); -- another comment");

        assertThat(reader.dbm("repair", "--url", reader.url()).errors()).contains("CHECKSUM_CHANGED");
        assertThat(reader.refused(1, "repair", "--accept-checksum", "1", "--url", reader.url())
                        .errors())
                .containsExactly("NO_PRIVILEGE");
        assertThat(as(deployer, "repair", "--accept-checksum", "1").states()).containsExactly("1 applied");
    }

    @Test
    void defaultPrivilegesOfTheMigratingRoleAreOnTheScratchToo() {
        admin.execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + deployerRole
                + " IN SCHEMA public GRANT SELECT ON TABLES TO " + readerRole);
        admin.execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + deployerRole + " REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
        deployer.pair("3", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", "DROP FUNCTION f();");
        createDatabases();

        assertThat(as(deployer, "migrate").ran()).containsExactly("1", "2", "3");
        assertThat(as(deployer, "status", "--drift").warnings()).isEmpty();
        assertThat(as(deployer, "rollback", "--all").ran()).containsExactly("3", "2", "1");
    }

    @Test
    void defaultPrivilegesThatCameAfterAMigrationAreNoDrift() {
        createDatabases();
        deployer.settings("drift = \"refuse\"");
        as(deployer, "migrate");
        readersSeeNewTables();

        assertThat(as(deployer, "status", "--drift").drift()).isEmpty();
        deployer.table("3", "c").table("4", "d");
        assertThat(as(deployer, "migrate").ran()).containsExactly("3", "4");

        assertThat(as(deployer, "status", "--drift").drift()).isEmpty();
        deployer.table("5", "e");
        assertThat(as(deployer, "migrate").ran()).containsExactly("5");
        assertThat(as(deployer, "rollback", "--steps", "2").ran()).containsExactly("5", "4");
        assertThat(as(deployer, "migrate").ran()).containsExactly("4", "5");
    }

    @Test
    void defaultPrivilegesExcuseNoGrantThatNobodyGotByThem() {
        createDatabases();
        as(deployer, "migrate");
        readersSeeNewTables();
        deployer.table("3", "c").table("4", "d").table("5", "e");
        as(deployer, "migrate");
        admin.execute("REVOKE SELECT ON e FROM " + readerRole + "; GRANT INSERT ON a TO " + readerRole);

        assertThat(as(deployer, "status", "--drift").drift())
                .containsExactlyInAnyOrder(
                        "grant table public.a to " + readerRole + " left",
                        "grant table public.e to " + readerRole + " gone");
    }

    @Test
    void databaseWithGrantsByDefaultIsAdoptedAsItIs() {
        createDatabases();
        as(deployer, "migrate");
        readersSeeNewTables();
        admin.execute("DROP TABLE flyway_schema_history, dbm_journal");

        Run run = as(deployer, "migrate", "--fake");

        assertThat(run.drift()).isEmpty();
        assertThat(run.warnings()).doesNotContain("DRIFT");
    }

    private void readersSeeNewTables() {
        admin.execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + deployerRole
                + " IN SCHEMA public GRANT SELECT ON TABLES TO " + readerRole);
    }

    @Test
    void nobodyButTheOwnerWritesTheJournal() {
        admin.execute("ALTER DEFAULT PRIVILEGES FOR ROLE " + deployerRole + " GRANT ALL ON TABLES TO " + readerRole);

        createDatabases();
        as(deployer, "migrate");

        assertThat(admin.query("SELECT has_table_privilege('" + readerRole
                        + "', 'dbm_journal', 'INSERT, UPDATE, DELETE," + " TRUNCATE, SELECT')"))
                .containsExactly("f");
    }
}

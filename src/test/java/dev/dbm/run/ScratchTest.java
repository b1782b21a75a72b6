package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the rehearsal takes place, and what must not escape from there. */
@PostgresTest
class ScratchTest {
    private TestDatabase db;
    private Path folder;
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        this.folder = folder;
        project = new Project(folder, db).table("1", "a");
    }

    /** From here on dbm works as a role that owns nothing but what it makes in the schema public. */
    private void asRole(String... attributes) {
        TestDatabase role = db.createRole(attributes);
        project.execute("GRANT ALL ON SCHEMA public TO " + role.address().user().orElseThrow());
        project = new Project(folder, role);
    }

    private void mayMakeSchemas() {
        project.execute("GRANT CREATE ON DATABASE " + db.address().database() + " TO PUBLIC");
        asRole();
    }

    private void nothingLeft() {
        assertThat(project.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dbm_scratch%'"))
                .isEmpty();
    }

    @Test
    void roleThatMayCreateDatabasesRehearsesInOne() {
        asRole("CREATEDB");

        Run run = project.done("migrate");

        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(run.remarks()).noneMatch(remark -> remark.contains("schema of the target's database"));
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void roleThatMayNotRehearsesInASchema() {
        mayMakeSchemas();
        project.pair(
                "2",
                "CREATE TABLE b (id int REFERENCES a);\nCREATE VIEW v AS SELECT * FROM b;",
                "DROP VIEW v;\nDROP TABLE b;");

        Run run = project.done("migrate");

        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("schema of the target's database"));
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.done("migrate").ran()).containsExactly("2");
        nothingLeft();
    }

    @Test
    void faultIsFoundInASchemaToo() {
        mayMakeSchemas();
        project.pair("2", "CREATE TABLE b (id int);\nCREATE INDEX b_idx ON a (id);", "DROP TABLE b;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).contains("UNDO_LEFT_BEHIND");
        assertThat(run.migration("2")
                        .at("undo")
                        .at("differences")
                        .list()
                        .get(0)
                        .at("object")
                        .text())
                .isEqualTo("public.b_idx");
        nothingLeft();
    }

    @Test
    void roleThatMayDoNeitherIsToldTheWaysOut() {
        asRole();

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_IMPOSSIBLE");
        assertThat(run.next("SCRATCH_IMPOSSIBLE")).contains("CREATEDB", "--scratch embedded", "--scratch <URL>");
    }

    @Test
    void schemaCannotHoldAScriptThatNamesTheTargetsOwn() {
        mayMakeSchemas();
        project.pair("2", "SELECT 1;\nCREATE TABLE public.x (id int);", "DROP TABLE public.x;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_IMPOSSIBLE");
        assertThat(run.message("SCRATCH_IMPOSSIBLE")).contains("migrations/V2__step.sql:2", "public");
        nothingLeft();
    }

    @Test
    void schemaCannotHoldWhatRunsOutsideATransaction() {
        mayMakeSchemas();
        project.pair("2", "CREATE INDEX CONCURRENTLY i ON a (id);", "DROP INDEX CONCURRENTLY i;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_IMPOSSIBLE");
        assertThat(run.message("SCRATCH_IMPOSSIBLE")).contains("migrations/V2__step.sql");
    }

    @Test
    void nameThatIsHiddenFromTheTextIsCaughtByItsLocks() {
        mayMakeSchemas();
        project.done("migrate");
        project.pair(
                "2",
                "DO $$ BEGIN EXECUTE 'ALTER TABLE pub' || 'lic.a ADD COLUMN escaped int'; END $$;",
                "ALTER TABLE a DROP COLUMN escaped;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_ESCAPE");
        assertThat(run.place("SCRATCH_ESCAPE")).isEqualTo("migrations/V2__step.sql");
        assertThat(run.next("SCRATCH_ESCAPE")).contains("--scratch database");
        assertThat(project.query(
                        "SELECT attname FROM pg_attribute WHERE attrelid = 'public.a'::regclass AND attnum > 0"))
                .containsExactly("id");
        nothingLeft();
    }

    @Test
    void schemaIsUsedWhereItIsAskedFor() {
        Run run = project.done("migrate", "--scratch", "schema");

        assertThat(run.remarks()).anyMatch(remark -> remark.contains("schema of the target's database"));
        nothingLeft();
    }

    @Test
    void databaseOfAnotherServerIsMadeAndTheNamedOneIsNotUsed(TestDatabase named) {
        Run run = project.done("migrate", "--scratch", Project.url(named));

        assertThat(run.verdict("1")).isEqualTo("proven");
        assertThat(new Project(folder.resolve("named"), named).target()).containsExactly("public");
    }

    @Test
    void embeddedScratchServesATargetOfAnotherMajorVersion() {
        project.table("1", "a").pair("2", "CREATE VIEW v AS SELECT id FROM a;", "DROP VIEW v;");
        project.done("migrate", "--scratch", "embedded");

        project.table("3", "c");

        assertThat(project.done("migrate", "--scratch", "embedded").warnings()).isEmpty();
    }

    @Test
    void statementThatReachesBeyondTheDatabaseNeedsAServerOfItsOwn() {
        String role = db.address().database() + "_r9";
        project.pair("2", "SELECT 1;\nCREATE ROLE " + role + ";", "DROP ROLE " + role + ";");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_IMPOSSIBLE");
        assertThat(run.place("SCRATCH_IMPOSSIBLE")).isEqualTo("migrations/V2__step.sql:2");
        assertThat(run.next("SCRATCH_IMPOSSIBLE")).contains("--scratch embedded");
        assertThat(project.query("SELECT rolname FROM pg_roles WHERE rolname = '" + role + "'"))
                .isEmpty();

        assertThat(project.refused(0, "plan", "--scratch", "embedded").verdict("2"))
                .isEqualTo("proven");
        assertThat(project.query("SELECT rolname FROM pg_roles WHERE rolname = '" + role + "'"))
                .isEmpty();
    }

    @Test
    void statementThatHidesItIsCaughtByItsLocks() {
        String role = db.address().database() + "_r8";
        project.pair(
                "2",
                "DO $$ BEGIN EXECUTE 'CREATE RO' || 'LE " + role + "'; END $$;",
                "DO $$ BEGIN EXECUTE 'DROP RO' || 'LE " + role + "'; END $$;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("SCRATCH_ESCAPE");
        assertThat(run.place("SCRATCH_ESCAPE")).isEqualTo("migrations/V2__step.sql");
        assertThat(project.query("SELECT rolname FROM pg_roles WHERE rolname = '" + role + "'"))
                .isEmpty();
    }

    @Test
    void commentOnWhatAllDatabasesShareIsCaughtByItsLocks() {
        String role = db.address().user().orElseThrow();
        String comment = "DO $$ BEGIN EXECUTE 'COMMENT ON RO' || 'LE " + role + " IS %s'; END $$;";
        project.pair("2", comment.formatted("''reached''"), comment.formatted("NULL"));

        assertThat(project.refused(3, "plan").errors()).containsExactly("SCRATCH_ESCAPE");
        assertThat(project.query("SELECT description FROM pg_shdescription WHERE description = 'reached'"))
                .isEmpty();
    }

    @Test
    void unknownPlaceIsAMatterOfUsage() {
        assertThat(project.refused(2, "migrate", "--scratch", "somewhere").errors())
                .hasSize(1);
    }
}

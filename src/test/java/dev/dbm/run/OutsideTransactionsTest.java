package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class OutsideTransactionsTest {
    private static final String OUTSIDE = "-- dbm:no-transaction\n";
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
    }

    private void thereAndBack() {
        Run run = project.done("migrate");
        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.done("migrate").ran()).containsExactly("2");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
    }

    @Test
    void indexIsBuiltConcurrently() {
        project.table("1", "a")
                .pair(
                        "2",
                        OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY a_idx;");

        thereAndBack();

        assertThat(project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_idx'::regclass"))
                .containsExactly("t");
    }

    @Test
    void indexIsBuiltConcurrentlyWithFlywaysOwnSetting() {
        project.table("1", "a")
                .pair("2", "CREATE INDEX CONCURRENTLY a_idx ON a (id);", "DROP INDEX CONCURRENTLY a_idx;")
                .file(Project.forwardOf("2") + ".conf", "executeInTransaction=false")
                .file(Project.undoOf("2") + ".conf", "executeInTransaction=false");

        thereAndBack();
    }

    @Test
    void indexIsRebuiltConcurrently() {
        project.table("1", "a").pair("2", OUTSIDE + "REINDEX TABLE CONCURRENTLY a;", OUTSIDE + "SELECT 1;");

        thereAndBack();
    }

    @Test
    void partitionIsDetachedConcurrently() {
        assumeTrue(Integer.parseInt(project.query("SHOW server_version_num").get(0)) >= 140000);
        project.pair(
                        "1",
                        "CREATE TABLE p (id int) PARTITION BY RANGE (id);\n"
                                + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);",
                        "DROP TABLE p;\nDROP TABLE IF EXISTS p1;")
                .pair(
                        "2",
                        OUTSIDE + "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;",
                        "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (9);");

        Run run = project.dbm("migrate");

        // Detaching concurrently leaves a check constraint like the partition's bounds (manual: ALTER TABLE), which the
        // undo
        // must drop.
        assertThat(run.exit()).as("%s", run).isEqualTo(3);
        assertThat(run.migration("2")
                        .at("undo")
                        .at("differences")
                        .list()
                        .get(0)
                        .at("kind")
                        .text())
                .isEqualTo("constraint");
        project.undo(
                "2",
                "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (9);\n"
                        + "ALTER TABLE p1 DROP CONSTRAINT p1_id_check;");
        thereAndBack();
    }

    @Test
    void procedureMayCommit() {
        project.pair(
                        "1",
                        "CREATE TABLE a (id int);\nCREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN\n"
                                + "FOR i IN 1..3 LOOP INSERT INTO a VALUES (i); COMMIT; END LOOP; END $$;",
                        "DROP PROCEDURE fill();\nDROP TABLE a;")
                .pair("2", OUTSIDE + "CALL fill();", "DELETE FROM a;");

        thereAndBack();

        assertThat(project.query("SELECT count(*) FROM a")).containsExactly("3");
    }

    @Test
    void scriptOfNothingElseNeedsNoDirective() {
        project.table("1", "a")
                .pair("2", "CREATE INDEX CONCURRENTLY a_idx ON a (id);", "DROP INDEX CONCURRENTLY a_idx;");

        thereAndBack();
    }

    @Test
    void scriptThatMixesThemWithOthersMustSaySo() {
        project.table("1", "a")
                .pair(
                        "2",
                        "CREATE TABLE b (id int);\nCREATE INDEX CONCURRENTLY a_idx ON a (id);",
                        "DROP TABLE b;\nDROP INDEX a_idx;");

        Run run = project.refused(3, "migrate");

        assertThat(run.errors()).containsExactly("NEEDS_NO_TRANSACTION");
        assertThat(run.place("NEEDS_NO_TRANSACTION")).isEqualTo("migrations/V2__step.sql:2");
        assertThat(run.next("NEEDS_NO_TRANSACTION")).contains("dbm:no-transaction");
    }

    @Test
    void undoThatStopsMidwayIsToldAndBlocks() {
        project.table("1", "a")
                .pair(
                        "2",
                        "ALTER TABLE a ALTER COLUMN id TYPE bigint;\nCREATE INDEX a_idx ON a (id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY a_idx;\nALTER TABLE a ALTER COLUMN id TYPE int;")
                .done("migrate");
        project.execute("INSERT INTO a VALUES (3000000000)");

        Run run = project.dbm("rollback");

        assertThat(run.exit()).as("%s", run).isEqualTo(7);
        assertThat(run.errors()).containsExactly("STOPPED_MIDWAY");
        assertThat(run.place("STOPPED_MIDWAY")).isEqualTo("migrations/U2__step.sql:3");
        assertThat(project.refused(5, "rollback").errors()).contains("FAILED_MIGRATION");
        assertThat(project.refused(5, "migrate").errors()).contains("FAILED_MIGRATION");

        project.execute("DELETE FROM a; ALTER TABLE a ALTER COLUMN id TYPE int");
        assertThat(project.done("repair", "--mark-applied", "2").states()).containsExactly("2 undone");
        assertThat(project.done("status").states()).containsExactly("1 applied", "2 undone");
    }

    @Test
    void atomicRunRefusesThem() {
        project.table("1", "a")
                .pair(
                        "2",
                        OUTSIDE + "CREATE INDEX CONCURRENTLY a_idx ON a (id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY a_idx;");

        Run run = project.refused(2, "migrate", "--atomic");

        assertThat(run.errors()).containsExactly("BAD_OPTION");
        assertThat(run.verdict("1")).as("of what was not rehearsed").isEqualTo("unproven");
        Run planned = project.refused(2, "migrate", "--atomic", "--dry-run");
        assertThat(planned.errors()).containsExactly("BAD_OPTION");
        assertThat(planned.place("BAD_OPTION")).isEqualTo(run.place("BAD_OPTION"));
        assertThat(project.refused(0, "migrate", "--atomic", "--dry-run", "--to", "1")
                        .json()
                        .at("next")
                        .text())
                .isEqualTo("dbm migrate --to 1 --atomic");
    }
}

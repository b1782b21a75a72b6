package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.Progress;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs left beside the history is listed, with the command that clears it away, and cleared away by name alone. */
@PostgresTest
class ClearingTest {
    private Project project;
    private TestDatabase db;

    @BeforeEach
    void project(TestDatabase target, @TempDir Path folder) {
        db = target;
        project = new Project(folder, target).table("1", "a");
        project.done("migrate");
    }

    /** An index of that name over equal rows cannot be unique. */
    private void invalidIndex(String name) {
        project.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
        try (Session session = db.open()) {
            session.execute("CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON t (id)");
        } catch (DatabaseException e) {
            assertThat(e.failure().sqlState()).isEqualTo("23505");
        }
    }

    @Test
    void invalidIndexIsBuiltAnew() {
        invalidIndex("t_idx");
        assertThat(project.refused(0, "repair").warnings()).contains("INVALID_INDEX");
        Run failed = project.dbm("repair", "--reindex", "t_idx");
        assertThat(failed.errors()).containsExactly("NOT_MENDABLE");
        assertThat(failed.message("NOT_MENDABLE")).contains("23505");
        assertThat(invalid()).as("what the failed attempt left").containsExactly("t_idx");
        try (Session byHand = db.open()) {
            assertThatThrownBy(() -> byHand.execute("REINDEX INDEX CONCURRENTLY t_idx"))
                    .isInstanceOf(DatabaseException.class);
        }
        project.execute("TRUNCATE t");
        assertThat(project.dbm("repair").problems("INVALID_INDEX"))
                .anyMatch(next -> next.equals("dbm repair --drop-index t_idx_ccnew"));

        Run run = project.done("repair", "--reindex", "public.t_idx", "--drop-index", "t_idx_ccnew");

        assertThat(run.remarks()).anyMatch(remark -> remark.startsWith("Rebuilt the invalid index"));
        assertThat(project.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_idx'::regclass"))
                .containsExactly("t");
        assertThat(journal())
                .endsWith("repair done dropped the invalid index: t_idx_ccnew")
                .contains("repair done rebuilt the invalid index: public.t_idx");
    }

    private java.util.List<String> invalid() {
        return project.query("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid");
    }

    @Test
    void invalidIndexIsDropped() {
        invalidIndex("\"odd; name\"");
        String name = project.refused(0, "repair")
                .message("INVALID_INDEX")
                .split(" ", 2)[1]
                .split(" is invalid")[0];

        project.done("repair", "--drop-index", name);

        assertThat(project.refused(0, "repair").outcome()).isEqualTo("nothing");
        assertThat(project.query("SELECT 1 FROM pg_indexes WHERE tablename = 't'"))
                .isEmpty();
        assertThat(journal()).endsWith("repair done dropped the invalid index: " + name);
    }

    @Test
    void validIndexIsNotDropped() {
        Run run = project.refused(5, "repair", "--drop-index", "a_pkey", "--reindex", "a; DROP TABLE a");

        assertThat(run.errors()).containsExactly("NOT_MENDABLE", "NOT_MENDABLE");
    }

    @Test
    void scratchThatAKilledRunLeftIsDropped() {
        String name = "dbm_scratch_aaaaaaaa_1_1";
        project.execute("CREATE SCHEMA " + name + " CREATE TABLE t (id int)");
        Run listed = project.dbm("repair");
        assertThat(listed.json().at("problems").list())
                .anyMatch(problem -> problem.at("next").text().contains("--drop-scratch " + name));

        project.done("repair", "--drop-scratch", name);

        assertThat(project.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'dbm%'"))
                .isEmpty();
        assertThat(journal()).endsWith("repair done dropped the scratch schema: " + name);
    }

    @Test
    void scratchDatabaseIsDroppedWithWhomeverIsInside() {
        String name = "dbm_scratch_" + db.address().database().substring(9, 17) + "_1_1";
        project.execute("CREATE DATABASE " + name);
        Session inside = db.in(name).open();

        project.done("repair", "--drop-scratch", name);

        assertThat(project.query("SELECT datname FROM pg_database WHERE datname = '" + name + "'"))
                .isEmpty();
        inside.close();
    }

    @Test
    void nothingButALeftScratchIsDropped() {
        project.execute("CREATE SCHEMA dbm_scratch_mine");

        assertThat(project.refused(5, "repair", "--drop-scratch", "dbm_scratch_mine")
                        .errors())
                .containsExactly("NOT_MENDABLE");
        assertThat(project.refused(5, "repair", "--drop-scratch", "public").errors())
                .containsExactly("NOT_MENDABLE");
    }

    @Test
    void lockOfARunThatDoesNothingIsFreed() {
        try (Database other = open();
                RunLock lock = RunLock.acquire(other, "public", Duration.ZERO, Progress.SILENT)) {
            project.settings("lock_timeout = \"10ms\"");
            assertThat(project.refused(6, "rollback").errors()).containsExactly("LOCKED");
            Run listed = project.dbm("repair");
            assertThat(listed.warnings()).contains("STRANDED_LOCK");
            String next = listed.next("STRANDED_LOCK");
            String pid = next.substring(next.lastIndexOf(' ') + 1);

            assertThat(project.refused(5, "repair", "--end-session", "1").errors())
                    .containsExactly("NOT_MENDABLE");
            project.done("repair", "--end-session", pid);

            assertThat(lock.isHeld()).isFalse();
            assertThat(journal())
                    .endsWith("repair done ended the session that held the run lock and did nothing: " + pid);
            assertThat(project.done("rollback").ran()).containsExactly("1");
        }
    }

    @Test
    void lockOfARunThatIsAtWorkIsLeftAlone() {
        try (Database other = open();
                RunLock lock = RunLock.acquire(other, "public", Duration.ZERO, Progress.SILENT);
                Session working = other.dedicated()) {
            working.begin();
            working.execute("SELECT 1");
            String pid = project.query("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database ="
                            + " (SELECT oid FROM pg_database WHERE datname = current_database())")
                    .get(0);

            assertThat(project.dbm("repair").notes()).contains("LOCKED");
            assertThat(project.refused(5, "repair", "--end-session", pid).errors())
                    .containsExactly("NOT_MENDABLE");
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    void clearingNeedsTheWordThatTheEnvironmentWants() {
        project.settings("confirm = true");

        invalidIndex("t_idx");

        assertThat(project.refused(4, "repair", "--drop-index", "t_idx").errors())
                .containsExactly("CONFIRMATION_NEEDED");
        for (String[] mend : new String[][] {{"--drop-index", "x"}, {"--drop-scratch", "x"}, {"--end-session", "1"}}) {
            assertThat(project.refused(5, "repair", mend[0], mend[1]).errors())
                    .containsExactly("NOT_MENDABLE", "CONFIRMATION_NEEDED");
        }
    }

    @Test
    void findingsAreNumberedAndAChangedFileIsShownLineByLine() {
        project.table("2", "b").done("migrate");
        project.forward("1", "CREATE TABLE a (id bigint PRIMARY KEY);").delete(Project.forwardOf("2"));
        project.delete(Project.undoOf("2"));

        String text = project.text("repair").out();

        assertThat(text)
                .contains(
                        "1  CONFLICT  CHECKSUM_CHANGED",
                        "- CREATE TABLE a (id int PRIMARY KEY);",
                        "+ CREATE TABLE a (id bigint PRIMARY KEY);",
                        "2  CONFLICT  APPLIED_FILE_MISSING");
        assertThat(project.text("repair", "--format", "markdown").out()).contains("1  **CONFLICT** `CHECKSUM_CHANGED`");
    }

    private Database open() {
        return Database.open(
                db.address(), new ConnectionOptions("dbm", Duration.ZERO, Duration.ZERO, java.util.Optional.empty()));
    }

    private java.util.List<String> journal() {
        return project.query("SELECT concat_ws(' ', action, outcome, detail) FROM dbm_journal ORDER BY id");
    }
}

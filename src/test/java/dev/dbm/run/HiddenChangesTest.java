package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the system catalogs that a script writes by hand, which neither locks nor row versions of the object tell. */
@PostgresTest
class HiddenChangesTest {
    private static final String INVALID =
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_pkey'::regclass;";

    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db).table("1", "a");
        assumeFalse(project.query("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
                .isEmpty());
    }

    @Test
    void areFound() {
        project.pair("2", INVALID, "SELECT 'nothing';");

        assertThat(project.refused(3, "plan").verdict("2")).isEqualTo("diverged");
    }

    @Test
    void areNotBlamedOnTheNextPairThatIsReadAsAWhole() {
        project.pair("2", INVALID, "SELECT 'nothing';")
                .pair("3", "ALTER TABLE a RENAME TO b;", "ALTER TABLE b RENAME TO a;");

        Run run = project.refused(3, "plan");

        assertThat(run.verdict("2")).isEqualTo("diverged");
        assertThat(run.verdict("3")).isEqualTo("proven");
    }

    @Test
    void areFoundBeforeTheScratchIsBuiltAnew() {
        // put together when it runs, so that the text does not say which table it writes
        String hidden = "DO $$ BEGIN EXECUTE 'UPDATE ' || 'pg_index SET indisvalid = false"
                + " WHERE indexrelid = ''a_pkey''::regclass'; END $$;";
        project.pair("2", hidden, "SELECT 'nothing';").pair("3", "CREATE TABLE c (id int);", "SELECT 'nothing';");

        Run run = project.refused(3, "plan");

        assertThat(run.verdict("2")).isEqualTo("diverged");
        assertThat(run.verdict("3")).isEqualTo("diverged");
    }
}

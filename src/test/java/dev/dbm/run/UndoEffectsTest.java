package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback tells beforehand what its undos were seen to do when they were proven, and not only what their text says. */
@PostgresTest
class UndoEffectsTest {
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        project = new Project(folder, db);
        project.pair("1", "CREATE TABLE a (id int PRIMARY KEY, n int);", "DROP TABLE a;");
    }

    @Test
    void aColumnThatGoesByCascadeIsALoss() {
        project.pair("2", "CREATE TYPE mood AS ENUM ('well'); ALTER TABLE a ADD mood mood;", "DROP TYPE mood CASCADE;")
                .done("migrate");
        project.execute("INSERT INTO a VALUES (1, 1, 'well')");

        assertThat(project.done("plan", "--rollback").message("DATA_LOSS"))
                .contains("drops column mood of table public.a (");
    }

    @Test
    void aTableThatADoBlockDropsIsALoss() {
        project.pair("2", "CREATE TABLE \"B c\" (id int);", "DO $$ BEGIN EXECUTE 'DROP TABLE \"B c\"'; END $$;")
                .done("migrate");
        project.execute("INSERT INTO \"B c\" VALUES (1)");

        assertThat(project.done("rollback").message("DATA_LOSS")).contains("drops table public.\"B c\" (");
    }

    @Test
    void aPartitionedTableIsOneLossWithAllItsPartitions() {
        project.pair(
                        "2",
                        "CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);",
                        "DROP TABLE p;")
                .done("migrate");
        project.execute("INSERT INTO p VALUES (1)");

        assertThat(project.done("plan", "--rollback").message("DATA_LOSS"))
                .contains("drops table public.p (")
                .doesNotContain("p1");
    }

    @Test
    void whatItLocksAndWritesIsToldFromTheJournalAlone() {
        project.pair(
                "2",
                "ALTER TABLE a ADD m int; CREATE TABLE b (id int); UPDATE a SET n = 1;",
                "UPDATE a SET n = NULL; DROP TABLE b; ALTER TABLE a DROP m;");
        project.done("plan");
        // the proof is remembered from the plan, and so is what the undo did
        project.done("migrate");
        project.delete(Project.forwardOf("2")).delete(Project.undoOf("2"));

        Run run = project.done("plan", "--rollback");

        assertThat(run.remarks())
                .anyMatch(remark -> remark.startsWith("The rollback may change rows of public.a ("))
                .anyMatch(remark -> remark.matches("The rollback locks public\\.a \\(.*\\): reads and writes wait\\."))
                .anyMatch(remark -> remark.startsWith("The rollback locks public.b"));
    }

    @Test
    void ofAScriptWithoutTransactionTheDropsAreKnown() {
        project.pair(
                        "2",
                        "CREATE TABLE b (id int);",
                        "-- dbm:no-transaction\nDO $$ BEGIN EXECUTE 'DROP TABLE b'; END $$;")
                .done("migrate");
        project.execute("INSERT INTO b VALUES (1)");

        assertThat(project.done("plan", "--rollback").message("DATA_LOSS")).contains("drops table public.b (");
    }

    @Test
    void whereNobodySawTheUndoThePlanSaysSo() {
        project.done("migrate");
        project.execute("UPDATE dbm_journal SET proof_undo = NULL");

        Run run = project.done("plan", "--rollback");

        assertThat(run.remarks()).anyMatch(remark -> remark.startsWith("What the undo of version 1 locks"));
    }
}

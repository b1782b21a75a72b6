package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate --reset}: from nothing, and nothing goes that nobody spoke of. */
@PostgresTest
class ResetTest {
    private Project project;
    private TestDatabase database;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        database = db;
        project = new Project(folder, db);
        project.file("dbm.toml", "env = \"test\"\n[env.test]\nurl = \"" + project.url() + "\"\n");
    }

    @Test
    void everythingIsBuiltFromNothingWithItsFixtures() {
        project.table("1", "a")
                .table("2", "b")
                .file("migrations/fixtures/F1__rows.sql", "INSERT INTO a VALUES (1), (2);")
                .file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one;")
                .done("migrate");
        project.execute("INSERT INTO a VALUES (3)");

        Run run = project.done("migrate", "--reset");

        assertThat(run.ran()).containsExactly("1", "2", "v");
        assertThat(project.query("SELECT id FROM a ORDER BY 1")).containsExactly("1", "2");
        assertThat(run.json().at("run").at("mode").text()).isEqualTo("migrate --reset");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
        assertThat(project.query("SELECT DISTINCT environment FROM dbm_journal"))
                .containsExactly("test");
        assertThat(project.query("SELECT outcome FROM dbm_journal WHERE action = 'reset' ORDER BY id"))
                .containsExactly("started", "done");
        assertThat(project.done("rollback", "--all").ran()).containsExactly("2", "1");
    }

    @Test
    void proofsAreRemembered() {
        project.table("1", "a").done("migrate");

        assertThat(project.done("migrate", "--reset").remembered("1")).isTrue();
    }

    @Test
    void changedFileOfAnAppliedMigrationIsNoObstacle() {
        project.table("1", "a").done("migrate");
        project.table("1", "c");
        assertThat(project.refused(5, "migrate").errors()).containsExactly("CHECKSUM_CHANGED");

        project.done("migrate", "--reset");

        assertThat(project.tables()).containsExactly("c");
    }

    @Test
    void whereItIsNotAllowedNothingGoes() {
        project.file(
                "dbm.toml",
                "[env.dev]\nurl = \"" + project.url() + "\"\n[env.prod]\nurl = \"" + project.url()
                        + "\"\nbackup = false\n[env.test]\nurl = \"" + project.url() + "\"\nbackup = true\n");
        project.table("1", "a");

        for (String environment : List.of("dev", "prod", "test")) {
            Run run = project.refused(2, "migrate", "--reset", "--env", environment, "--confirm");
            assertThat(run.errors()).containsExactly("RESET_NOT_ALLOWED");
        }
        assertThat(project.refused(2, "migrate", "--reset", "--env", "prod").next("RESET_NOT_ALLOWED"))
                .contains("demands of prod");
    }

    @Test
    void urlFromElsewhereOnAnotherHostTakesItAway() {
        project.variable("DBM_URL", "postgres://db.example.com/shop").table("1", "a");

        assertThat(project.dbm("migrate", "--reset").errors()).containsExactly("RESET_NOT_ALLOWED");
    }

    @Test
    void databaseThatSaysProdIsNeverReset() {
        project.file(
                "dbm.toml",
                "[env.test]\nurl = \"" + project.url() + "\"\n[env.prod]\nbackup = false\nurl = \"" + project.url()
                        + "\"\n");
        project.table("1", "a").done("migrate", "--env", "prod", "--confirm");

        assertThat(project.refused(5, "migrate", "--reset", "--env", "test").errors())
                .containsExactly("OTHER_ENVIRONMENT");
        assertThat(project.refused(5, "migrate", "--reset", "--env", "test", "--as-environment", "test")
                        .errors())
                .containsExactly("OTHER_ENVIRONMENT");
    }

    @Test
    void whatNoMigrationMakesIsNamedAndKeptUntilAWordIsSaid() {
        project.table("1", "a").done("migrate");
        project.execute("CREATE TABLE by_hand (id int)");
        project.execute("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'");

        Run run = project.refused(4, "migrate", "--reset");
        assertThat(run.errors()).containsExactly("RESET_DESTROYS");
        assertThat(run.message("RESET_DESTROYS"))
                .contains("table public.by_hand", "public.mine()")
                .doesNotContain("public.a");
        assertThat(run.next("RESET_DESTROYS")).contains("--accept-drift");

        project.types("no");
        assertThat(project.text("migrate", "--reset").exit()).isEqualTo(4);
        project.types("I understand");
        Run agreed = project.text("migrate", "--reset");
        assertThat(agreed.exit()).as("%s", agreed).isZero();
        assertThat(agreed.err()).contains("table public.by_hand");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void schemaThatDbmNeverSawIsNamedWhole() {
        project.execute("CREATE TABLE old (id int)");
        project.table("1", "a");

        assertThat(project.refused(4, "migrate", "--reset").message("RESET_DESTROYS"))
                .contains("table public.old");
        project.done("migrate", "--reset", "--accept-drift");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void whatGoesWithItElsewhereIsNamedToo() {
        project.table("1", "a").done("migrate");
        project.execute("CREATE SCHEMA reports");
        project.execute("CREATE VIEW reports.v AS SELECT id FROM a");
        project.execute("CREATE TABLE reports.t (a int REFERENCES public.a, b int)");

        Run run = project.refused(4, "migrate", "--reset");

        assertThat(run.message("RESET_DESTROYS"))
                .contains("view reports.v", "table constraint t_a_fkey on reports.t")
                .doesNotContain("public.");
        project.done("migrate", "--reset", "--accept-drift");
        assertThat(project.query("SELECT relname FROM pg_class WHERE relnamespace = 'reports'::regnamespace"))
                .containsExactly("t");
    }

    @Test
    void nothingIsDroppedForMigrationsThatCannotBeBuilt() {
        project.table("1", "a").done("migrate");
        project.pair("1", "CREATE TABLE a (id int); SELECT 1/0;", "DROP TABLE a;");

        Run run = project.refused(3, "migrate", "--reset");

        assertThat(run.errors()).containsExactly("FORWARD_FAILED");
        assertThat(project.tables()).containsExactly("a");
    }

    @Test
    void everyKindOfObjectGoesAndTheSchemaKeepsWhatItHas() {
        project.execute("GRANT USAGE ON SCHEMA public TO pg_monitor");
        project.execute("COMMENT ON SCHEMA public IS 'ours'");
        project.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        List<String> before = schema();
        project.pair(
                "1",
                """
                CREATE SCHEMA app;
                CREATE EXTENSION hstore;
                CREATE TYPE mood AS ENUM ('ok');
                CREATE DOMAIN word AS text CHECK (value <> '');
                CREATE TYPE pair AS (a int, b int);
                CREATE SEQUENCE loose;
                CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m mood, w word, n serial) PARTITION BY RANGE (id);
                CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (0) TO (10);
                CREATE TABLE app.b (id int, a int, x hstore);
                CREATE STATISTICS st ON id, m FROM a1;
                CREATE VIEW v AS SELECT * FROM app.b;
                CREATE MATERIALIZED VIEW mv AS SELECT 1 AS one;
                CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
                CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
                CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
                CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq);
                CREATE OPERATOR FAMILY fam USING btree;
                CREATE COLLATION col FROM "C";
                CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple);
                """,
                """
                DROP TEXT SEARCH CONFIGURATION ts; DROP COLLATION col; DROP OPERATOR FAMILY fam USING btree;
                DROP OPERATOR === (int, int); DROP AGGREGATE total(int); DROP PROCEDURE p(); DROP FUNCTION f(int);
                DROP MATERIALIZED VIEW mv; DROP VIEW v; DROP TABLE app.b; DROP TABLE a; DROP SEQUENCE loose;
                DROP TYPE pair; DROP DOMAIN word; DROP TYPE mood; DROP EXTENSION hstore; DROP SCHEMA app;
                """);
        project.done("migrate");

        Run run = project.done("migrate", "--reset");

        assertThat(run.ran()).containsExactly("1");
        assertThat(project.refused(0, "status", "--check", "--drift").warnings())
                .isEmpty();
        assertThat(schema()).isEqualTo(before);
        assertThat(project.query("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"))
                .containsExactly("hstore", "pg_stat_statements");
    }

    @Test
    void resetThatWasStoppedIsFinishedBeforeAnythingElse() {
        project.table("1", "a").table("2", "b").done("migrate");
        project.execute("CREATE TABLE by_hand (id int)");
        project.execute(
                "INSERT INTO dbm_journal (run, action, outcome, description, script, environment, role, person, host,"
                        + " dbm, took_ms, detail) SELECT 'x', 'reset', 'started', '', '', 'test', '', '', '', '', 0, ''");
        project.execute("DELETE FROM flyway_schema_history");

        assertThat(project.refused(7, "migrate").errors()).startsWith("RESET_UNFINISHED");

        project.done("migrate", "--reset");
        assertThat(project.tables()).containsExactly("a", "b");
    }

    @Test
    void schemaThatSomebodyHoldsIsToldAsUnfinished() {
        project.file(
                "dbm.toml", "env = \"test\"\n[env.test]\nurl = \"" + project.url() + "\"\nlock_timeout = \"200ms\"\n");
        project.table("1", "a").done("migrate");
        try (var other = database.open()) {
            other.begin();
            other.execute("LOCK TABLE a IN ACCESS SHARE MODE");

            Run run = project.dbm("migrate", "--reset");

            assertThat(run.exit()).isEqualTo(7);
            assertThat(run.errors()).containsExactly("RESET_UNFINISHED");
            other.rollback();
        }
        assertThat(project.done("migrate", "--reset").ran()).containsExactly("1");
    }

    private List<String> schema() {
        return project.query("SELECT concat_ws(' ', nspname, nspowner, nspacl, obj_description(oid, 'pg_namespace'))"
                + " FROM pg_namespace WHERE nspname = 'public'");
    }
}

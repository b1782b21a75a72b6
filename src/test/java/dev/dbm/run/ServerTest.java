package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.Progress;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PgBouncer;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that say no. */
@PostgresTest
class ServerTest {
    private static final String[] COMMANDS = {"status", "plan", "migrate", "rollback", "repair"};
    private TestDatabase db;
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        project = new Project(folder, db).table("1", "a");
    }

    private void everyCommandFailsWith(String code, String... more) {
        for (String command : COMMANDS) {
            String[] args = new String[more.length + 1];
            args[0] = command;
            System.arraycopy(more, 0, args, 1, more.length);
            Run run = project.refused(1, args);
            assertThat(run.errors()).as(command).containsExactly(code);
            assertThat(run.next(code)).isNotBlank();
        }
    }

    @Test
    void unreachableServer() {
        everyCommandFailsWith("UNREACHABLE", "--url", "postgres://somebody@127.0.0.1:1/shop");
    }

    @Test
    void unknownHost() {
        everyCommandFailsWith("UNREACHABLE", "--url", "postgres://somebody@nowhere.invalid/shop", "--env", "dev");
    }

    @Test
    void wrongPassword() {
        assumeTrue(db.checksPasswords());
        String url = Project.url(db.as(db.address().user().orElseThrow(), "wrong-one"));

        everyCommandFailsWith("AUTHENTICATION_FAILED", "--url", url);

        assertThat(project.dbm("migrate", "--url", url, "--verbose").toString()).doesNotContain("wrong-one");
    }

    @Test
    void passwordIsNeverPrinted() {
        Run run = project.text("status", "--url", "postgres://somebody:hidden-one@127.0.0.1:1/shop", "--verbose");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.toString()).contains("127.0.0.1").doesNotContain("hidden-one");
    }

    @Test
    void noSuchDatabase() {
        everyCommandFailsWith("NO_SUCH_DATABASE", "--url", project.url() + "_not");
    }

    @Test
    void readOnlyTarget() {
        project.execute("ALTER DATABASE " + db.address().database() + " SET default_transaction_read_only = on");

        for (String command : new String[] {"migrate", "rollback"}) {
            Run run = project.refused(1, command);
            assertThat(run.errors()).containsExactly("READ_ONLY");
            assertThat(run.next("READ_ONLY")).isNotBlank();
        }
        assertThat(project.refused(0, "status").states()).containsExactly("1 pending");
    }

    @Test
    void roleWithoutRightsInTheSchema(@TempDir Path folder) {
        project.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        Project stranger = new Project(folder, db.createRole("CREATEDB")).table("1", "a");

        Run run = stranger.refused(1, "migrate");

        assertThat(run.errors()).containsExactly("NO_PRIVILEGE");
        assertThat(run.next("NO_PRIVILEGE")).isNotBlank();
    }

    @Test
    void schemaThatIsNotThere() {
        Run run = project.dbm("status", "--schema", "nowhere");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.states()).containsExactly("1 pending");
    }

    @Test
    void otherRunHoldsTheLock() {
        project.settings("lock_timeout = \"100ms\"");
        try (Database other = Database.open(db.address(), ConnectionOptions.PLAIN);
                RunLock lock = RunLock.acquire(other, "public", Duration.ZERO, Progress.SILENT)) {
            lock.check();
            for (String[] command : new String[][] {{"migrate"}, {"rollback"}, {"repair", "--forget", "1"}}) {
                Run run = project.refused(6, command);
                assertThat(run.errors()).containsExactly("LOCKED");
                assertThat(run.message("LOCKED") + run.next("LOCKED")).isNotBlank();
            }
            assertThat(project.refused(0, "status").remarks()).anyMatch(remark -> remark.contains("Another run"));
            assertThat(project.refused(0, "plan").verdict("1")).isEqualTo("proven");
        }
        project.done("migrate");
    }

    @Test
    void tableIsLockedBySomebodyElse() {
        project.settings("lock_timeout = \"100ms\"", "lock_retries = 0").done("migrate");
        project.pair("2", "SELECT 1;\nALTER TABLE a ADD COLUMN n int;", "ALTER TABLE a DROP COLUMN n;");
        project.done("plan");
        try (Session other = db.open()) {
            other.begin();
            other.execute("LOCK TABLE a IN ROW SHARE MODE");
            Run run = project.refused(6, "migrate");
            assertThat(run.errors()).containsExactly("LOCK_TIMEOUT");
            assertThat(run.place("LOCK_TIMEOUT")).isEqualTo("migrations/V2__step.sql:2");
            assertThat(run.message("LOCK_TIMEOUT")).contains("55P03");
            other.rollback();
        }
        assertThat(project.done("migrate").ran()).containsExactly("2");
    }

    @Test
    void poolThatGivesSessionsBackIsRefusedByWhateverNeedsASession(@TempDir Path configuration) throws Exception {
        try (PgBouncer pool = PgBouncer.start(configuration, db, "transaction", "options, extra_float_digits")) {
            String url = Project.url(pool.database());

            everyCommandFailsWith("POOLING_PROXY", "--url", url);

            assertThat(project.dbm("migrate", "--url", url).next("POOLING_PROXY"))
                    .contains("direct port");
            assertThat(project.done("migrate").ran()).containsExactly("1");
        }
    }

    @Test
    void noUrlAtAll() {
        project.file("dbm.toml", "");

        for (String command : COMMANDS) {
            Run run = project.refused(2, command);
            assertThat(run.errors()).as(command).containsExactly("NO_URL");
            assertThat(run.next("NO_URL")).isNotBlank();
        }
    }
}

package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbm.model.Secret;
import dev.dbm.postgres.Session;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Flyway project becomes a dbm project, and one again, without a row being changed. */
@PostgresTest
class FlywayTest {
    private static final String FLYWAY_THAT_WAITS = "SELECT pid FROM pg_stat_activity"
            + " WHERE datname = current_database() AND query LIKE '%pg_try_advisory_xact_lock%' AND pid <> pg_backend_pid()";

    private TestDatabase db;
    private Project project;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        project = new Project(folder, db)
                .pair("1", "CREATE TABLE a (id int);", "DROP VIEW IF EXISTS v;\nDROP TABLE a;")
                .table("2", "b")
                .file("migrations/R__v.sql", "CREATE OR REPLACE VIEW v AS SELECT ${n} AS n;")
                .settings("[placeholders]", "n = \"7\"");
    }

    private FluentConfiguration configuration() {
        return Flyway.configure()
                .dataSource(
                        db.jdbcUrl(),
                        db.address().user().orElseThrow(),
                        db.address().password().map(Secret::reveal).orElse(""))
                .locations("filesystem:" + project.path("migrations"))
                .placeholders(Map.of("n", "7"));
    }

    private Flyway flyway() {
        return configuration().load();
    }

    /** What Flyway's own info says is current: {@code 1 Success}. */
    private List<String> info() {
        return Arrays.stream(flyway().info().all())
                .map(info -> (info.getVersion() == null ? info.getDescription() : info.getVersion()) + " "
                        + info.getState().getDisplayName())
                .toList();
    }

    @Test
    void historyThatFlywayMadeIsTakenOverAsItIs() {
        flyway().migrate();
        List<String> before = project.target();

        Run status = project.refused(0, "status", "--check");
        assertThat(status.states()).containsExactly("1 applied", "2 applied", "v applied");
        assertThat(project.refused(0, "migrate").outcome()).isEqualTo("nothing");
        assertThat(project.target()).isEqualTo(before);
    }

    @Test
    void migrateGoesOnWhereFlywayStopped() {
        flyway().migrate();
        project.table("3", "c");

        Run run = project.done("migrate");

        assertThat(run.ran()).containsExactly("3");
        assertThat(run.verdict("3")).isEqualTo("proven");
        assertThat(info()).contains("1 Success", "2 Success", "3 Success", "v Success");
        flyway().validate();
        assertThat(flyway().migrate().migrationsExecuted).isZero();
    }

    @Test
    void undoOfWhatFlywayAppliedIsProvenBeforeItRuns() {
        flyway().migrate();

        Run run = project.done("rollback");

        assertThat(run.ran()).contains("2");
        assertThat(run.verdict("2")).isEqualTo("proven");
        assertThat(project.tables()).containsExactly("a");
        assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
        assertThat(project.done("status", "--check").states()).containsExactly("1 applied", "2 applied", "v applied");
    }

    @Test
    void undoOfWhatFlywayAppliedThatLeavesSomethingIsBlocked() {
        flyway().migrate();
        project.undo("2", "DROP TABLE b;\nCREATE TABLE left_over (id int);");

        assertThat(project.refused(3, "rollback").errors()).containsExactly("UNDO_LEFT_BEHIND");
    }

    @Test
    void flywayReadsWhatMigrateRollbackMigrateWrote() {
        project.done("migrate");
        assertThat(info()).containsExactly("1 Success", "2 Success", "v Success");
        flyway().validate();

        for (int cycle = 0; cycle < 2; cycle++) {
            project.done("rollback");
            assertThat(Arrays.stream(flyway().info().pending())
                            .map(info -> info.getVersion().toString()))
                    .containsExactly("2");
            project.done("migrate");
            flyway().validate();
            assertThat(flyway().info().pending()).isEmpty();
            assertThat(flyway().info().current().getVersion()).hasToString("2");
        }

        project.table("3", "c");
        assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
        assertThat(project.done("status", "--check").states())
                .containsExactly("1 applied", "2 applied", "3 applied", "v applied");
        assertThat(project.done("rollback", "--to", "1").ran()).contains("3", "2");
        assertThat(flyway().migrate().migrationsExecuted).isEqualTo(2);
        flyway().validate();
    }

    @Test
    void fakedMigrationsAreAppliedForFlywayToo() {
        project.execute("CREATE TABLE a (id int); CREATE TABLE b (id int PRIMARY KEY)");
        project.done("migrate", "--fake");

        assertThat(info()).contains("1 Success", "2 Success");
        assertThat(flyway().migrate().migrationsExecuted).isEqualTo(1);
        flyway().validate();
    }

    @Test
    void baselineOfFlywaysIsTheStart() {
        project.execute("CREATE TABLE a (id int); CREATE TABLE more (id int)");
        configuration().baselineVersion("1").load().baseline();

        Run run = project.done("migrate");

        assertThat(run.ran()).containsExactly("2", "v");
        assertThat(run.remarks()).anyMatch(remark -> remark.contains("copy of the target's schema"));
        assertThat(project.done("status").states()).containsExactly("1 baseline", "2 applied", "v applied");
        flyway().validate();
        assertThat(project.refused(0, "plan", "--rollback", "--all").states()).containsExactly("2 applied");
        assertThat(project.done("rollback", "--all").ran()).containsExactly("2");
        assertThat(project.tables()).containsExactly("a", "more");
    }

    @Test
    void baselineAboveTheFilesIsMetByTheOnesAbove() {
        project.execute("CREATE TABLE a (id int)");
        configuration().baselineVersion("1.5").load().baseline();

        assertThat(project.done("migrate").ran()).containsExactly("2", "v");
        assertThat(project.done("status", "--check").states())
                .containsExactly("1 baseline", "1.5 baseline", "2 applied", "v applied");
    }

    @Test
    void undoneRowsOfAPaidEditionAreUnderstood() {
        flyway().migrate();
        project.execute(
                "DROP TABLE b; INSERT INTO flyway_schema_history SELECT 10, version, description, 'UNDO_SQL',"
                        + " 'U2__step.sql', checksum, installed_by, now(), 1, true FROM flyway_schema_history WHERE version = '2'");

        assertThat(project.refused(8, "status", "--check").states())
                .containsExactly("1 applied", "2 undone", "v applied");
        Run run = project.done("migrate");
        assertThat(run.ran()).containsExactly("2");
        assertThat(project.tables()).containsExactly("a", "b");
        assertThat(project.done("rollback").ran()).containsExactly("2");
        assertThat(project.done("migrate").ran()).containsExactly("2");
    }

    @Test
    void failedRowOfFlywaysBlocksUntilItIsForgotten() {
        flyway().migrate();
        project.execute("INSERT INTO flyway_schema_history SELECT 10, '3', description, type, 'V3__step.sql', checksum,"
                + " installed_by, now(), 1, false FROM flyway_schema_history WHERE version = '2'");
        project.table("3", "c");

        assertThat(project.refused(5, "migrate").errors()).containsExactly("FAILED_MIGRATION");
        project.done("repair", "--forget", "3");
        assertThat(project.done("migrate").ran()).containsExactly("3");
        flyway().validate();
    }

    @Test
    void historyTableOfAnotherNameIsTakenFromFlywaysSettings() {
        configuration().table("history").load().migrate();
        project.file("dbm.toml", "");
        project.file(
                "flyway.conf",
                "flyway.url=" + db.jdbcUrl() + "\nflyway.user="
                        + db.address().user().orElseThrow()
                        + db.address()
                                .password()
                                .map(Secret::reveal)
                                .map("\nflyway.password="::concat)
                                .orElse("")
                        + "\nflyway.table=history\nflyway.locations=filesystem:migrations\nflyway.placeholders.n=7\n");

        Run run = project.dbm("status", "--check");

        assertThat(run.exit()).as("%s", run).isZero();
        assertThat(run.states()).containsExactly("1 applied", "2 applied", "v applied");
    }

    @Test
    void flywayThatWaitsIsNamedAndRunsNothingTwice() {
        flyway().migrate();
        project.pair(
                "3",
                "-- dbm:no-transaction\nCREATE INDEX CONCURRENTLY a_idx ON a (id);",
                "-- dbm:no-transaction\nDROP INDEX CONCURRENTLY a_idx;");
        try (Session writer = db.open()) {
            writer.begin();
            writer.execute("INSERT INTO a VALUES (1)");
            CompletableFuture<Void> application = CompletableFuture.runAsync(() -> {
                project.awaitSaid("blocked by process " + writer.pid());
                CompletableFuture<MigrateResult> waiting = CompletableFuture.supplyAsync(
                        () -> configuration().lockRetryCount(4).load().migrate());
                project.await("SELECT EXISTS (" + FLYWAY_THAT_WAITS + ")");
                String flyway = project.query("SELECT pid FROM (" + FLYWAY_THAT_WAITS + ") f")
                        .get(0);
                writer.rollback();
                // Flyway waits in a transaction for a lock of dbm's, whose index waits for the end of all transactions.
                project.awaitSaid("blocked by process " + flyway);
                assertThat(waiting).failsWithin(60, TimeUnit.SECONDS);
            });

            Run run = project.dbm("migrate");

            application.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(run.exit()).as("%s", run).isZero();
        }
        assertThat(flyway().migrate().migrationsExecuted).isZero();
        assertThat(info()).contains("3 Success");
    }

    @Test
    void flywayAtWorkIsWaitedForAndWhatItAppliedIsNotRunAgain() {
        project.settings("lock_timeout = \"30s\"", "[placeholders]", "n = \"7\"");
        flyway().migrate();
        project.pair("3", "CREATE TABLE c (id int);\nSELECT pg_advisory_xact_lock(4711);", "DROP TABLE c;");
        try (Session gate = db.open()) {
            gate.begin();
            gate.execute("SELECT pg_advisory_xact_lock(4711)");
            CompletableFuture<MigrateResult> application = CompletableFuture.supplyAsync(() -> flyway().migrate());
            project.await(
                    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted)");
            CompletableFuture<Void> open = CompletableFuture.runAsync(() -> {
                project.awaitSaid("Migrating ");
                gate.rollback();
            });

            Run run = project.dbm("migrate");

            open.join();
            assertThat(application.orTimeout(60, TimeUnit.SECONDS).join().migrationsExecuted)
                    .isEqualTo(1);
            assertThat(run.exit()).as("%s", run).isEqualTo(6);
            assertThat(run.errors()).containsExactly("LOCKED");
            assertThat(run.message("LOCKED")).contains("Version 3 was applied by somebody else");
            assertThat(run.ran()).isEmpty();
        }
        assertThat(project.history()).containsOnlyOnce("3 SQL V3__step.sql");
        assertThat(project.done("migrate").outcome()).isEqualTo("nothing");
    }

    @Test
    void databaseThatOnlyFlywayKnowsLearnsItsEnvironmentByARollback() {
        project.settings("[env.test]", "url = \"" + project.url() + "\"", "[placeholders]", "n = \"7\"");
        flyway().migrate();

        Run run = project.done("rollback", "--env", "test", "--as-environment", "test");

        assertThat(run.ran()).contains("2");
        assertThat(project.refused(5, "migrate").errors()).containsExactly("OTHER_ENVIRONMENT");
    }

    @Test
    void repeatableThatFlywayLeftFailedIsForgottenByItsName() {
        project.file("migrations/R__w.sql", "CREATE TABLE w (id int);\nSELECT 1 / (SELECT count(*) FROM a);")
                .file("migrations/R__w.sql.conf", "executeInTransaction=false");
        // in its default mode Flyway forgets what failed
        FluentConfiguration session = configuration();
        Objects.requireNonNull(session.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class))
                .setTransactionalLock(false);
        assertThatThrownBy(() -> session.load().migrate()).hasMessageContaining("division by zero");
        Run status = project.refused(5, "status", "--check");
        assertThat(status.next("FAILED_MIGRATION")).contains("dbm repair --forget R__w.sql");

        project.execute("DROP TABLE w; INSERT INTO a VALUES (1)");
        project.done("repair", "--forget", "R__w.sql");

        assertThat(project.refused(0, "repair").outcome()).isEqualTo("nothing");
        assertThat(project.history()).noneMatch(row -> row.contains("failed"));
    }
}

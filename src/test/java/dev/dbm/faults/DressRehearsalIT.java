package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
import dev.dbm.testing.ClientPrograms;
import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import dev.dbm.testing.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A night in production from its first migration to the restored backup, as those on duty would live through it. */
@PostgresTest
@DisabledOnOs(OS.WINDOWS)
class DressRehearsalIT {
    private static final List<Integer> THERE =
            IntStream.rangeClosed(1, 13).boxed().toList();
    private static final List<Integer> BACK = IntStream.iterate(13, version -> version > 1, version -> version - 1)
            .boxed()
            .toList();
    private static final Pattern ACCEPT = Pattern.compile("--accept-data-loss \\d+");
    private static final String OLD_ORDERS =
            "SELECT concat_ws(' ', count(*), sum(hashtextextended(note, id)), sum(amount), sum(customer_id)) FROM orders"
                    + " WHERE note <> 'sold'";
    private static final String SOLD = "SELECT id FROM orders WHERE note = 'sold'";

    private TestDatabase db;
    private Project project;
    private Shop shop;

    @BeforeEach
    void prepare(TestDatabase db, @TempDir Path folder) {
        ClientPrograms.require(db);
        this.db = db;
        shop = new Shop(db);
        project = Project.on(folder, db)
                .placeholder("app", shop.role())
                .environment(
                        "prod",
                        "lock_timeout = \"300ms\"",
                        "lock_retries = 30",
                        "report_dir = \"reports\"",
                        "after_migrate = [[\"sh\", \"-c\", \"echo once >> smoke-tests\"]]",
                        "[env.prod.notify]",
                        "command = [\"sh\", \"-c\", \"cat > told-$DBM_COMMAND.json\"]");
        Shop.first(project);
    }

    /** What the restore keeps beside the test's database goes with it. */
    @AfterEach
    void dropKept() {
        try (Session server = db.in("postgres").open()) {
            kept(server).forEach(name -> server.execute("DROP DATABASE " + Identifiers.quote(name) + " WITH (FORCE)"));
        }
    }

    private List<String> kept(Session server) {
        return server.query(
                "SELECT datname FROM pg_database WHERE starts_with(datname, ?) AND datname <> ?",
                row -> row.getString(1),
                db.address().database().substring(0, 30),
                db.address().database());
    }

    @Test
    void twelveMigrationsUnderTrafficThereAndBackAndABackupRestored() {
        project.succeed("migrate", "--env", "prod", "--confirm");
        String before;
        Set<Long> soldBefore;
        String backup;
        try (Witness witness = new Witness(db)) {
            Shop.fill(witness);
            assertThat(witness.is("SELECT pg_database_size(current_database()) > 100 * 1024 * 1024"))
                    .isTrue();
            before = witness.list(OLD_ORDERS).get(0);
            Shop.twelveMore(project);
            project.file(
                    "migrations/checks/one_login_each.sql",
                    "SELECT login, count(*) FROM customers GROUP BY login HAVING count(*) > 1;");
            witness.execute("INSERT INTO customers VALUES (0, 'customer1@EXAMPLE.com')");
            try (Traffic traffic = shop.open()) {
                witness.await("SELECT count(*) > 100 FROM orders WHERE note = 'sold'");
                soldBefore = shop.sold();

                Json migrated = migrateBehindTheNightlyExport();

                backup = migrated.at("backup").at("file").text();
                assertThat(witness.history()).hasSize(THERE.size());
                rollBack(migrated.at("next").text());
                assertThat(traffic.failures()).isEmpty();
                assertThat(traffic.done()).isPositive();
            }
            assertThat(witness.list(OLD_ORDERS)).containsExactly(before);
            assertThat(sold(db)).isEqualTo(shop.sold());
            agree(witness);
        }
        restore(backup, before, soldBefore);
    }

    /** The twelve, one of which must wait for a session that forgot to end its transaction. */
    private Json migrateBehindTheNightlyExport() {
        Run run;
        try (Session forgotten = shop.forgotten()) {
            run = project.start("migrate", "--env", "prod", "--confirm", "--format", "json");
            run.awaitSaid("(3 of 30)", 1);
            assertThat(run.saidSoFar())
                    .contains(
                            "waiting for a lock on stock (AccessExclusiveLock), blocked by process " + forgotten.pid())
                    .contains("application nightly export, idle in transaction");
            forgotten.rollback();
        }
        Run.Ended ended = run.end();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(7);
        Json report = Json.parse(ended.out());
        assertThat(codes(report)).containsExactly("CHECK_FAILED");
        assertThat(ended.out()).contains("customer1@example.com");
        assertThat(report.at("migrations").where("version", "4").at("retries").number())
                .isGreaterThanOrEqualTo(3);
        assertThat(project.folder().resolve("smoke-tests")).hasContent("once");
        assertThat(project.folder().resolve("told-migrate.json")).content().contains("CHECK_FAILED");
        return report;
    }

    /** What the report offers shows first what it would destroy, and runs once that is said too. */
    private void rollBack(String offered) {
        assertThat(offered).isEqualTo("dbm rollback --to 1 --confirm --env prod");
        List<String> command =
                new ArrayList<>(List.of(offered.replaceFirst("^dbm ", "").split(" ")));
        Run.Ended asked = project.run(command.toArray(String[]::new));
        assertThat(asked.exit()).as(asked.said()).isEqualTo(4);
        assertThat(asked.out()).contains("drops column login of table public.customers");
        Matcher accept = ACCEPT.matcher(asked.out());
        while (accept.find()) {
            command.addAll(List.of(accept.group().split(" ")));
        }
        Run.Ended ended = project.start(command.toArray(String[]::new)).end().well();
        assertThat(ended.out()).contains("12 migrations undone");
    }

    /** History, journal and catalog tell the same: version 1 stands, and the twelve are undone, the last one first. */
    private void agree(Witness witness) {
        assertThat(witness.history()).containsExactlyElementsOf(rows("%d SQL t", "%d DELETE t"));
        assertThat(witness.journal().stream().filter(entry -> entry.endsWith(" done")))
                .containsExactlyElementsOf(rows("migrate %d done", "undo %d done"));
        Run.Ended status = project.run("status", "--drift", "--check", "--env", "prod");
        assertThat(status.exit()).as(status.said()).isEqualTo(8);
        assertThat(status.out()).doesNotContain("DRIFT");
    }

    /** The shop is closed; afterwards it stands as of the backup, and all that was sold since is in the database that is kept. */
    private void restore(String backup, String before, Set<Long> soldBefore) {
        Run.Ended restored = project.start("restore", backup, "--confirm", "--env", "prod")
                .end()
                .well();
        try (Witness witness = new Witness(db)) {
            assertThat(witness.list(OLD_ORDERS)).containsExactly(before);
            assertThat(witness.history()).containsExactly("1 SQL t");
            assertThat(witness.is(
                            "SELECT (SELECT sum(sold) FROM stock) = (SELECT count(*) FROM orders WHERE note = 'sold')"))
                    .isTrue();
            assertThat(witness.list("SELECT outcome || ' ' || version FROM dbm_journal WHERE action = 'restore'"))
                    .containsExactly("done 1");
        }
        assertThat(sold(db)).isSubsetOf(shop.sold()).containsAll(soldBefore);
        try (Session server = db.in("postgres").open()) {
            String old = kept(server).get(0);
            assertThat(restored.out()).contains(old);
            assertThat(sold(db.in(old))).isEqualTo(shop.sold());
        }
        assertThat(project.run("status", "--drift", "--check", "--env", "prod").out())
                .doesNotContain("DRIFT");
    }

    private static List<String> rows(String there, String back) {
        return Stream.concat(THERE.stream().map(there::formatted), BACK.stream().map(back::formatted))
                .toList();
    }

    private static List<String> codes(Json report) {
        return report.at("problems").list().stream()
                .filter(problem -> problem.at("severity").text().equals("error"))
                .map(problem -> problem.at("code").text())
                .toList();
    }

    private static Set<Long> sold(TestDatabase db) {
        try (Session session = db.open()) {
            return session.query(SOLD, row -> row.getLong(1)).stream().collect(Collectors.toSet());
        }
    }
}

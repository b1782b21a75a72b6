package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.dbm.testing.Json;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows the scripts: checks, commands, the report that is kept, and those who are told. */
@PostgresTest
class AfterwardsTest {
    private final List<Json> messages = new CopyOnWriteArrayList<>();
    private Project project;
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void project(TestDatabase db, @TempDir Path folder) throws IOException {
        project = new Project(folder, db).table("1", "a");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            messages.add(Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String webhook() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/s3cret-path";
    }

    @Test
    void commandGetsTheReportAndItsSurroundings() {
        project.settings(
                "after_migrate = [[\"sh\", \"-c\", \"cat > got.json; echo $DBM_COMMAND $DBM_ENV $DBM_OUTCOME $DBM_EXIT\"]]");

        Run run = project.done("migrate");

        Json verified = run.json().at("run").at("verified").where("what", "sh exited with 0");
        assertThat(verified.at("held").is()).isTrue();
        assertThat(verified.at("detail").text()).isEqualTo("migrate dev done 0");
        Json got = Json.parse(read("got.json"));
        assertThat(got.at("migrations").where("version", "1").at("state").text())
                .isEqualTo("applied");
    }

    @Test
    void commandThatFailsMakesTheRunPartialAndOffersTheWayBack() {
        project.table("2", "b")
                .settings("after_migrate = [[\"sh\", \"-c\", \"echo the shop is closed; exit 3\"], \"never-run\"]");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.outcome()).isEqualTo("partial");
        assertThat(run.errors()).containsExactly("HOOK_FAILED");
        assertThat(run.message("HOOK_FAILED")).contains("sh exited with 3", "the shop is closed");
        assertThat(run.json().at("next").text()).isEqualTo("dbm rollback --steps 2");
        assertThat(run.ran()).containsExactly("1", "2");
        assertThat(project.query("SELECT outcome || ' ' || detail FROM dbm_journal WHERE action = 'run'"))
                .containsExactly("failed HOOK_FAILED");
        project.done("rollback", "--steps", "2");
        assertThat(project.tables()).isEmpty();
    }

    @Test
    void commandThatHangsIsStoppedWithItsChildren() {
        project.settings(
                "hook_timeout = \"300ms\"",
                "after_migrate = [[\"sh\", \"-c\", \"echo before; sleep 1000 & echo $! > pid; wait\"]]");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.message("HOOK_FAILED")).contains("did not end within 300 ms, and was stopped", "before");
        assertThat(ProcessHandle.of(Long.parseLong(read("pid").strip()))
                        .filter(ProcessHandle::isAlive)
                        .flatMap(process -> process.info().command()))
                .isEmpty();
    }

    @Test
    void commandThatIsMissingIsNamed() {
        project.settings("after_migrate = [\"./no-such-thing.sh\"]");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.message("HOOK_FAILED")).contains("no-such-thing.sh could not be started");
    }

    @Test
    void passwordsDoNotComeOutOfCommands() {
        project.variable("APP_SECRET", "open-sesame")
                .settings(
                        "after_migrate = [[\"sh\", \"-c\", \"echo key is open-sesame, postgres://u:pw12345@h/d\"]]",
                        "[env.dev.placeholders]",
                        "key = \"${APP_SECRET}\"");

        Run run = project.text("migrate");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("key is ****, postgres://u:****@h/d").doesNotContain("open-sesame", "pw12345");
    }

    @Test
    void commandsAreLeftOutWhereACheckFailed() {
        project.settings("after_migrate = [[\"touch\", \"ran\"]]");
        project.file("migrations/checks/none.sql", "SELECT 1 AS one;");

        Run run = project.dbm("migrate");

        assertThat(run.errors()).containsExactly("CHECK_FAILED");
        assertThat(run.remarks()).anyMatch(remark -> remark.startsWith("after_migrate was left out"));
        assertThat(run.json().at("next").text()).isEqualTo("dbm rollback");
        assertThat(project.path("ran")).doesNotExist();
    }

    @Test
    void checksThatFailAfterARollbackAreWarnings() {
        project.table("2", "b").done("migrate");
        project.file("migrations/checks/b.sql", "SELECT * FROM b;").file("migrations/checks/c.sql", "SELECT 1 AS one;");

        Run run = project.done("rollback");

        assertThat(run.warnings()).containsExactly("CHECK_FAILED", "CHECK_FAILED");
        assertThat(run.outcome()).isEqualTo("done");
    }

    @Test
    void webhookIsToldASummaryWithoutSqlOrRows() {
        project.settings("[env.dev.notify]", "webhook = \"" + webhook() + "\"");
        project.file("migrations/checks/rows.sql", "SELECT 'private <row>' AS row;");

        Run run = project.dbm("migrate");

        assertThat(run.exit()).isEqualTo(7);
        assertThat(run.warnings()).isEmpty();
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).at("text").text())
                .contains("dbm migrate on dev: partial (PARTIAL)", "- 1 step: applied", "CHECK_FAILED", "dbm rollback")
                .doesNotContain("private", "CREATE TABLE", "SELECT");
        project.done("rollback");
        assertThat(messages.get(1).at("text").text()).contains("dbm rollback on dev: done", "- 1 step: undone");
    }

    @Test
    void fullReportIsToldWhereItIsWanted() {
        project.settings("[env.dev.notify]", "webhook = \"" + webhook() + "\"", "report = \"full\"");
        project.file("migrations/checks/rows.sql", "SELECT 'private <row>' AS row;");

        project.dbm("migrate");

        assertThat(messages.get(0).at("text").text()).contains("private &lt;row&gt;");
    }

    @Test
    void notificationThatFailsChangesNothing() {
        status = 500;
        project.settings(
                "[env.dev.notify]",
                "webhook = \"" + webhook() + "\"",
                "command = [\"sh\", \"-c\", \"echo no pager; exit 9\"]");

        Run run = project.done("migrate");

        assertThat(run.outcome()).isEqualTo("done");
        assertThat(run.warnings()).containsExactly("NOTIFICATION_FAILED", "NOTIFICATION_FAILED");
        assertThat(run.message("NOTIFICATION_FAILED")).contains("answered 500");
        assertThat(run.out()).contains("no pager").doesNotContain("s3cret-path");
        assertThat(messages).hasSize(2);
    }

    @Test
    void failureIsToldAndRefusalIsNot() {
        project.settings("[env.dev.notify]", "command = [\"sh\", \"-c\", \"cat > told.json\"]");
        project.undo("1", "SELECT 1;");
        project.refused(3, "migrate");
        assertThat(project.path("told.json")).doesNotExist();

        project.undo("1", "DROP TABLE a;").done("migrate");
        project.execute("INSERT INTO a VALUES (1)");
        project.pair("2", "ALTER TABLE a ADD COLUMN b int NOT NULL;", "ALTER TABLE a DROP COLUMN b;");
        assertThat(project.dbm("migrate").exit()).isEqualTo(1);
        assertThat(Json.parse(read("told.json")).at("outcome").text()).isEqualTo("failed");

        project.delete("told.json").delete(Project.forwardOf("2")).delete(Project.undoOf("2"));
        project.done("migrate");
        assertThat(project.path("told.json")).doesNotExist();
    }

    @Test
    void reportIsKeptForTheTicket() throws IOException {
        project.settings("report_dir = \"reports\"");
        Run run = project.done("migrate");
        project.done("rollback");
        project.done("migrate");
        project.done("migrate");

        List<Path> kept = project.filesBelow("reports").stream().sorted().toList();
        assertThat(kept).hasSize(6);
        Path markdown = kept.stream()
                .filter(file -> file.toString().matches(".*\\d{8}T\\d{6}Z-dev-migrate.md"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(markdown))
                .contains("dbm migrate: done", System.getProperty("user.name") + "@", " UTC, ", "`dev`")
                .contains("ok      the catalog is as rehearsed", "To go back: `dbm rollback`", "| `1` |");
        assertThat(run.json().at("files").list()).hasSize(2);
        assertThat(run.json().at("files").list().get(0).text()).startsWith("reports/");
        assertThat(run.json().at("run").at("mode").text()).isEqualTo("migrate");
    }

    @Test
    void keptReportIsForItsOwnersEyesOnly() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        project.settings("report_dir = \"kept/reports\"");
        project.done("migrate");

        assertThat(permissions(project.path("kept/reports"))).isEqualTo("rwx------");
        assertThat(project.filesBelow("kept/reports")).hasSize(2).allSatisfy(file -> assertThat(permissions(file))
                .isEqualTo("rw-------"));

        Files.createDirectory(project.path("shared"));
        Files.setPosixFilePermissions(project.path("shared"), PosixFilePermissions.fromString("rwxr-xr-x"));
        project.settings("report_dir = \"shared\"");
        project.done("rollback");

        assertThat(permissions(project.path("shared")))
                .as("a folder that was there is its owner's affair")
                .isEqualTo("rwxr-xr-x");
        assertThat(project.filesBelow("shared")).hasSize(2).allSatisfy(file -> assertThat(permissions(file))
                .isEqualTo("rw-------"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void reportThatCannotBeKeptIsAWarning() {
        project.settings("report_dir = \"dbm.toml/reports\"");

        Run run = project.done("migrate");

        assertThat(run.warnings()).containsExactly("OUTPUT_UNWRITABLE");
        assertThat(run.outcome()).isEqualTo("done");
    }

    private String read(String name) {
        try {
            return Files.readString(project.path(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

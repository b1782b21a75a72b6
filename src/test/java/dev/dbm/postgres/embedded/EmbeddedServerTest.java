package dev.dbm.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Secret;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    /** What an earlier run left, made once: the server's data and its password. */
    @TempDir
    private static Path earlier;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() {
        EmbeddedServer.start(earlier, Duration.ZERO, Progress.SILENT).close();
    }

    /** The folder as an earlier run left it. */
    private void made() throws IOException, InterruptedException {
        // with owners and permissions, which the server looks at
        Process copy = new ProcessBuilder("cp", "-a", earlier + "/.", folder.toString())
                .inheritIO()
                .start();
        assertThat(copy.waitFor()).isZero();
    }

    private EmbeddedServer start() {
        return EmbeddedServer.start(folder, Duration.ZERO, Progress.SILENT);
    }

    private static void execute(DatabaseAddress address, String sql) {
        try (Database database = Database.open(address, ConnectionOptions.PLAIN);
                Session session = database.session()) {
            session.execute(sql);
        }
    }

    private static ProblemException problemOf(Runnable work) {
        ProblemException e = catchThrowableOfType(ProblemException.class, work::run);
        assertThat(e).isNotNull();
        assertThat(e.problems().get(0).next()).isNotBlank();
        return e;
    }

    @Test
    void dataStaysFromOneRunToTheNext() {
        try (EmbeddedServer server = start()) {
            execute(server.address(), "CREATE TABLE kept ()");
        }
        assertThat(folder.resolve("data").resolve(Postmaster.FILE)).doesNotExist();
        try (EmbeddedServer server = start()) {
            execute(server.address(), "SELECT FROM kept");
        }
    }

    @Test
    void itListensOnLoopbackOnlyAndAsksForAPasswordThatOthersCannotRead() throws Exception {
        made();
        try (EmbeddedServer server = start();
                Database database = Database.open(server.address(), ConnectionOptions.PLAIN);
                Session session = database.session()) {
            assertThat(session.queryOne(
                            "SELECT current_setting('listen_addresses') || current_setting('unix_socket_directories')",
                            row -> row.getString(1)))
                    .contains("127.0.0.1");
            assertThat(database.facts().locale().encoding()).isEqualTo("UTF8");
            DatabaseAddress right = server.address();
            DatabaseAddress wrong = new DatabaseAddress(
                    right.host(),
                    right.port(),
                    right.database(),
                    right.user(),
                    Optional.of(new Secret("wrong")),
                    right.parameters());
            assertThat(problemOf(() -> Database.open(wrong, ConnectionOptions.PLAIN)
                                    .close())
                            .problems()
                            .get(0)
                            .code())
                    .isEqualTo(ProblemCode.AUTHENTICATION_FAILED);
            DatabaseAddress none = new DatabaseAddress(
                    right.host(), right.port(), right.database(), right.user(), Optional.empty(), right.parameters());
            assertThat(problemOf(() ->
                                    Database.open(none, ConnectionOptions.PLAIN).close())
                            .problems()
                            .get(0)
                            .code())
                    .isEqualTo(ProblemCode.AUTHENTICATION_FAILED);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theSecondUserOfAFolderIsLockedOutAndTheFirstUnharmed() throws Exception {
        made();
        try (EmbeddedServer first = start()) {
            ProblemException e = problemOf(() -> start().close());
            assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.LOCKED);
            execute(first.address(), "SELECT 1");
        }
        start().close();
    }

    @Test
    void theSecondUserWaitsForTheFirst() throws Exception {
        made();
        CountDownLatch waits = new CountDownLatch(1);
        List<String> remarks = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void remark(String what) {
                remarks.add(what);
                waits.countDown();
            }
        };
        EmbeddedServer first = start();
        CompletableFuture<EmbeddedServer> second =
                CompletableFuture.supplyAsync(() -> EmbeddedServer.start(folder, Duration.ofMinutes(1), progress));
        assertThat(waits.await(1, TimeUnit.MINUTES)).isTrue();
        first.close();
        try (EmbeddedServer server = second.get(1, TimeUnit.MINUTES)) {
            execute(server.address(), "SELECT 1");
        }
        assertThat(remarks.get(0)).contains("waiting");
    }

    @Test
    void aKilledProcessLeavesAServerThatTheNextRunTakesOver() throws Exception {
        made();
        Process process = otherProcess("kept");
        try (BufferedReader output = reader(process)) {
            assertThat(output.readLine()).startsWith("port ");
        }
        Postmaster left = Postmaster.of(folder.resolve("data")).orElseThrow();
        process.destroyForcibly().waitFor();
        assertThat(left.alive()).isTrue();
        try (EmbeddedServer server = start()) {
            assertThat(left.alive()).isFalse();
            execute(server.address(), "SELECT FROM from_other_process");
        }
    }

    @Test
    void anotherProcessIsKeptOut() throws Exception {
        made();
        Process process = otherProcess("kept");
        try (BufferedReader output = reader(process)) {
            assertThat(output.readLine()).startsWith("port ");
            assertThat(problemOf(() -> start().close()).problems().get(0).code())
                    .isEqualTo(ProblemCode.LOCKED);
        } finally {
            process.destroyForcibly().waitFor();
        }
        start().close();
    }

    @Test
    void aProcessThatIsToldToStopStopsItsServer() throws Exception {
        made();
        Process process = otherProcess("kept");
        try (BufferedReader output = reader(process)) {
            assertThat(output.readLine()).startsWith("port ");
        }
        Postmaster postmaster = Postmaster.of(folder.resolve("data")).orElseThrow();
        process.destroy();
        process.waitFor();
        assertThat(postmaster.alive()).isFalse();
        assertThat(folder.resolve("data").resolve(Postmaster.FILE)).doesNotExist();
    }

    @Test
    void aCrashedServerRecovers() throws Exception {
        made();
        EmbeddedServer server = start();
        execute(server.address(), "CREATE TABLE kept ()");
        ProcessHandle postmaster = ProcessHandle.of(
                        Postmaster.of(folder.resolve("data")).orElseThrow().pid())
                .orElseThrow();
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        for (ProcessHandle child : children) {
            child.onExit().get(1, TimeUnit.MINUTES);
        }
        server.close();
        try (EmbeddedServer again = start()) {
            execute(again.address(), "SELECT FROM kept");
        }
    }

    @Test
    void aStalePidFileThatNamesAStrangerHarmsNobody() throws Exception {
        made();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Files.writeString(
                    folder.resolve("data").resolve(Postmaster.FILE),
                    stranger.pid() + "\n" + folder.resolve("data") + "\n"
                            + Instant.now().getEpochSecond() + "\n5432\n\n127.0.0.1\n  1 1\nready\n");
            start().close();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aPidFileThatWasNotWrittenToItsEndIsStale() throws Exception {
        made();
        Files.writeString(folder.resolve("data").resolve(Postmaster.FILE), "12");
        start().close();
    }

    @Test
    void dataOfAnotherMajorVersionIsRefusedAndLeftAlone() throws Exception {
        made();
        Path version = folder.resolve("data").resolve("PG_VERSION");
        Files.writeString(version, "16\n");
        ProblemException e = problemOf(() -> start().close());
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
        assertThat(e.problems().get(0).message()).contains("PostgreSQL 16", "17");
        Files.writeString(version, "17\n");
        start().close();
    }

    @Test
    void anInterruptedFirstStartIsBegunAgain() throws IOException {
        Files.createDirectories(folder.resolve("data.new").resolve("base"));
        Files.writeString(folder.resolve("data.new").resolve("PG_VERSION"), "17\n");
        start().close();
        assertThat(folder.resolve("data.new")).doesNotExist();
    }

    @Test
    void brokenDataFailsWithWhatTheServerSays() throws Exception {
        made();
        Files.delete(folder.resolve("data").resolve("global").resolve("pg_control"));
        ProblemException e = problemOf(() -> start().close());
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
        assertThat(e.problems().get(0).message()).contains("could not find the database system");
    }

    @Test
    void aLostPasswordFails() throws Exception {
        made();
        Files.delete(folder.resolve("password"));
        ProblemException e = problemOf(() -> start().close());
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
        assertThat(e.problems().get(0).message()).contains("password");
    }

    @Test
    void aStandbyIsRefusedForWriting() throws Exception {
        made();
        Files.writeString(folder.resolve("data").resolve("standby.signal"), "");
        try (EmbeddedServer server = start();
                Database database = Database.open(server.address(), ConnectionOptions.PLAIN)) {
            assertThat(database.facts().inRecovery()).isTrue();
            ProblemException e = problemOf(database::requireWritable);
            assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.READ_ONLY);
            assertThat(e.problems().get(0).message()).contains("standby");
        }
    }

    @Test
    void aFolderThatCannotBeMadeFails() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        ProblemException e = problemOf(() -> EmbeddedServer.start(file.resolve("below"), Duration.ZERO, Progress.SILENT)
                .close());
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
    }

    @Test
    void aThrowAwayServerLeavesNothing() throws IOException {
        try (EmbeddedServer one = EmbeddedServer.throwAway(folder, Progress.SILENT);
                EmbeddedServer two = EmbeddedServer.throwAway(folder, Progress.SILENT)) {
            execute(one.address(), "CREATE TABLE t ()");
            execute(two.address(), "CREATE TABLE t ()");
        }
        assertThat(throwAways()).isEmpty();
    }

    @Test
    void whatAKilledProcessThrewNotAwayIsRemoved() throws Exception {
        Process process = otherProcess("throw-away");
        try (BufferedReader output = reader(process)) {
            assertThat(output.readLine()).startsWith("port ");
        }
        Path left = throwAways().get(0);
        Postmaster postmaster = Postmaster.of(left.resolve("data")).orElseThrow();
        try (EmbeddedServer server = EmbeddedServer.throwAway(folder, Progress.SILENT)) {
            assertThat(left).as("in use").exists();
            execute(server.address(), "SELECT 1");
        }
        process.destroyForcibly().waitFor();
        assertThat(postmaster.alive()).isTrue();
        try (EmbeddedServer server = EmbeddedServer.throwAway(folder, Progress.SILENT)) {
            assertThat(left).doesNotExist();
            assertThat(postmaster.alive()).isFalse();
            execute(server.address(), "SELECT 1");
        }
    }

    @Test
    void rootHasEachOfTheWaysThatThisMachineAllows() throws IOException {
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "not root");
        Binaries binaries = Binaries.unpacked(folder, Progress.SILENT);
        int tried = 0;
        for (Launcher way : Launcher.asRoot()) {
            if (way.works(binaries)) {
                tried++;
                // The same data, made and owned under the way before.
                Cluster cluster = new Cluster(folder, binaries, way, true);
                cluster.prepare(Progress.SILENT);
                assertThat(cluster.start()).isPositive();
                cluster.stopIfRunning();
            }
        }
        assertThat(tried).isPositive();
    }

    @Test
    void aMachineWithoutAnyWayIsTold() throws IOException {
        Binaries none = new Binaries(folder);
        ProblemException e = catchThrowableOfType(ProblemException.class, () -> Launcher.find(none));
        assertThat(e.problems().get(0).code()).isEqualTo(ProblemCode.EMBEDDED_FAILED);
        assertThat(e.problems().get(0).message()).contains("do not run");
    }

    private List<Path> throwAways() throws IOException {
        try (Stream<Path> children = Files.list(folder.resolve("throwaway"))) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    private Process otherProcess(String kind) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        OtherProcess.class.getName(),
                        kind,
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a server and waits for its end. */
    static final class OtherProcess {
        private OtherProcess() {}

        public static void main(String[] args) throws InterruptedException {
            Path folder = Path.of(args[1]);
            EmbeddedServer server = args[0].equals("kept")
                    ? EmbeddedServer.start(folder, Duration.ZERO, Progress.SILENT)
                    : EmbeddedServer.throwAway(folder, Progress.SILENT);
            execute(server.address(), "CREATE TABLE from_other_process ()");
            System.out.println("port " + server.address().port());
            Thread.currentThread().join();
        }
    }
}

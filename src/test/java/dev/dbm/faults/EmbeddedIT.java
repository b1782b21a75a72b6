package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.Progress;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server under runs that are killed, that meet each other, and that come again; as whoever runs the tests. */
class EmbeddedIT {
    private static final String SLOW = "CREATE TABLE b (id int); SELECT pg_sleep(300) WHERE '${slow}' = 'yes'"
            + " AND current_database() NOT LIKE 'dbm_scratch_%';";

    /** The data of a server that was used before, made once. */
    @TempDir
    static Path used;

    @TempDir
    Path folder;

    private Project project;

    @BeforeAll
    static void use() {
        EmbeddedServer.start(used, Duration.ZERO, Progress.SILENT).close();
    }

    @BeforeEach
    void prepare() {
        project = Project.embedded(folder).table(1, "a").placeholder("slow", "no");
    }

    /** Whatever a failed test left running would keep its folder. */
    @AfterEach
    void stop() throws IOException {
        postmaster().ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void theSecondRunFindsItsData() throws IOException {
        Run.Ended first = project.start("migrate").end().well();
        assertThat(first.err()).contains("Using the embedded PostgreSQL that dbm runs itself");
        assertThat(postmaster()).isEmpty();
        assertThat(project.succeed("status").out()).contains("1 applied");
        assertThat(project.succeed("migrate").out()).contains("Nothing to do");
        assertThat(postmaster()).isEmpty();
    }

    @Test
    void aKilledRunLeavesAServerThatTheNextRunTakesOver() throws IOException {
        Run run = slow();
        ProcessHandle server = postmaster().orElseThrow();
        run.kill();
        assertThat(server.isAlive()).isTrue();
        goesOn();
    }

    @Test
    void aKilledServerIsALostConnectionAndTheNextRunRecovers() throws IOException {
        Run run = slow();
        postmaster().orElseThrow().destroyForcibly();
        Run.Ended ended = run.end();
        assertThat(ended.exit()).as(ended.said()).isEqualTo(1);
        assertThat(ended.out()).contains("CONNECTION_LOST");
        goesOn();
    }

    @Test
    void anInterruptedRunStopsItsServer() throws IOException {
        Run run = slow();
        Run.Ended ended = run.signal("TERM");
        assertThat(ended.exit()).isEqualTo(143);
        assertThat(ended.err()).contains("dbm status tells where things stand");
        assertThat(postmaster()).isEmpty();
        goesOn();
    }

    @Test
    void twoFirstRunsAtOnceBothEndWell() throws IOException {
        Run one = project.start("migrate");
        Run two = project.start("migrate");
        Run.Ended first = one.end();
        Run.Ended second = two.end();
        assertThat(first.exit()).as(first.said()).isZero();
        assertThat(second.exit()).as(second.said()).isZero();
        assertThat(Stream.of(first, second).filter(run -> run.out().contains("1 migration applied")))
                .hasSize(1);
        assertThat(Stream.of(first, second).filter(run -> run.out().contains("Nothing to do")))
                .hasSize(1);
    }

    @Test
    void aKilledRehearsalOnAThrowAwayServerIsTidiedUpByTheNext() throws IOException {
        project.pair(2, "SELECT pg_sleep(300) WHERE '${slow}' = 'yes'; CREATE TABLE b (id int);", "DROP TABLE b;")
                .placeholder("slow", "yes");
        Run run = project.start("plan", "--all");
        Path leftover = awaitThrowAway(run);
        run.kill();
        project.placeholder("slow", "no").succeed("plan", "--all");
        assertThat(leftover).doesNotExist();
        assertThat(ProcessHandle.allProcesses().filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(leftover.toString()))
                        .isPresent()))
                .isEmpty();
    }

    /** A run that stands still on the target in the middle of its second script. */
    private Run slow() throws IOException {
        Files.createDirectories(folder.resolve(".dbm"));
        // with owners and permissions, which the server looks at
        new ProcessBuilder(
                        "cp",
                        "-a",
                        used.toString(),
                        folder.resolve(".dbm/embedded").toString())
                .inheritIO()
                .start()
                .onExit()
                .join();
        project.pair(2, SLOW, "DROP TABLE b;").placeholder("slow", "yes");
        Run run = project.start("migrate");
        run.awaitSaid("[2/2] V2__step.sql\n", 2);
        return run;
    }

    private void goesOn() throws IOException {
        project.placeholder("slow", "no");
        assertThat(project.succeed("migrate").out()).contains("1 migration applied");
        assertThat(postmaster()).isEmpty();
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        Path file = folder.resolve(".dbm/embedded/data/postmaster.pid");
        return Files.exists(file)
                ? ProcessHandle.of(
                                Long.parseLong(Files.readAllLines(file).get(0).strip()))
                        .filter(ProcessHandle::isAlive)
                : Optional.empty();
    }

    private Path awaitThrowAway(Run run) throws IOException {
        run.awaitSaid("[2/2] V2__step.sql", 1);
        try (Stream<Path> folders = Files.list(folder.resolve(".dbm/scratch/throwaway"))) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}

package dev.dbm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each case is a process of its own: SLF4J settles its provider once. */
class DiagnosticsTest {
    @TempDir
    Path directory;

    @Test
    void nothingIsLoggedWhereNobodyAskedForIt() throws Exception {
        assertThat(run("false", "")).isEqualTo("org.slf4j.helpers.NOPLogger\n");
    }

    @Test
    void verboseShowsWarningsOnStandardError() throws Exception {
        assertThat(run("true", ""))
                .contains(
                        "WARN org.example: a warning",
                        "u:****@h",
                        "password=****",
                        "ERROR org.driver: driver at postgres://u:****@h")
                .doesNotContain("hunter2", "chatter");
    }

    @Test
    void theLogFileGetsMoreAndTheScreenNothing() throws Exception {
        Files.writeString(directory.resolve("dbm.log"), "kept\n");
        assertThat(run("false", "dbm.log")).isEqualTo("ch.qos.logback.classic.Logger\n");
        assertThat(Files.readString(directory.resolve("dbm.log")))
                .startsWith("kept\n")
                .contains("INFO [main] org.example: chatter", "a warning", "boom password=****", "DiagnosticsTest.java")
                .doesNotContain("hunter2");
    }

    private String run(String verbose, String file) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        verbose,
                        file))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(output);
    }

    /** What runs in the process. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            Diagnostics.start(
                    Boolean.parseBoolean(args[0]),
                    args[1].isEmpty() ? Optional.empty() : Optional.of(args[1]),
                    Path.of("").toAbsolutePath());
            Logger logger = LoggerFactory.getLogger("org.example");
            System.out.println(logger.getClass().getName());
            logger.info("chatter");
            logger.warn("a warning at postgres://u:hunter2@h/d?password=hunter2");
            java.util.logging.Logger.getLogger("org.driver").severe("driver at postgres://u:hunter2@h/d");
            logger.error("failed", new IllegalStateException("boom password=hunter2"));
        }
    }
}

package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ClientToolTest {
    @TempDir
    Path folder;

    /** A program of that name that knows its version and nothing else. */
    private void installed(String folderName, String version) throws IOException {
        Path file = Files.createDirectories(folder.resolve(folderName)).resolve("pg_dump");
        Files.writeString(file, "#!/bin/sh\necho 'pg_dump (PostgreSQL) " + version + "'\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Problem missing(int server) {
        ProblemException thrown = catchThrowableOfType(
                ProblemException.class,
                () -> ClientTool.choose(
                        "pg_dump", server, ClientTool.installed("pg_dump", Set.of(folder.resolve("a")))));
        return thrown.problems().get(0);
    }

    @Test
    void aProgramThatIsNotThereIsMissed() {
        assertThat(missing(15).code()).isEqualTo(ProblemCode.TOOL_MISSING);
        assertThat(missing(15).message()).contains("not installed");
    }

    @Test
    void anOlderOneThanTheServerWillNotDo() throws IOException {
        installed("a", "9.6.24");

        assertThat(missing(15).code()).isEqualTo(ProblemCode.TOOL_MISSING);
        assertThat(missing(15).message()).contains("too old", "9");
        assertThat(missing(15).next()).contains("postgresql-client-15");
    }

    @Test
    void theNearestOneThatIsNotOlderIsTaken() throws IOException {
        installed("a", "14.2");
        installed("b", "17beta1");
        installed("c", "16.1 (Debian 16.1-1)");

        ClientTool chosen = ClientTool.choose(
                "pg_dump",
                15,
                ClientTool.installed("pg_dump", Set.of(folder.resolve("a"), folder.resolve("b"), folder.resolve("c"))));

        assertThat(chosen).isEqualTo(new ClientTool(folder.resolve("c/pg_dump"), 16));
    }
}

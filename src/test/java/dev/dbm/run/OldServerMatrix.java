package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is too old for dbm, which the profile fetches: {@code mvn -B -Pmatrix test}. */
class OldServerMatrix {
    private static final Path FETCHED = Path.of("target", "postgres-11");

    @Test
    void serverOlderThanTwelveIsRefusedByEveryCommand(@TempDir Path folder) throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binaries())
                .start()) {
            DatabaseAddress address = new DatabaseAddress(
                    "localhost",
                    String.valueOf(server.getPort()),
                    "postgres",
                    Optional.of("postgres"),
                    Optional.empty(),
                    Map.of());
            Project project = new Project(folder, new TestDatabase(address)).table("1", "a");

            for (String command : new String[] {"status", "plan", "migrate", "rollback", "repair"}) {
                Run run = project.refused(1, command);
                assertThat(run.errors()).as(command).containsExactly("SERVER_TOO_OLD");
                assertThat(run.problem("SERVER_TOO_OLD").at("message").text()).contains("PostgreSQL 11");
            }
        }
    }

    private static InputStream binaries() {
        try (Stream<Path> jars = Files.list(FETCHED);
                ZipFile jar = new ZipFile(jars.findFirst().orElseThrow().toFile())) {
            ZipEntry archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.dbm.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PgBouncer in front of a database.
 *
 * @param database the database as it is seen through it
 */
public record PgBouncer(TestDatabase database, Process process) implements AutoCloseable {
    /**
     * Starts it, where one is installed; skips the test where not.
     *
     * @param mode when a session is given back: {@code session} or {@code transaction}
     * @param ignored the start-up parameters that it drops; it refuses the others that it does not know
     */
    public static PgBouncer start(Path folder, TestDatabase db, String mode, String ignored) throws IOException {
        Optional<Path> program = program();
        assumeTrue(program.isPresent(), "PgBouncer is not installed");
        int port = LocalServer.freePort();
        DatabaseAddress server = db.address();
        String password =
                server.password().map(secret -> " password=" + secret.reveal()).orElse("");
        Path config = Files.writeString(
                folder.resolve("pgbouncer.ini"),
                """
                [databases]
                shop = host=%s port=%s dbname=%s user=%s%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                ignore_startup_parameters = %s
                """
                        .formatted(
                                server.host(),
                                server.port(),
                                server.database(),
                                server.user().orElseThrow(),
                                password,
                                port,
                                mode,
                                ignored));
        // It refuses to run as root, and becomes somebody who must be able to read this.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = new ArrayList<>(List.of(program.get().toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        Path log = folder.resolve("pgbouncer.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await(port, process, log);
        return new PgBouncer(
                new TestDatabase(new DatabaseAddress(
                        "127.0.0.1",
                        String.valueOf(port),
                        "shop",
                        server.user(),
                        server.password(),
                        server.parameters())),
                process);
    }

    private static void await(int port, Process process, Path log) throws IOException {
        while (process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError(Files.readString(log));
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}

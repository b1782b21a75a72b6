package dev.dbm.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.testing.PostgresTest;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PgBouncer, where one is installed. */
@PostgresTest
class PoolingProxyTest {
    private static final ConnectionOptions LIMITED =
            new ConnectionOptions("dbm", Duration.ofSeconds(5), Duration.ZERO, Optional.empty());

    @TempDir
    private Path folder;

    @Test
    void transactionPoolingIsFound(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "transaction", "options, extra_float_digits");
        assertThat(problem.message()).contains("share one session");
    }

    @Test
    void sessionPoolingThatDropsTheTimeoutsIsFound(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "session", "options, extra_float_digits");
        assertThat(problem.message()).contains("drops the timeouts");
    }

    @Test
    void aPoolerThatRefusesTheOptionsIsNamedAsWhatItIs(TestDatabase db) throws Exception {
        Problem problem = problemBehind(db, "session", "extra_float_digits");
        assertThat(problem.message()).contains("refuses", "options");
    }

    private Problem problemBehind(TestDatabase db, String mode, String ignored) throws Exception {
        Optional<Path> program = program();
        assumeTrue(program.isPresent(), "PgBouncer is not installed");
        int port = freePort();
        Process bouncer = start(program.get(), db.address(), port, mode, ignored);
        try {
            await(port, bouncer);
            DatabaseAddress address = new DatabaseAddress(
                    "127.0.0.1",
                    String.valueOf(port),
                    "shop",
                    db.address().user(),
                    db.address().password(),
                    db.address().parameters());
            ProblemException e = catchThrowableOfType(ProblemException.class, () -> Database.open(address, LIMITED)
                    .close());
            Problem problem = e.problems().get(0);
            assertThat(problem.code()).as(problem.message()).isEqualTo(ProblemCode.POOLING_PROXY);
            assertThat(problem.next()).contains("direct port");
            return problem;
        } finally {
            bouncer.destroy();
            bouncer.waitFor();
        }
    }

    private Process start(Path program, DatabaseAddress server, int port, String mode, String ignored)
            throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
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
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (root) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
    }

    private void await(int port, Process bouncer) throws IOException {
        while (bouncer.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("pgbouncer.log")));
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server for one test class, of the PostgreSQL installed here: one that may be stopped, and whose disk may be full. */
public final class OwnServer implements AutoCloseable {
    private final Path folder;
    private final Path programs;
    private final Optional<String> user = LocalServer.user();
    private final int port;
    private int databases;

    private OwnServer(Path programs) throws IOException {
        this.programs = programs;
        this.folder = Files.createTempDirectory("dbm-test-");
        this.port = LocalServer.freePort();
    }

    /** Whether PostgreSQL is installed here. */
    public static boolean possible() {
        return LocalServer.installed();
    }

    /** A new server, started. It trusts whoever reaches it on this machine. */
    public static OwnServer create() {
        try {
            OwnServer server = new OwnServer(LocalServer.programs().orElseThrow());
            if (server.user.isPresent()) {
                LocalServer.run(List.of("chown", "-R", server.user.get(), server.folder.toString()));
            }
            // Small segments of the write-ahead log fit under a small limit of file sizes.
            server.run(
                    server.programs.resolve("initdb").toString(),
                    "--pgdata=" + server.data(),
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--wal-segsize=1",
                    "--no-sync");
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        run(control());
    }

    /** Starts it so that no file can grow beyond some 8 to 16 MB, which PostgreSQL meets as a full disk (postmaster.c, SIGXFSZ). */
    public void startWithLittleSpace() {
        // An odd number of blocks: a page is written in part, as at the end of a disk.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 16385 && exec \"$@\"", "sh"));
        command.addAll(List.of(control()));
        run(command.toArray(String[]::new));
    }

    /** Stops it as a crash would: no session is told, and it recovers from its log when it starts again. */
    public void crash() {
        run(programs.resolve("pg_ctl").toString(), "stop", "--mode=immediate", "--pgdata=" + data());
    }

    /** A new, empty database. */
    public TestDatabase database() {
        TestDatabase server = new TestDatabase(address("postgres"));
        String name = "test_" + ++databases;
        try (Session session = server.open()) {
            session.execute("CREATE DATABASE " + Identifiers.quote(name) + " TEMPLATE template0");
        }
        return new TestDatabase(address(name));
    }

    private DatabaseAddress address(String database) {
        return TestServer.address("127.0.0.1", port, database, "postgres", Optional.empty());
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String[] control() {
        return new String[] {
            programs.resolve("pg_ctl").toString(),
            "start",
            "--wait",
            "--pgdata=" + data(),
            "--log=" + folder.resolve("server.log"),
            "--options=-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        };
    }

    private void run(String... command) {
        LocalServer.run(LocalServer.as(user, command));
    }

    @Override
    public void close() {
        crash();
        LocalServer.run(List.of("rm", "-rf", folder.toString()));
    }
}

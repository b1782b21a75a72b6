package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A server of the PostgreSQL that is installed on this machine, with data in a temporary folder. */
final class LocalServer {
    private static final long PLENTY = 4L << 30;

    private LocalServer() {}

    static boolean installed() {
        return programs().isPresent();
    }

    static DatabaseAddress start(int maxConnections) {
        try {
            return start(programs().orElseThrow(), maxConnections, List.of(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS, with these two files for its certificate and key; it stops with the JVM. */
    static DatabaseAddress startWithTls(Path certificate, Path key) {
        try {
            return start(
                    programs().orElseThrow(),
                    20,
                    List.of(certificate, key),
                    " -c ssl=on -c ssl_cert_file=" + certificate.getFileName() + " -c ssl_key_file="
                            + key.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest of the installed versions. */
    static Optional<Path> programs() {
        Path debian = Path.of("/usr/lib/postgresql");
        List<Path> folders = new ArrayList<>();
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.comparing((Path path) ->
                                        Integer.parseInt(path.getFileName().toString()))
                                .reversed())
                        .map(version -> version.resolve("bin"))
                        .forEach(folders::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .map(Path::of)
                .forEach(folders::add);
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("pg_ctl")))
                .findFirst();
    }

    private static DatabaseAddress start(Path programs, int maxConnections, List<Path> files, String options)
            throws IOException {
        Path folder = Files.createTempDirectory(place(), "dbm-test-");
        String password = UUID.randomUUID().toString();
        Path passwordFile = Files.writeString(folder.resolve("password"), password + "\n");
        Optional<String> user = user();
        if (user.isPresent()) {
            run(List.of("chown", "-R", user.get(), folder.toString()));
        }
        String data = folder.resolve("data").toString();
        run(as(
                user,
                programs.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=postgres",
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync"));
        for (Path file : files) {
            Path copy = Files.copy(file, Path.of(data).resolve(file.getFileName()));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            if (user.isPresent()) {
                run(List.of("chown", user.get(), copy.toString()));
            }
        }
        int port = freePort();
        String control = programs.resolve("pg_ctl").toString();
        run(as(
                user,
                control,
                "start",
                "--wait",
                "--pgdata=" + data,
                "--log=" + folder.resolve("server.log"),
                "--options=-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                        + " -c max_connections=" + maxConnections + options));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            run(as(user, control, "stop", "--mode=immediate", "--pgdata=" + data));
            run(List.of("rm", "-rf", folder.toString()));
        }));
        return TestServer.address("127.0.0.1", port, "postgres", "postgres", Optional.of(new Secret(password)));
    }

    /** In memory where there is plenty: tests make hundreds of databases, and each is some three hundred files. */
    private static Path place() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean plenty = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > PLENTY;
        return plenty ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** PostgreSQL refuses to run as root. */
    static Optional<String> user() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.empty();
        }
        try (Stream<String> users = Files.lines(Path.of("/etc/passwd"))) {
            return Optional.of(users.anyMatch(line -> line.startsWith("postgres:")) ? "postgres" : "nobody");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> as(Optional<String> user, String... command) {
        List<String> whole = new ArrayList<>();
        user.ifPresent(name -> whole.addAll(List.of("runuser", "-u", name, "--")));
        whole.addAll(List.of(command));
        return whole;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void run(List<String> command) {
        try {
            // To a file: the server would keep a pipe open.
            Path output = Files.createTempFile("dbm-test-", ".log");
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            String said = Files.readString(output);
            Files.delete(output);
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

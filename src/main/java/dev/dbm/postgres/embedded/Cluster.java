package dev.dbm.postgres.embedded;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Secret;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One data directory and the server on it. Its folder holds {@code data}, {@code password} and {@code server.log}; whoever
 * works with it holds the folder's lock.
 */
final class Cluster {
    static final String DATA = "data";
    static final String SUPERUSER = "postgres";

    private static final int START_ATTEMPTS = 3;

    private final Path home;
    private final Binaries binaries;
    private final Launcher launcher;
    private final boolean durable;

    Cluster(Path home, Binaries binaries, Launcher launcher, boolean durable) {
        this.home = home;
        this.binaries = binaries;
        this.launcher = launcher;
        this.durable = durable;
    }

    Path home() {
        return home;
    }

    /** Whether there is data under that folder. */
    static boolean hasData(Path home) {
        return Files.exists(home.resolve(DATA).resolve("PG_VERSION"));
    }

    private Path data() {
        return home.resolve(DATA);
    }

    /** Makes the data if there is none yet, and stops a server that was left running on it; returns the password. */
    Secret prepare(Progress progress) throws IOException {
        Path version = data().resolve("PG_VERSION");
        if (!Files.exists(version)) {
            progress.remark("making the data of the embedded PostgreSQL in " + home);
            return make();
        }
        if (launcher.owner().isPresent()) {
            Folders.giveTo(launcher.owner().getAsInt(), data());
        }
        stopIfRunning();
        requireSameMajor(Files.readString(version).strip());
        if (!Files.exists(passwordFile())) {
            throw failed("the file " + passwordFile() + " is gone, and the server lets nobody in without it");
        }
        return new Secret(Files.readString(passwordFile()).strip());
    }

    private Path passwordFile() {
        return home.resolve("password");
    }

    // Made beside its place and moved there when it is whole: a killed initdb leaves nothing that looks like data.
    private Secret make() throws IOException {
        Path unfinished = home.resolve("data.new");
        Folders.delete(unfinished);
        Secret password = new Secret(new BigInteger(160, new SecureRandom()).toString(36));
        Folders.writeSecret(passwordFile(), password.reveal() + "\n");
        Launcher.Result result = launcher.run(List.of(
                binaries.path("initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync"));
        if (result.status() != 0) {
            throw failed("its data cannot be made: " + result.output());
        }
        Files.move(unfinished, data());
        return password;
    }

    private void requireSameMajor(String dataMajor) throws IOException {
        Launcher.Result result = launcher.run(List.of(binaries.path("postgres").toString(), "--version"));
        String version = result.output().substring(result.output().lastIndexOf(' ') + 1);
        if (!version.split("\\D", 2)[0].equals(dataMajor)) {
            throw new ProblemException(Problem.of(
                    ProblemCode.EMBEDDED_FAILED,
                    "The data in " + data() + " is of PostgreSQL " + dataMajor + "; this dbm brings " + version
                            + ", which cannot read it.",
                    "move that folder away, and let dbm migrate make a new one; or dump it with the dbm that made it"));
        }
    }

    /** Starts the server and returns its port. */
    int start() throws IOException {
        String said = "";
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            int port = freePort();
            Path log = home.resolve("server.log");
            Files.write(log, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            if (launcher.owner().isPresent()) {
                Folders.giveTo(launcher.owner().getAsInt(), log);
            }
            Launcher.Result result = launcher.run(List.of(
                    binaries.path("pg_ctl").toString(),
                    "start",
                    "--wait",
                    "--pgdata=" + data(),
                    "--log=" + log,
                    "--options=" + String.join(" ", serverOptions(port))));
            if (result.status() == 0) {
                return port;
            }
            said = (result.output() + "\n" + Files.readString(log)).strip();
            if (!said.contains("could not bind")) {
                break;
            }
        }
        throw failed("it does not start: " + lastLines(said));
    }

    private List<String> serverOptions(int port) {
        List<String> options = new ArrayList<>(List.of(
                "-p " + port,
                "-c listen_addresses=127.0.0.1",
                "-c unix_socket_directories=''",
                "-c max_connections=200",
                "-c jit=off"));
        if (!durable) {
            options.addAll(List.of(
                    "-c fsync=off",
                    "-c synchronous_commit=off",
                    "-c full_page_writes=off",
                    "-c autovacuum=off",
                    "-c max_locks_per_transaction=256"));
        }
        return options;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Stops the server if one runs on this data; without one, removes what a crash left of it. */
    void stopIfRunning() throws IOException {
        Optional<Postmaster> postmaster = Postmaster.of(data());
        if (postmaster.isEmpty()) {
            return;
        }
        if (!postmaster.get().alive()) {
            // Its process id may be somebody else's by now, and then PostgreSQL would refuse to start, and pg_ctl stop
            // would
            // signal a stranger. Orphans of the dead server are noticed all the same, by their shared memory.
            Files.deleteIfExists(data().resolve(Postmaster.FILE));
            return;
        }
        for (String mode : List.of("fast", "immediate")) {
            Launcher.Result result = launcher.run(List.of(
                    binaries.path("pg_ctl").toString(),
                    "stop",
                    "--wait",
                    "--timeout=30",
                    "--mode=" + mode,
                    "--pgdata=" + data()));
            if (result.status() == 0 || !postmaster.get().alive()) {
                return;
            }
        }
        throw failed("its server, process " + postmaster.get().pid() + ", does not stop");
    }

    private ProblemException failed(String what) {
        return new ProblemException(Problem.of(
                ProblemCode.EMBEDDED_FAILED,
                "The embedded PostgreSQL in " + home + ": " + what,
                "see " + home.resolve("server.log")
                        + "; move the folder away to begin anew, or give the URL of a server"));
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }
}

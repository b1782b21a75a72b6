package dev.dbm.postgres.embedded;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL that dbm starts itself, with nothing to install. It listens on 127.0.0.1 only, at a free port, asks for a
 * password of its own, and stops when it is closed or when the process ends. Everything that can go wrong is {@code
 * EMBEDDED_FAILED}, or {@code LOCKED} where another process uses the same data.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final String DATABASE = "postgres";
    private static final Duration MAKERS_PATIENCE = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final FolderLock lock;
    private final boolean keep;
    private final DatabaseAddress address;
    private final Thread onExit;

    private EmbeddedServer(Cluster cluster, FolderLock lock, boolean keep, int port, Secret password) {
        this.cluster = cluster;
        this.lock = lock;
        this.keep = keep;
        this.address = new DatabaseAddress(
                "127.0.0.1",
                String.valueOf(port),
                DATABASE,
                Optional.of(Cluster.SUPERUSER),
                Optional.of(password),
                Map.of());
        this.onExit = new Thread(this::stop, "dbm-stop-embedded");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts the server whose data is kept in that folder, making the data the first time.
     *
     * @param folder where data, password and log are, such as {@code .dbm/embedded}
     * @param patience how long to wait while another process uses it
     */
    public static EmbeddedServer start(Path folder, Duration patience, Progress progress) {
        return run(folder, patience, progress, true);
    }

    /** Whether that folder holds a server's data already. */
    public static boolean hasData(Path folder) {
        return Cluster.hasData(folder.toAbsolutePath().normalize());
    }

    /**
     * Starts a server with data that nobody keeps: not safe from a crash, and deleted at the end. What killed processes left
     * in that folder is deleted too.
     *
     * @param folder where its own folder is made, such as {@code .dbm}
     */
    public static EmbeddedServer throwAway(Path folder, Progress progress) {
        Path all = folder.resolve("throwaway");
        try {
            Files.createDirectories(all);
            // Held until the new folder has its own lock: nobody can take it for a leftover before.
            try (FolderLock makers = FolderLock.acquire(all, MAKERS_PATIENCE, progress)) {
                removeLeftovers(all, progress);
                return run(Files.createTempDirectory(all, ""), Duration.ZERO, progress, false);
            }
        } catch (IOException | UncheckedIOException e) {
            throw failed(folder, e);
        }
    }

    private static EmbeddedServer run(Path folder, Duration patience, Progress progress, boolean keep) {
        try {
            Path home = folder.toAbsolutePath().normalize();
            Files.createDirectories(home);
            FolderLock lock = FolderLock.acquire(home, patience, progress);
            try {
                Cluster cluster = cluster(home, progress, keep);
                Secret password = cluster.prepare(progress);
                return new EmbeddedServer(cluster, lock, keep, cluster.start(), password);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw failed(folder, e);
        }
    }

    private static Cluster cluster(Path folder, Progress progress, boolean keep) throws IOException {
        Path home = folder.toAbsolutePath().normalize();
        Binaries binaries = Binaries.unpacked(home, progress);
        return new Cluster(home, binaries, Launcher.find(binaries), keep);
    }

    private static void removeLeftovers(Path folder, Progress progress) throws IOException {
        List<Path> found;
        try (var children = Files.list(folder)) {
            found = children.filter(Files::isDirectory).toList();
        }
        for (Path left : found) {
            // A folder whose lock can be had has a dead owner.
            Optional<FolderLock> lock = FolderLock.tryAcquire(left);
            if (lock.isPresent()) {
                try (FolderLock held = lock.get()) {
                    cluster(left, progress, false).stopIfRunning();
                    Folders.delete(left);
                }
            }
        }
    }

    /** The database to use, as the server's superuser. */
    public DatabaseAddress address() {
        return address;
    }

    /** Stops the server; the data stays unless it was thrown away from the start. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook does it.
            return;
        }
        stop();
    }

    private void stop() {
        try {
            cluster.stopIfRunning();
            if (!keep) {
                Folders.delete(cluster.home());
            }
        } catch (IOException e) {
            throw failed(cluster.home(), e);
        } finally {
            lock.close();
        }
    }

    static ProblemException failed(Path folder, Exception e) {
        String said = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        return new ProblemException(
                Problem.of(
                        ProblemCode.EMBEDDED_FAILED,
                        "The embedded PostgreSQL in " + folder + " does not work: " + said + ".",
                        "see that the folder can be written to, or give the URL of a server"),
                e);
    }
}

package dev.dbm.postgres.embedded;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One user at a time in a folder. The operating system frees the lock when its process dies, however it dies. */
record FolderLock(Path file, FileChannel channel) implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    // POSIX frees all of a process's locks on a file when it closes any handle of it, so this process must not even
    // open one
    // that it holds.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    static FolderLock acquire(Path folder, Duration patience, Progress progress) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            Optional<FolderLock> lock = tryAcquire(folder);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() >= end) {
                throw new ProblemException(Problem.of(
                        ProblemCode.LOCKED,
                        "Another run uses the embedded PostgreSQL in " + folder + ".",
                        "wait for that run of dbm to end, or stop it"));
            }
            if (!told) {
                progress.remark("waiting for another run that uses the embedded PostgreSQL in " + folder);
                told = true;
            }
            pause();
        }
    }

    static Optional<FolderLock> tryAcquire(Path folder) throws IOException {
        Path file = folder.toRealPath().resolve("lock");
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            if (locked) {
                return Optional.of(new FolderLock(file, channel));
            }
            channel.close();
            return Optional.empty();
        } finally {
            if (!locked) {
                HELD.remove(file);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.of(ProblemCode.INTERRUPTED, "The wait for another run was interrupted.", "run it again"));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}

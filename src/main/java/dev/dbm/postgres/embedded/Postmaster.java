package dev.dbm.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The server that a data directory's {@code postmaster.pid} speaks of (source: miscadmin.h, LOCK_FILE_LINE_*).
 *
 * @param pid its process
 * @param started when it was started, in whole seconds
 */
record Postmaster(long pid, Instant started) {
    static final String FILE = "postmaster.pid";

    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    static Optional<Postmaster> of(Path data) throws IOException {
        try {
            List<String> lines = Files.readAllLines(data.resolve(FILE));
            return Optional.of(new Postmaster(
                    Long.parseLong(lines.get(0).strip()),
                    Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // Not written to its end: whoever began is dead, since its folder's lock is held by us.
            return Optional.of(new Postmaster(-1, Instant.EPOCH));
        }
    }

    /** Whether that very process lives, and not another one that got its number since. */
    boolean alive() {
        return ProcessHandle.of(Math.max(pid, 0))
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isZombie())
                .map(ProcessHandle::info)
                .filter(info -> info.command()
                        .map(command -> command.contains("postgres"))
                        .orElse(true))
                .filter(info -> info.startInstant()
                        .map(time -> Duration.between(started, time).abs().compareTo(TOLERANCE) < 0)
                        .orElse(true))
                .isPresent();
    }

    // In a container whose first process collects no dead ones, a server that is long gone still has its number.
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }
}

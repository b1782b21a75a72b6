package dev.dbm.safety;

import dev.dbm.model.DatabaseAddress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where backups lie. What dbm makes there is for its owner's eyes only; what it did not make it leaves alone. */
final class BackupFolder {
    static final String SUFFIX = ".dump";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 100;

    private final Path folder;

    BackupFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Makes the folder where it is missing, and removes what killed runs began and did not finish. */
    void prepare() throws IOException {
        if (OwnersOnly.folder(folder)) {
            // Rows have no place in version control.
            Files.writeString(folder.resolve(".gitignore"), "*\n");
        }
        for (Path part : ending(Partial.SUFFIX)) {
            removeIfDead(part);
        }
    }

    /** Whoever writes a file holds a lock on it, which ends with its process. */
    private static void removeIfDead(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                FileLock lock = Partial.lock(channel)) {
            if (lock != null) {
                Files.deleteIfExists(part);
            }
        } catch (OverlappingFileLockException | java.nio.file.NoSuchFileException e) {
            // Another run's, and at work.
            return;
        }
    }

    /** How many bytes may still be written there. */
    long space() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** A name that is not taken: the database's, as far as file systems allow, and the time. */
    Path fresh(String database, Instant taken) {
        String safe = database.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]", "_");
        String base = safe.substring(0, Math.min(safe.length(), LONGEST_NAME)) + "-" + TIME.format(taken);
        Path path = folder.resolve(base + SUFFIX);
        for (int i = 2; Files.exists(path) || Files.exists(Partial.of(path)); i++) {
            path = folder.resolve(base + "-" + i + SUFFIX);
        }
        return path;
    }

    /** Writes a backup's label. */
    void label(Path backup, BackupLabel label) throws IOException {
        OwnersOnly.write(BackupLabel.of(backup), label.text());
    }

    /**
     * Deletes the oldest backups of that database that dbm took here itself, so that the newest are left.
     *
     * @param keep how many
     * @return the files that are gone
     */
    List<Path> prune(DatabaseAddress database, String environment, int keep) throws IOException {
        List<Own> own = new ArrayList<>();
        for (Path file : ending(SUFFIX)) {
            Optional<BackupLabel> label = BackupLabel.read(file);
            label.filter(found -> found.database().equals(database.database())
                            && found.server().equals(server(database))
                            && found.environment().equals(environment))
                    .ifPresent(found -> own.add(new Own(file, found.taken())));
        }
        own.sort(Comparator.comparing(Own::taken).reversed());
        List<Path> gone = new ArrayList<>();
        for (Own old : own.subList(Math.min(keep, own.size()), own.size())) {
            Files.delete(old.file());
            Files.delete(BackupLabel.of(old.file()));
            gone.add(old.file());
        }
        return gone;
    }

    private record Own(Path file, Instant taken) {}

    static String server(DatabaseAddress address) {
        return address.host() + ":" + address.port();
    }

    private List<Path> ending(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }
}

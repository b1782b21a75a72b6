package dev.dbm.safety;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that hold rows, or may: nobody but their owner reads them. */
final class OwnersOnly {
    private OwnersOnly() {}

    /**
     * Makes the folder where it is missing. One that is there already is left as it is: who may look into it was somebody's decision.
     *
     * @return whether it was made
     */
    static boolean folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return false;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(folder, mode(folder, "rwx------"));
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
            return false;
        }
    }

    /** Writes a file that is not there yet. */
    static Path write(Path file, String text) throws IOException {
        Files.createFile(file, mode(file, "rw-------"));
        return Files.writeString(file, text, StandardCharsets.UTF_8);
    }

    /** Attributes for a new file; file systems without POSIX permissions have their own ways. */
    static FileAttribute<?>[] mode(Path where, String permissions) {
        return where.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

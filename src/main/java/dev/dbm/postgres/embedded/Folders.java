package dev.dbm.postgres.embedded;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Deleting, giving away and hiding of folders. */
final class Folders {
    private Folders() {}

    /** Deletes a folder with all that is in it; links are not followed. One that is not there is no error. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Makes a user the owner of a folder and all that is in it, where it is not yet. */
    static void giveTo(int user, Path folder) throws IOException {
        if (!Files.exists(folder) || Files.getAttribute(folder, "unix:uid").equals(user)) {
            return;
        }
        // The folder itself comes last, so that an interrupted change is taken up again.
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.setAttribute(file, "unix:uid", user, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException e) throws IOException {
                Files.setAttribute(done, "unix:uid", user);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Writes a file that only its owner may read, from its first byte on. */
    static void writeSecret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, mode);
        Files.writeString(file, text);
    }

    /** Puts a finished folder in its place in one step; one that is there already stays, and the new one goes. */
    static void publish(Path finished, Path place) throws IOException {
        try {
            Files.move(finished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(finished, place);
        } catch (IOException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
            delete(finished);
        }
    }
}

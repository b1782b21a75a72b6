package dev.dbm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * A folder with migrations, and the psql scripts that do the same work with nothing checked: the floor to compare with.
 * It lies outside any repository, so that what dbm remembers stays in the folder and can be forgotten.
 */
record Project(Path folder, int size) implements AutoCloseable {
    private static final String HISTORY =
            "CREATE TABLE applied (version text PRIMARY KEY, at timestamptz DEFAULT now());\n";

    static Project of(List<Pair> pairs) {
        try {
            Project project = new Project(Files.createTempDirectory("dbm-bench"), pairs.size());
            project.write(pairs);
            return project;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path migrations() {
        return folder.resolve("migrations");
    }

    /** Applies every pair. */
    Path forwardScript() {
        return folder.resolve("forward.sql");
    }

    /** Applies, undoes and applies every pair again, each leg in a transaction of its own. */
    Path rehearsalScript() {
        return folder.resolve("rehearsal.sql");
    }

    /** Removes what dbm keeps from run to run, so that the next one rehearses everything. */
    void forget() {
        delete(folder.resolve(".dbm"));
    }

    @Override
    public void close() {
        delete(folder);
    }

    private void write(List<Pair> pairs) throws IOException {
        Files.createDirectory(migrations());
        Files.writeString(folder.resolve("dbm.toml"), "env = \"dev\"\n");
        StringBuilder forward = new StringBuilder(HISTORY);
        StringBuilder rehearsal = new StringBuilder(HISTORY);
        for (Pair pair : pairs) {
            Files.writeString(migrations().resolve(pair.fileName("V")), pair.forward());
            Files.writeString(migrations().resolve(pair.fileName("U")), pair.undo());
            String up = leg(pair.forward(), "INSERT INTO applied (version) VALUES ('" + pair.version() + "');");
            String down = leg(pair.undo(), "DELETE FROM applied WHERE version = '" + pair.version() + "';");
            forward.append(up);
            rehearsal.append(up).append(down).append(up);
        }
        Files.writeString(forwardScript(), forward);
        Files.writeString(rehearsalScript(), rehearsal);
    }

    private static String leg(String sql, String history) {
        return "BEGIN;\n" + sql + history + "\nCOMMIT;\n";
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException error) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which settings file is read.
 *
 * @param file the file
 * @param source what named it
 * @param inMigrations whether it lies in the folder of migrations itself
 */
record SettingsFile(Path file, Source source, boolean inMigrations) {
    private static final String NAME = "dbm.toml";
    private static final String FOLDER = "migrations";

    /**
     * The file that was named; else dbm.toml in the working directory, in its {@code migrations/}, then in each folder above,
     * up to the repository's root.
     *
     * @throws ProblemException where the named file does not exist
     */
    static Optional<SettingsFile> find(
            Optional<Found<String>> named, Path workingDirectory, Optional<Path> repository, Problems problems) {
        if (named.isPresent()) {
            Path file = workingDirectory.resolve(named.get().value()).normalize();
            if (!Files.isRegularFile(file)) {
                throw new ProblemException(Problem.of(
                        ProblemCode.BAD_SETTINGS,
                        named.get().source().text() + ": there is no file " + TextFiles.show(file, workingDirectory)
                                + ".",
                        "name an existing dbm.toml, or leave it out to have it looked for"));
            }
            return Optional.of(of(file, named.get().source()));
        }
        Path folder = workingDirectory;
        while (folder != null) {
            Path here = folder.resolve(NAME);
            Path below = folder.resolve(FOLDER).resolve(NAME);
            boolean two = Files.isRegularFile(here) && Files.isRegularFile(below);
            if (two) {
                problems.add(Problem.in(
                                TextFiles.show(below, workingDirectory),
                                ProblemCode.BAD_SETTINGS,
                                "This file is not read: " + TextFiles.show(here, workingDirectory) + " comes first.",
                                "keep one of the two")
                        .asWarning());
            }
            for (Path candidate : new Path[] {here, below}) {
                if (Files.isRegularFile(candidate)) {
                    return Optional.of(of(candidate, Source.named("found")));
                }
            }
            folder = repository.isEmpty() || folder.equals(repository.get()) ? null : folder.getParent();
        }
        return Optional.empty();
    }

    Path folder() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static SettingsFile of(Path file, Source source) {
        Path folder = file.getParent();
        boolean within = folder != null
                && !Files.isDirectory(folder.resolve(FOLDER))
                && (folder.endsWith(FOLDER) || holdsMigrations(folder));
        return new SettingsFile(file, source, within);
    }

    private static boolean holdsMigrations(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .anyMatch(name -> name.endsWith(".sql") && (name.startsWith("V") || name.startsWith("R__")));
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder above, or the working directory itself, that holds {@code .git}. */
    static Optional<Path> repository(Path workingDirectory) {
        for (Path folder = workingDirectory; folder != null; folder = folder.getParent()) {
            // In a worktree .git is a file.
            if (Files.exists(folder.resolve(".git"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}

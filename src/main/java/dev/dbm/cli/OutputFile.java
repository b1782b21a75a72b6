package dev.dbm.cli;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file that a report goes into. It is opened under another name before any work is done, so that an unwritable place is
 * known in time, and renamed when it is complete, so that nobody reads half a report.
 */
final class OutputFile implements AutoCloseable {
    private final String shown;
    private final Path target;
    private final Path draft;

    private OutputFile(String shown, Path target, Path draft) {
        this.shown = shown;
        this.target = target;
        this.draft = draft;
    }

    /**
     * Prepares a file.
     *
     * @throws ProblemException OUTPUT_UNWRITABLE
     */
    static OutputFile prepare(Path directory, String name) {
        try {
            if (name.isBlank()) {
                throw unwritable(name, "it has no name", null);
            }
            Path path = directory.resolve(name);
            if (Files.isDirectory(path)) {
                throw unwritable(name, "it is a folder", null);
            }
            boolean exists = Files.exists(path);
            if (exists && !Files.isWritable(path)) {
                throw unwritable(name, "it may not be written", null);
            }
            if (exists && !Files.isRegularFile(path)) {
                // /dev/null, /dev/stderr, a pipe: nothing to rename over.
                return new OutputFile(name, path, path);
            }
            Path target = exists ? path.toRealPath() : path.toAbsolutePath();
            Path folder = target.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw unwritable(name, "its folder does not exist", null);
            }
            Path draft = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
            Files.write(draft, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            return new OutputFile(name, target, draft);
        } catch (IOException | java.nio.file.InvalidPathException | SecurityException e) {
            throw unwritable(name, reason(e), e);
        }
    }

    /**
     * Writes the report and gives the file its name.
     *
     * @throws ProblemException OUTPUT_UNWRITABLE
     */
    void write(String text) {
        try {
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            if (!draft.equals(target)) {
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw unwritable(shown, reason(e), e);
        }
    }

    /** Removes what was not completed. */
    @Override
    public void close() {
        try {
            if (!draft.equals(target)) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException leftover) {
            // An empty hidden file stays behind; the report itself has been written or refused already.
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.AccessDeniedException
                ? "its folder may not be written"
                : e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private static ProblemException unwritable(
            String name, String reason, @org.jspecify.annotations.Nullable Exception cause) {
        Problem problem = Problem.of(
                ProblemCode.OUTPUT_UNWRITABLE,
                "The report cannot be written to " + name + ": " + reason + ".",
                "name a file in a folder that exists and may be written with --output");
        return cause == null ? new ProblemException(problem) : new ProblemException(problem, cause);
    }
}

package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings files as text, and paths as the user would name them. */
final class TextFiles {
    private TextFiles() {}

    /** The file's text without a byte order mark; a {@link ProblemException} where it cannot be read as UTF-8. */
    static String read(Path file, String shown) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ProblemException(
                    Problem.in(
                            shown,
                            ProblemCode.BAD_SETTINGS,
                            "The file is not UTF-8.",
                            "save it as UTF-8 and run again"),
                    e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.in(
                            shown,
                            ProblemCode.BAD_SETTINGS,
                            "The file cannot be read (" + e.getClass().getSimpleName() + ").",
                            "check that it is a file and that this user may read it"),
                    e);
        }
    }

    /** The path from the working directory, with {@code /}; absolute where it lies more than three folders above it. */
    static String show(Path path, Path workingDirectory) {
        Path absolute = path.toAbsolutePath().normalize();
        Path from = workingDirectory.toAbsolutePath().normalize();
        if (absolute.equals(from)) {
            return ".";
        }
        if (absolute.getRoot() == null || !absolute.getRoot().equals(from.getRoot())) {
            return absolute.toString().replace('\\', '/');
        }
        Path relative = from.relativize(absolute);
        boolean far = relative.getNameCount() > 3 && relative.startsWith(Path.of("..", "..", "..", ".."));
        boolean toRoot = relative.startsWith("..")
                && from.getNameCount() > 0
                && (absolute.getNameCount() == 0 || !absolute.getName(0).equals(from.getName(0)));
        return (far || toRoot ? absolute : relative).toString().replace('\\', '/');
    }
}

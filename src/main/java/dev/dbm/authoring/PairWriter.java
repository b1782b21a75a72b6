package dev.dbm.authoring;

import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;

/** Writes a new pair of scripts, forward and undo. Never overwrites a file, and leaves no half of a pair behind. */
public final class PairWriter {
    /** File systems allow 255 bytes in a name; prefix, version and ending take their share, and a letter may take four. */
    private static final int LONGEST = 200;

    private PairWriter() {}

    /**
     * Writes the pair.
     *
     * @param folder the folder of migrations, made where it does not exist
     * @param shownAs that folder as the user would name it
     * @param text what the migration does, in the user's words
     * @param existing what the folder holds
     * @param now the version comes from this moment, in UTC
     * @param data whether it is a data migration
     * @return the files written, as the user would name them: forward, undo
     * @throws ProblemException BAD_OPTION where the text makes no name, OUTPUT_UNWRITABLE where a file cannot be written
     */
    public static List<String> make(
            Path folder, String shownAs, String text, Migrations existing, Instant now, boolean data) {
        String name = description(text);
        Version version = NextVersion.after(
                existing.versioned().stream()
                        .map(migration -> migration.version())
                        .toList(),
                now);
        String forward = "V" + version + "__" + name + ".sql";
        String undo = "U" + version + "__" + name + ".sql";
        Template template = Template.of(text, data, forward, undo);
        try {
            Files.createDirectories(folder);
            Path first = write(folder.resolve(forward), template.forward());
            try {
                write(folder.resolve(undo), template.undo());
            } catch (IOException e) {
                Files.deleteIfExists(first);
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw unwritable("The file " + e.getFile() + " is there already, and dbm make overwrites nothing.", e);
        } catch (IOException e) {
            throw unwritable("The pair cannot be written into " + shownAs + " (" + reason(e) + ").", e);
        }
        return List.of(shownAs + "/" + forward, shownAs + "/" + undo);
    }

    /**
     * The description part of a file name: letters and digits of any language as they are, what stands between them as one
     * underscore.
     */
    static String description(String text) {
        StringBuilder name = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            if (Character.isLetterOrDigit(c) || mark && !name.isEmpty()) {
                name.appendCodePoint(c);
            } else if (c != '\'' && c != '\u2019' && !name.isEmpty() && name.charAt(name.length() - 1) != '_') {
                name.append('_');
            }
        });
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '_') {
            name.setLength(name.length() - 1);
        }
        if (name.isEmpty()) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BAD_OPTION,
                    "The text has no letter or digit that a file name could be made of.",
                    "say what the migration does: dbm make \"add role to users\""));
        }
        if (name.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BAD_OPTION,
                    "The text is too long for a file name: at most " + LONGEST + " bytes.",
                    "say it in a few words, and the rest in comments of the script"));
        }
        return name.toString();
    }

    private static Path write(Path file, String text) throws IOException {
        try {
            return Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            // A full disk leaves an empty or half-written file behind.
            if (Files.exists(file) && Files.size(file) < text.length()) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
    }

    private static ProblemException unwritable(String message, IOException cause) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.OUTPUT_UNWRITABLE,
                        message,
                        "make the folder writable, or name another with --migrations"),
                cause);
    }
}

package dev.dbm.source;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A script in the folder of migrations, known by its name only.
 *
 * @param path its path within the folder
 * @param shown the file as the user would name it
 * @param configured whether a .conf file lies beside it
 * @param name what its name says; empty for a check
 */
record FolderEntry(
        Script.Kind kind, File file, String path, String shown, boolean configured, Optional<ScriptName> name) {

    /** The version in the name of a script that has one. */
    Version version() {
        return name.orElseThrow().version().orElseThrow();
    }

    /** Reads the file; empty, and a problem, where that cannot be done. */
    Optional<Script> read(ScriptReader reader, List<Problem> problems) {
        try {
            byte[] bytes = bytes(file);
            Optional<String> conf = configured
                    ? Optional.of(new String(bytes(new File(file.getPath().concat(".conf"))), StandardCharsets.UTF_8))
                    : Optional.empty();
            return Optional.of(reader.parse(kind, shown, path, bytes, conf, problems));
        } catch (IOException e) {
            problems.add(unreadable(shown, "The file cannot be read: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static byte[] bytes(File file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    static Problem unreadable(String shown, String message) {
        return Problem.in(shown, ProblemCode.UNREADABLE_FILE, message, "see to its permissions, then run again");
    }
}

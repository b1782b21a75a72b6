package dev.dbm.source;

import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the folder of migrations with all that is below it, like Flyway; folders and files whose name begins with a dot are
 * left out. Nothing that is wrong with a file stops the reading: every problem of every file is told at once.
 *
 * <p>Reading thousands of files is part of every command, in a Java machine that has just started: here and in what it calls
 * for each file there are no streams, lambdas or regular expressions, which would take longer to load than the files to read.
 */
public final class MigrationFiles {
    private static final String HISTORY_TABLE = "flyway_schema_history";

    private final String shownAs;
    private final Assembly assembly;
    private final Set<String> visited = new HashSet<>();

    private MigrationFiles(String shownAs, String historyTable) {
        this.shownAs = shownAs;
        this.assembly = new Assembly(shownAs, new ScriptReader(historyTable));
    }

    /** Reads a folder for a database whose schema history has Flyway's usual name. */
    public static Migrations read(Path folder, String shownAs) {
        return read(folder, shownAs, HISTORY_TABLE);
    }

    /**
     * Reads a folder.
     *
     * @param shownAs the folder as the user would name it, with {@code /} between folders
     * @param historyTable the name of the schema history, which scripts must not name
     * @throws ProblemException NO_MIGRATIONS_FOLDER where there is no such folder
     */
    public static Migrations read(Path folder, String shownAs, String historyTable) {
        File root = folder.toFile();
        String[] names = root.list();
        if (names == null) {
            throw new ProblemException(missing(root, shownAs));
        }
        MigrationFiles files = new MigrationFiles(shownAs, historyTable);
        files.walk(root, "", names);
        return files.assembly.assemble();
    }

    private static Problem missing(File root, String shownAs) {
        String what = !root.exists()
                ? "There is no folder " + shownAs + "."
                : root.isDirectory() ? "The folder " + shownAs + " cannot be read." : shownAs + " is not a folder.";
        return Problem.of(
                ProblemCode.NO_MIGRATIONS_FOLDER,
                what,
                root.exists()
                        ? "name the folder of migrations with --migrations"
                        : "begin with dbm make \"<what it does>\", or name the folder with --migrations");
    }

    private void walk(File folder, String prefix, String[] names) {
        Arrays.sort(names);
        Set<String> siblings = new HashSet<>(Arrays.asList(names));
        for (String name : names) {
            if (name.startsWith(".")) {
                continue;
            }
            File file = new File(folder, name);
            if (name.endsWith(".sql")) {
                assembly.file(file, prefix.concat(name), siblings.contains(name.concat(".conf")));
            } else if (name.endsWith(".sql.conf")) {
                config(prefix.concat(name), siblings);
            } else if (file.isDirectory()) {
                descend(file, prefix.concat(name).concat("/"));
            } else {
                assembly.other(prefix.concat(name));
            }
        }
    }

    /** A link that leads back up must not make the folder endless. */
    private void descend(File folder, String prefix) {
        String[] names = folder.list();
        if (names == null) {
            assembly.unreadable(prefix.substring(0, prefix.length() - 1), "The folder cannot be read.");
            return;
        }
        try {
            if (visited.add(folder.getCanonicalPath())) {
                walk(folder, prefix, names);
            }
        } catch (IOException e) {
            assembly.unreadable(
                    prefix.substring(0, prefix.length() - 1), "The folder cannot be read: " + e.getMessage());
        }
    }

    private void config(String path, Set<String> siblings) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String script = name.substring(0, name.length() - ".conf".length());
        if (!siblings.contains(script)) {
            assembly.problem(Problem.in(
                    Assembly.shown(shownAs, path),
                    ProblemCode.BAD_SCRIPT_CONFIG,
                    "There is no script " + script + " that this file could be about.",
                    "rename it after its script, or remove it"));
        }
    }
}

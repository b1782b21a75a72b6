package dev.dbm.source;

import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes the files of a folder one by one and puts together what belongs together. */
final class Assembly {
    private final String folder;
    private final ScriptReader reader;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Version, Slot> forwards = new TreeMap<>();
    private final Map<Version, Slot> undos = new TreeMap<>();
    private final Set<Version> doubled = new HashSet<>();
    private final Map<String, Slot> repeatables = new TreeMap<>();
    private final Map<Version, List<Script>> fixtures = new TreeMap<>();
    private final List<Script> checks = new ArrayList<>();

    /** A file that claims a version or description; it may be unreadable and holds its place all the same. */
    record Slot(String path, Optional<Script> script) {}

    Assembly(String folder, ScriptReader reader) {
        this.folder = folder;
        this.reader = reader;
    }

    static String shown(String folder, String path) {
        if (folder.isEmpty() || folder.equals(".")) {
            return path;
        }
        return folder.endsWith("/") ? folder.concat(path) : folder.concat("/").concat(path);
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    void unreadable(String path, String message) {
        problems.add(FolderEntry.unreadable(shown(folder, path), message));
    }

    /** A file that is no script; it may have been meant to be one. */
    void other(String path) {
        Optional<Problem> problem = NameCheck.problem(shown(folder, path), path.substring(path.lastIndexOf('/') + 1));
        if (problem.isPresent()) {
            problems.add(problem.get());
        }
    }

    /** A file that ends with .sql. */
    void file(File file, String path, boolean configured) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Optional<ScriptName> read = ScriptName.of(name);
        if (path.startsWith("checks/")) {
            if (read.isPresent()) {
                problems.add(
                        NameCheck.misplaced(shown(folder, path), "checks", "checks, whose names are no migration's,"));
            } else {
                add(Script.Kind.CHECK, file, path, configured, read);
            }
        } else if (path.startsWith("fixtures/")) {
            if (read.isEmpty() || read.get().prefix() != 'F') {
                problems.add(NameCheck.misplaced(
                        shown(folder, path), "fixtures", "sample rows in F<version>__<description>.sql"));
            } else {
                add(Script.Kind.FIXTURE, file, path, configured, read);
            }
        } else if (read.isEmpty() || read.get().prefix() == 'F') {
            other(path);
        } else {
            add(kind(read.get().prefix()), file, path, configured, read);
        }
    }

    private void add(Script.Kind kind, File file, String path, boolean configured, Optional<ScriptName> name) {
        FolderEntry entry = new FolderEntry(kind, file, path, shown(folder, path), configured, name);
        place(entry, entry.read(reader, problems));
    }

    private static Script.Kind kind(char prefix) {
        return switch (prefix) {
            case 'V' -> Script.Kind.FORWARD;
            case 'U' -> Script.Kind.UNDO;
            default -> Script.Kind.REPEATABLE;
        };
    }

    private void place(FolderEntry entry, Optional<Script> script) {
        Slot slot = new Slot(entry.shown(), script);
        switch (entry.kind()) {
            case FORWARD -> version(forwards, entry, slot, "give one of them another version");
            case UNDO -> version(undos, entry, slot, "remove one of them");
            case REPEATABLE -> repeatable(entry.name().orElseThrow().description(), slot);
            case FIXTURE -> {
                Version version = entry.version();
                List<Script> scripts = fixtures.get(version);
                if (scripts == null) {
                    scripts = new ArrayList<>();
                    fixtures.put(version, scripts);
                }
                add(scripts, script);
            }
            case CHECK -> add(checks, script);
        }
    }

    private void version(Map<Version, Slot> slots, FolderEntry entry, Slot slot, String next) {
        Slot first = slots.putIfAbsent(entry.version(), slot);
        if (first != null) {
            doubled.add(entry.version());
            problems.add(Problem.in(
                    slot.path(),
                    ProblemCode.DUPLICATE_VERSION,
                    "This file and " + first.path() + " both have version " + entry.version() + ".",
                    next));
        }
    }

    private void repeatable(String description, Slot slot) {
        Slot first = repeatables.putIfAbsent(description, slot);
        if (first != null) {
            problems.add(Problem.in(
                    slot.path(),
                    ProblemCode.DUPLICATE_REPEATABLE,
                    "This file and " + first.path() + " both have the description \"" + description
                            + "\", by which a repeatable is known.",
                    "rename one of them"));
        }
    }

    private static void add(List<Script> scripts, Optional<Script> script) {
        if (script.isPresent()) {
            scripts.add(script.get());
        }
    }

    /** Checks what goes together, when every file has been taken. */
    Migrations assemble() {
        PairChecks pairs = new PairChecks(forwards, undos, doubled, problems, reader);
        List<Migration> versioned = pairs.migrations();
        for (Map.Entry<Version, List<Script>> entry : fixtures.entrySet()) {
            pairs.fixtures(entry.getKey(), entry.getValue());
        }
        List<Script> repeatable = new ArrayList<>();
        for (Slot slot : repeatables.values()) {
            add(repeatable, slot.script());
        }
        if (forwards.isEmpty() && undos.isEmpty() && repeatables.isEmpty()) {
            problems.add(Problem.of(
                            ProblemCode.NO_MIGRATIONS_FOLDER,
                            "The folder " + folder + " holds no migrations.",
                            "begin with dbm make \"<what it does>\"")
                    .asInfo());
        }
        return new Migrations(folder, versioned, repeatable, fixtures, checks, problems);
    }
}

package dev.dbm.source;

import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes the files of a folder one by one and puts together what belongs together. */
final class Assembly {
    private final String folder;
    private final ScriptReader reader;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Version, Slot> forwards = new TreeMap<>();
    private final Map<Version, Slot> undos = new TreeMap<>();
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
        problems.add(Problem.in(
                shown(folder, path), ProblemCode.UNREADABLE_FILE, message, "see to its permissions, then run again"));
    }

    /** A file that ends with neither .sql nor .sql.conf. */
    void other(String path) {
        nameProblem(path);
    }

    /** A file that ends with .sql. */
    void file(File file, String path, boolean configured) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        Optional<ScriptName> read = ScriptName.of(name);
        if (path.startsWith("checks/")) {
            if (NameCheck.looksLikeMigration(name.toLowerCase(Locale.ROOT)) && read.isPresent()) {
                problems.add(NameCheck.misplaced(
                        shown(folder, path), "checks", "checks, whose names do not look like a migration's,"));
                return;
            }
            add(checks, script(Script.Kind.CHECK, file, path, configured));
        } else if (path.startsWith("fixtures/")) {
            fixture(file, path, configured, read);
        } else if (read.isEmpty() || read.get().prefix() == 'F') {
            nameProblem(path);
        } else {
            migration(file, path, configured, read.get());
        }
    }

    private void nameProblem(String path) {
        Optional<Problem> problem = NameCheck.problem(shown(folder, path), path.substring(path.lastIndexOf('/') + 1));
        if (problem.isPresent()) {
            problems.add(problem.get());
        }
    }

    private void fixture(File file, String path, boolean configured, Optional<ScriptName> name) {
        if (name.isEmpty() || name.get().prefix() != 'F') {
            problems.add(NameCheck.misplaced(
                    shown(folder, path), "fixtures", "sample rows in F<version>__<description>.sql"));
            return;
        }
        Version version = name.get().version().orElseThrow();
        List<Script> scripts = fixtures.get(version);
        if (scripts == null) {
            scripts = new ArrayList<>();
            fixtures.put(version, scripts);
        }
        add(scripts, script(Script.Kind.FIXTURE, file, path, configured));
    }

    private void migration(File file, String path, boolean configured, ScriptName name) {
        if (name.prefix() == 'R') {
            Slot slot = slot(Script.Kind.REPEATABLE, file, path, configured);
            Slot first = repeatables.putIfAbsent(name.description(), slot);
            if (first != null) {
                duplicate(
                        ProblemCode.DUPLICATE_REPEATABLE,
                        slot,
                        first,
                        "the description \"" + name.description() + "\", which is the name of a repeatable",
                        "rename one of them");
            }
            return;
        }
        boolean forward = name.prefix() == 'V';
        Version version = name.version().orElseThrow();
        Slot slot = slot(forward ? Script.Kind.FORWARD : Script.Kind.UNDO, file, path, configured);
        Slot first = (forward ? forwards : undos).putIfAbsent(version, slot);
        if (first != null) {
            duplicate(
                    ProblemCode.DUPLICATE_VERSION,
                    slot,
                    first,
                    "version " + version,
                    forward
                            ? "give one of them another version; dbm make --merge does so for those that are pending"
                            : "remove one of them");
        }
    }

    private void duplicate(ProblemCode code, Slot slot, Slot first, String what, String next) {
        problems.add(Problem.in(slot.path(), code, "This file and " + first.path() + " both have " + what + ".", next));
    }

    private Slot slot(Script.Kind kind, File file, String path, boolean configured) {
        return new Slot(shown(folder, path), script(kind, file, path, configured));
    }

    private Optional<Script> script(Script.Kind kind, File file, String path, boolean configured) {
        try {
            byte[] bytes = read(file);
            Optional<String> conf = configured
                    ? Optional.of(new String(read(new File(file.getPath().concat(".conf"))), StandardCharsets.UTF_8))
                    : Optional.empty();
            return Optional.of(reader.parse(kind, shown(folder, path), path, bytes, conf, problems));
        } catch (IOException e) {
            unreadable(path, "The file cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] read(File file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return in.readAllBytes();
        }
    }

    private static void add(List<Script> scripts, Optional<Script> script) {
        if (script.isPresent()) {
            scripts.add(script.get());
        }
    }

    Migrations assemble() {
        PairChecks pairs = new PairChecks(forwards, undos, problems);
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

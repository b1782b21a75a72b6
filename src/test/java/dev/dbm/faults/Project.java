package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.cli.Cli;
import dev.dbm.cli.Surroundings;
import dev.dbm.cli.UseCases;
import dev.dbm.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A project in a folder of its own, and dbm at work on it: the packaged program where it is started, the same classes here where it only runs. */
final class Project {
    static final Path JAR = Path.of("target/dbm.jar").toAbsolutePath();
    static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC");

    private final Path folder;
    private final Map<String, String> variables = new TreeMap<>();
    private final Map<String, String> placeholders = new TreeMap<>();
    private final String url;
    private String lockTimeout = "60s";
    private String backup = "";
    private boolean confirm;
    private Optional<String> environment = Optional.empty();

    private Project(Path folder, String url) {
        this.folder = folder;
        this.url = url;
    }

    /** A project whose target is that database. */
    static Project on(Path folder, TestDatabase db) {
        return on(folder, db, db.address().host(), db.address().port());
    }

    /** A project that reaches that database by another way. */
    static Project on(Path folder, TestDatabase db, String host, String port) {
        String user = db.address().user().orElseThrow();
        String password =
                db.address().password().map(secret -> ":" + secret.reveal()).orElse("");
        Project project = new Project(folder, "${TARGET}");
        project.variables.put(
                "TARGET",
                "postgres://" + user + password + "@" + host + ":" + port + "/"
                        + db.address().database());
        return project;
    }

    /** A project on the PostgreSQL that dbm starts itself. */
    static Project embedded(Path folder) {
        return new Project(folder, "embedded");
    }

    Path folder() {
        return folder;
    }

    Project pair(int version, String forward, String undo) {
        write("migrations/V" + version + "__step.sql", forward);
        write("migrations/U" + version + "__step.sql", undo);
        return this;
    }

    Project repeatable(String name, String sql) {
        write("migrations/R__" + name + ".sql", sql);
        return this;
    }

    /** A pair that makes one table. */
    Project table(int version, String name) {
        return pair(version, "CREATE TABLE " + name + " (id int);", "DROP TABLE " + name + ";");
    }

    /** Forgets what was proven, so that the next run rehearses. */
    void forget() {
        Path store = folder.resolve(".dbm");
        if (Files.exists(store)) {
            try (Stream<Path> files = Files.walk(store)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** From now on the environment wants the explicit word. */
    Project confirmed() {
        confirm = true;
        return this;
    }

    /** What {@code ${name}} in the scripts stands for from now on. */
    Project placeholder(String name, String value) {
        placeholders.put(name, value);
        return this;
    }

    /** How long it waits for locks, its own among them. */
    Project lockTimeout(String time) {
        lockTimeout = time;
        return this;
    }

    /** It takes a backup before it changes anything. */
    Project backup() {
        backup = "backup = true\n";
        return this;
    }

    /** From now on its only environment is this one, with these lines in its table. */
    Project environment(String name, String... lines) {
        environment = Optional.of("[env." + name + "]\nurl = \"" + url + "\"\n" + String.join("\n", lines) + "\n");
        return this;
    }

    Project file(String name, String text) {
        write(name, text);
        return this;
    }

    /** A variable of the environment in which it runs. */
    Project variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Where the launcher keeps its archive of classes. */
    Project cache(Path cache) {
        variables.put("DBM_CACHE_DIR", cache.toString());
        return this;
    }

    /** The packaged jar, which may write no file larger than that: to the program it is a full disk. */
    Run startWithLimit(int blocksOf512, String... arguments) {
        // Java keeps figures about itself in a file that is larger.
        return start(
                List.of(
                        "/bin/sh",
                        "-c",
                        "ulimit -f " + blocksOf512 + "; exec \"$@\"",
                        "sh",
                        JAVA.get(0),
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-jar",
                        JAR.toString()),
                arguments);
    }

    /** The packaged jar, started with these arguments. */
    Run start(String... arguments) {
        List<String> program = new ArrayList<>(JAVA);
        program.addAll(ClassArchive.options());
        program.addAll(List.of("-jar", JAR.toString()));
        return start(program, arguments);
    }

    /** Any way to start dbm. */
    Run start(List<String> program, String... arguments) {
        assertThat(JAR).as("the packaged program; mvn package makes it").exists();
        settings();
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            return new Run(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end, in this JVM: a process of its own costs a second, and is for those that something happens to. */
    Run.Ended run(String... arguments) {
        settings();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                environment(),
                folder,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false,
                false);
        int exit = new Cli(surroundings, UseCases.REAL).run(arguments);
        return new Run.Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs it as {@link #run}, and it must end well. */
    Run.Ended succeed(String... arguments) {
        return run(arguments).well();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("DBM_") || name.startsWith("PG"));
        environment.putAll(variables);
        return environment;
    }

    private void settings() {
        StringBuilder text = new StringBuilder("[placeholders]\n");
        placeholders.forEach((name, value) -> text.append(name + " = \"" + value + "\"\n"));
        text.append(environment.orElse("[env.dev]\nurl = \"" + url + "\"\nlock_timeout = \"" + lockTimeout
                + "\"\nconfirm = " + confirm + "\n" + backup));
        write("dbm.toml", text.toString());
    }

    private void write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

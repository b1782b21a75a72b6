package dev.dbm;

import dev.dbm.cli.Surroundings;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What the launcher runs once for each JDK, to fill the archive of loaded classes: it loads what a real run would need and
 * touches nothing. The server that it calls is a closed port of this machine.
 */
final class Training {
    /** Where the classes live that every run against a database loads. */
    private static final List<String> PACKAGES = List.of(
            "dev/dbm/",
            "org/postgresql/",
            "org/slf4j/",
            "com/zaxxer/hikari/",
            "org/flywaydb/core/",
            "org/flywaydb/database/");

    private Training() {}

    /**
     * Trains.
     *
     * @param args the file that gets the lines of the lambdas, where the archive is made from a list
     */
    public static void main(String[] args) throws IOException {
        Path project = Files.createTempDirectory("dbm-training");
        try {
            rehearse(project);
        } finally {
            try (Stream<Path> files = Files.walk(project)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        File own = new File(Training.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        for (File jar : siblings(own)) {
            load(jar);
        }
        // Classes of the JDK itself that only a run against a server comes to; another JDK may lack some of them.
        lines("training-classes.txt").forEach(Training::load);
        if (args.length > 0) {
            List<String> lambdas = new ArrayList<>();
            for (File jar : siblings(own)) {
                lambdas.addAll(lambdas(jar));
            }
            // How the JDK calls methods of so many arguments of these sorts: what a run with -Djava.lang.invoke
            // .MethodHandle.TRACE_RESOLVE=true says that no class of the JDK's own holds. Else each is a class made
            // anew.
            for (String form : lines("training-forms.txt")) {
                lambdas.add("@lambda-form-invoker [LF_RESOLVE] java.lang.invoke." + form);
            }
            Files.write(Path.of(args[0]), lambdas);
        }
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream text = Training.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** A small project, and runs on it that go as far as they can without a server. */
    private static void rehearse(Path project) throws IOException {
        Path migrations = Files.createDirectory(project.resolve("migrations"));
        Files.writeString(project.resolve("dbm.toml"), "env = \"dev\"\n");
        Files.writeString(migrations.resolve("V1__one.sql"), "CREATE TABLE one (id integer);\n");
        Files.writeString(migrations.resolve("U1__one.sql"), "DROP TABLE one;\n");
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(Map.of(), project, nowhere, nowhere, false, false);
        Dbm.run(new String[] {"--help"}, surroundings);
        for (String command : List.of("status", "plan", "migrate", "rollback")) {
            Dbm.run(new String[] {command, "--help"}, surroundings);
        }
        Dbm.run(new String[] {"status", "--url", "postgres://127.0.0.1:1/none", "--format", "json"}, surroundings);
        Dbm.run(new String[] {"status", "--url", "postgres://127.0.0.1:1/none"}, surroundings);
    }

    private static List<File> siblings(File jar) {
        File folder = jar.getParentFile();
        File[] jars = folder == null ? null : folder.listFiles((parent, name) -> name.endsWith(".jar"));
        return jars == null ? List.of() : List.of(jars);
    }

    private static void load(File file) throws IOException {
        try (JarFile jar = new JarFile(file)) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(Training::isWanted)
                    .forEach(name -> load(name.substring(0, name.length() - 6).replace('/', '.')));
        }
    }

    private static List<String> lambdas(File file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (JarFile jar = new JarFile(file)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                // Java 17 archives no class as old as picocli's once a class that extends it is linked; and a command
                // line's
                // lambdas ran just now.
                if (isWanted(entry.getName()) && !entry.getName().startsWith("dev/dbm/cli/")) {
                    try (InputStream in = new BufferedInputStream(jar.getInputStream(entry))) {
                        lines.addAll(LambdaList.of(in));
                    }
                }
            }
        }
        return lines;
    }

    private static boolean isWanted(String name) {
        return name.endsWith(".class") && PACKAGES.stream().anyMatch(name::startsWith);
    }

    /** Loads without running anything of the class. */
    private static void load(String name) {
        try {
            Class.forName(name, false, Training.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Classes for libraries that dbm does not bring along; a run does not load them either.
        }
    }
}

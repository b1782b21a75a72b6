package dev.dbm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/dbm} beside a jar of the classes under test. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    /** The program as it is installed; made once, and copied. */
    @TempDir
    static Path installed;

    @TempDir
    Path directory;

    private Path home;
    private Path cache;
    private final Map<String, String> variables = new LinkedHashMap<>();

    @BeforeEach
    void prepare() throws IOException {
        install(directory.resolve("dbm"));
        cache = directory.resolve("cache");
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put("DBM_CACHE_DIR", cache.toString());
    }

    @BeforeAll
    static void pack() throws IOException {
        Files.createDirectories(installed.resolve("bin"));
        Files.createDirectories(installed.resolve("lib"));
        Files.copy(Path.of("src/main/dist/bin/dbm"), installed.resolve("bin/dbm"));
        jar(installed.resolve("lib/dbm-0.0.1.jar"), Path.of("target/classes"));
    }

    private void install(Path folder) throws IOException {
        home = folder;
        try (Stream<Path> files = Files.walk(installed)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve(installed.relativize(file).toString()));
            }
        }
    }

    @Test
    void theFirstRunMakesAnArchiveThatLaterOnesUseButNotWithAnotherJarOfTheSameName() throws Exception {
        assertThat(run("bin/dbm", "--version")).matches("dbm \\d.*\n");
        List<Path> archives = archives();
        assertThat(archives).hasSize(1);
        variables.put("DBM_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("classes.log"));
        assertThat(run("bin/dbm", "plan", "--help")).startsWith("Usage: dbm plan");
        assertThat(Files.readString(directory.resolve("classes.log")))
                .containsPattern("dev\\.dbm\\.cli\\.Cli source: shared objects file")
                .containsPattern("picocli\\.CommandLine source: shared objects file")
                .containsPattern("dev\\.dbm\\..*Lambda.* source: shared objects file")
                .doesNotContainPattern("(dev\\.dbm|picocli)\\.[^ ]* source: file");
        assertThat(archives()).isEqualTo(archives);

        try (OutputStream more =
                Files.newOutputStream(home.resolve("lib/dbm-0.0.1.jar"), java.nio.file.StandardOpenOption.APPEND)) {
            more.write('\n');
        }
        run("bin/dbm", "--version");
        assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(archives);
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoProblem() throws Exception {
        Files.writeString(cache, "a file where the folder should be");
        assertThat(run("bin/dbm", "--version")).matches("dbm \\d.*\n");
    }

    @Test
    void twoFirstRunsAtOnceBothWork() throws Exception {
        Process first = start("bin/dbm", "--version");
        Process second = start("bin/dbm", "--version");
        assertThat(text(first)).isEqualTo(text(second)).startsWith("dbm ");
        assertThat(archives()).hasSize(1);
    }

    @Test
    void aLinkToTheLauncherFindsItsHome() throws Exception {
        install(directory.resolve("my dbm"));
        Path links = Files.createDirectory(directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("one"), Path.of("../my dbm/bin/dbm"));
        Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
        assertThat(run("../links/two", "--version")).startsWith("dbm ");
        assertThat(cache).as("no archive where Java could not use it").doesNotExist();
    }

    @Test
    void argumentsArriveAsTheyWereTyped() throws Exception {
        variables.put("DBM_CACHE_DIR", "/dev/null");
        assertThat(run("bin/dbm", "no such * command", "--format=json")).contains("no such * command");
    }

    @Test
    void aWrongJavaHomeIsNamed() throws Exception {
        variables.put("JAVA_HOME", "/no/java here");
        Process process = start("bin/dbm", "--version");
        assertThat(text(process)).contains("JAVA_HOME is /no/java here");
        assertThat(process.exitValue()).isEqualTo(1);
    }

    private String run(String... command) throws IOException, InterruptedException {
        return text(start(command));
    }

    private Process start(String... command) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("/bin/sh", home.resolve(command[0]).toString()));
        words.addAll(List.of(command).subList(1, command.length));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static String text(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }

    /** The classes as one jar whose manifest names the libraries; a folder of classes would rule out an archive. */
    private static void jar(Path file, Path classes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, libraries(file.getParent()));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(
                        new ZipEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, jar);
                jar.closeEntry();
            }
        }
    }

    /** The libraries beside the jar, and their names: an archive knows only jars that are named relative to it. */
    private static String libraries(Path lib) throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path library = Path.of(entry);
            if (library.getFileName().toString().matches("(picocli|slf4j|logback|jackson|tomlj|postgresql)-.*\\.jar")) {
                Files.copy(library, lib.resolve(library.getFileName()));
                names.add(library.getFileName().toString());
            }
        }
        return String.join(" ", names);
    }
}

package dev.dbm.safety;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What dbm wrote down about a backup, in a file beside it: a backup with its label can be restored where the database that it was
 * taken of is no more.
 *
 * @param database the database's name
 * @param server its host and port
 * @param taken when, by the server's clock
 * @param schemas the schemas that the migrations build
 * @param catalog digest of their catalog at that moment
 * @param head the highest applied version at that moment
 */
public record BackupLabel(
        String database,
        String server,
        String environment,
        Instant taken,
        long bytes,
        String sha256,
        List<String> schemas,
        Optional<String> catalog,
        Optional<String> head) {
    static final String SUFFIX = ".label";

    public BackupLabel {
        schemas = List.copyOf(schemas);
    }

    /** The label of that backup. */
    public static Path of(Path backup) {
        return backup.resolveSibling(backup.getFileName() + SUFFIX);
    }

    /** Reads the label beside a backup; empty where there is none, or what is there is none. */
    public static Optional<BackupLabel> read(Path backup) throws IOException {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(of(backup), StandardCharsets.UTF_8)));
            return Optional.of(new BackupLabel(
                    line(lines, "database"),
                    line(lines, "server"),
                    line(lines, "environment"),
                    Instant.parse(line(lines, "taken")),
                    Long.parseLong(line(lines, "bytes")),
                    line(lines, "sha256"),
                    line(lines, "schemas").lines().toList(),
                    Optional.ofNullable(lines.getProperty("catalog")),
                    Optional.ofNullable(lines.getProperty("head"))));
        } catch (NoSuchFileException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String line(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("a label without " + name);
        }
        return value;
    }

    /** As the file holds it: a name and a value on each line, escaped as Java's properties are. */
    String text() {
        TreeMap<String, String> values = new TreeMap<>();
        values.put("database", database);
        values.put("server", server);
        values.put("environment", environment);
        values.put("taken", taken.toString());
        values.put("bytes", String.valueOf(bytes));
        values.put("sha256", sha256);
        values.put("schemas", String.join("\n", schemas));
        catalog.ifPresent(digest -> values.put("catalog", digest));
        head.ifPresent(version -> values.put("head", version));
        StringBuilder text = new StringBuilder("# A backup that dbm took; dbm restore reads this.\n");
        values.forEach((name, value) -> text.append(escaped(name, value)));
        return text.toString();
    }

    private static String escaped(String name, String value) {
        Properties one = new Properties();
        one.setProperty(name, value);
        StringWriter text = new StringWriter();
        try {
            one.store(text, null);
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory takes every character", e);
        }
        // The first line is the time of day.
        return text.toString().lines().skip(1).findFirst().orElseThrow() + "\n";
    }
}

package dev.dbm.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings file: its top and its environments. Without a file it is empty. */
final class DbmToml {
    /** The key that stands in for the top's {@code env}; see {@link #withoutClash}. It has the same length, to keep columns. */
    private static final String DEFAULT_ENVIRONMENT = "e-v";

    private final Place place;
    private final Section top;
    private final Optional<Found<String>> defaultEnvironment;
    private final Map<String, Section> environments = new LinkedHashMap<>();

    /**
     * The file, and what reading it needs.
     *
     * @param shown its name for messages
     * @param folder its folder, from which its paths start
     * @param workingDirectory the folder from which paths are shown
     */
    record Place(String shown, Path folder, Path workingDirectory, Map<String, String> variables, Problems problems) {}

    DbmToml(Place place, Map<String, Entry> entries) {
        this.place = place;
        Map<String, Entry> rest = new LinkedHashMap<>(entries);
        Entry env = rest.get("env");
        Entry chosen = rest.remove(DEFAULT_ENVIRONMENT);
        if (chosen == null && env != null && env.value() instanceof String) {
            chosen = rest.remove("env");
        }
        Map<String, Entry> named = chosen == null ? Map.of() : Map.of("env", chosen);
        this.defaultEnvironment = new Section(place, "", named, true).filledText("env");
        this.top = new Section(place, "", rest, true);
        top.table("env").ifPresent(all -> {
            for (String name : all.keys()) {
                all.table(name).ifPresent(section -> environments.put(name, section.unused()));
            }
        });
    }

    static DbmToml read(Place place, Path file) {
        String text = withoutClash(TextFiles.read(file, place.shown()));
        return new DbmToml(place, TomlFile.parse(text, place.shown()));
    }

    /**
     * The file may say {@code env = "dev"} at its top beside tables named {@code [env.dev]}. TOML forbids a key that is a
     * string and a table at once, so the string's key is exchanged for one of the same length before the file is parsed.
     */
    static String withoutClash(String text) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            int key = start;
            while (key < next && (text.charAt(key) == ' ' || text.charAt(key) == '\t')) {
                key++;
            }
            String line = text.substring(key, next);
            boolean comment = line.startsWith("#");
            // Behind a table nothing is at the top, and within a long string nothing is a key.
            if (line.startsWith("[") || (!comment && (line.contains("\"\"\"") || line.contains("'''")))) {
                return text;
            }
            if (line.startsWith("env") && line.substring(3).strip().startsWith("=")) {
                return text.substring(0, key) + DEFAULT_ENVIRONMENT + text.substring(key + 3);
            }
            start = next;
        }
        return text;
    }

    Place place() {
        return place;
    }

    Section top() {
        return top;
    }

    /** The environment when none is named. */
    Optional<Found<String>> defaultEnvironment() {
        return defaultEnvironment;
    }

    Set<String> environmentNames() {
        return environments.keySet();
    }

    Optional<Section> environment(String name) {
        return Optional.ofNullable(environments.get(name));
    }

    /** Reports every key that no reader asked for; to be called last. */
    void rejectUnknownKeys() {
        top.rejectOthers(EnvironmentReader.ONLY_IN_ENVIRONMENTS);
    }
}

package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an existing Flyway project says: {@code FLYWAY_*}, then flyway.toml, or flyway.conf where there is no flyway.toml. All
 * values are kept by the names of flyway.conf without {@code flyway.}; keys that dbm has no use for are remarked on, never an
 * error, and neither is a file that cannot be read.
 */
final class FlywaySettings {
    private static final Set<String> KEYS =
            Set.of("url", "user", "password", "schemas", "defaultSchema", "locations", "table", "environment");
    private static final Map<String, String> VARIABLES = Map.of(
            "FLYWAY_URL", "url",
            "FLYWAY_USER", "user",
            "FLYWAY_PASSWORD", "password",
            "FLYWAY_SCHEMAS", "schemas",
            "FLYWAY_DEFAULT_SCHEMA", "defaultSchema",
            "FLYWAY_LOCATIONS", "locations",
            "FLYWAY_TABLE", "table",
            "FLYWAY_ENVIRONMENT", "environment");
    private static final String PLACEHOLDERS = "placeholders.";

    private final Map<String, String> environment;
    private final Problems problems;
    private final Map<String, Found<String>> values = new TreeMap<>();
    private final Path workingDirectory;
    private Path fileFolder;

    private FlywaySettings(Map<String, String> environment, Problems problems, Path workingDirectory) {
        this.environment = environment;
        this.problems = problems;
        this.workingDirectory = workingDirectory;
        this.fileFolder = workingDirectory;
    }

    /** Reads the variables, and the first of Flyway's files in the working directory or the project's folder. */
    static FlywaySettings read(
            Map<String, String> environment, Path workingDirectory, Path project, Problems problems) {
        FlywaySettings settings = new FlywaySettings(environment, problems, workingDirectory);
        settings.readVariables();
        for (Path folder : List.of(workingDirectory, project)) {
            for (String name : List.of("flyway.toml", "flyway.conf")) {
                Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    settings.fileFolder = folder;
                    settings.readFile(file, TextFiles.show(file, workingDirectory));
                    return settings;
                }
            }
        }
        return settings;
    }

    Optional<Found<String>> text(String key) {
        return Optional.ofNullable(values.get(key))
                .filter(found -> !found.value().isBlank());
    }

    Optional<Found<List<String>>> list(String key) {
        return text(key).map(found -> found.map(FlywaySettings::split)).filter(found -> !found.value()
                .isEmpty());
    }

    /** The first location that is a folder. */
    Optional<Found<Path>> location() {
        Optional<Found<List<String>>> locations = list("locations");
        if (locations.isEmpty()) {
            return Optional.empty();
        }
        Source source = locations.get().source();
        List<String> folders = new ArrayList<>();
        List<String> unused = new ArrayList<>();
        for (String location : locations.get().value()) {
            boolean plain = location.startsWith("filesystem:") && location.indexOf('*') < 0;
            (plain && folders.isEmpty() ? folders : unused).add(location);
        }
        if (!unused.isEmpty()) {
            problems.add(source.problem(
                            ProblemCode.UNKNOWN_SETTING,
                            "dbm reads one folder of migrations, and leaves these locations out: "
                                    + String.join(", ", unused) + ".",
                            "name the folder with migrations = \"...\" in dbm.toml")
                    .asWarning());
        }
        // Flyway's paths start from the folder in which it is run, which is where its file lies.
        Path base = source.file().isPresent() ? fileFolder : workingDirectory;
        return folders.stream()
                .findFirst()
                .map(location -> Found.of(base.resolve(location.substring("filesystem:".length())), source));
    }

    /** The placeholders by name. */
    Map<String, Found<String>> placeholders() {
        Map<String, Found<String>> placeholders = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(PLACEHOLDERS)) {
                placeholders.put(key.substring(PLACEHOLDERS.length()), value);
            }
        });
        return placeholders;
    }

    private static List<String> split(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    private void readVariables() {
        environment.forEach((variable, value) -> {
            String key = VARIABLES.get(variable);
            if (key == null && variable.startsWith("FLYWAY_PLACEHOLDERS_")) {
                // Flyway writes them in lower case.
                key = PLACEHOLDERS
                        + variable.substring("FLYWAY_PLACEHOLDERS_".length()).toLowerCase(Locale.ENGLISH);
            }
            if (key != null && !value.isEmpty()) {
                values.put(key, new Found<>(value, Source.named(variable), List.of(variable)));
            }
        });
    }

    private void readFile(Path file, String shown) {
        try {
            String text = TextFiles.read(file, shown);
            Map<String, Found<String>> read =
                    shown.endsWith(".toml") ? toml(TomlFile.parse(text, shown), shown) : conf(text, shown);
            Set<String> unused = new TreeSet<>();
            read.forEach((key, value) -> {
                if (!KEYS.contains(key) && !key.startsWith(PLACEHOLDERS)) {
                    unused.add(key);
                } else {
                    values.putIfAbsent(key, value);
                }
            });
            if (!unused.isEmpty()) {
                problems.add(Problem.in(
                                shown,
                                ProblemCode.UNKNOWN_SETTING,
                                "dbm does not use these settings of Flyway's: " + String.join(", ", unused) + ".",
                                "")
                        .asInfo());
            }
        } catch (ProblemException e) {
            e.problems().forEach(problem -> problems.add(problem.asWarning()));
        }
    }

    /** flyway.conf as Flyway reads it: backslashes are plain, and a variable that is not set is empty. */
    private Map<String, Found<String>> conf(String text, String shown) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text.replace("\\", "\\\\")));
        } catch (IOException e) {
            throw new IllegalStateException("a string can be read", e);
        }
        Map<String, Found<String>> read = new LinkedHashMap<>();
        for (String key : properties.stringPropertyNames()) {
            Expansion expansion = Expansion.of(properties.getProperty(key), environment);
            if (key.startsWith("flyway.")) {
                read.put(
                        key.substring("flyway.".length()),
                        new Found<>(
                                expansion.text(), new Source(shown, Optional.of(shown), 0, 0), expansion.variables()));
            }
        }
        return read;
    }

    private Map<String, Found<String>> toml(Map<String, Entry> top, String shown) {
        Map<String, Found<String>> read = new LinkedHashMap<>();
        Map<String, Entry> flyway = table(top.get("flyway"));
        flatten("", flyway, shown, read);
        String chosen = Optional.ofNullable(values.getOrDefault("environment", read.get("environment")))
                .map(Found::value)
                .orElse("default");
        flatten("", table(table(top.get("environments")).get(chosen)), shown, read);
        return read;
    }

    private static Map<String, Entry> table(@org.jspecify.annotations.Nullable Entry entry) {
        Map<String, Entry> table = new LinkedHashMap<>();
        if (entry != null && entry.value() instanceof Map<?, ?> values) {
            values.forEach((key, value) -> table.put((String) key, (Entry) value));
        }
        return table;
    }

    private void flatten(String prefix, Map<String, Entry> table, String shown, Map<String, Found<String>> read) {
        table.forEach((key, entry) -> {
            if (entry.value() instanceof Map) {
                flatten(prefix + key + ".", table(entry), shown, read);
            } else if (entry.value() instanceof List<?> items) {
                List<String> texts = new ArrayList<>();
                items.forEach(item -> texts.add(String.valueOf(((Entry) item).value())));
                resolve(prefix + key, String.join(",", texts), shown, entry, read);
            } else {
                resolve(prefix + key, String.valueOf(entry.value()), shown, entry, read);
            }
        });
    }

    /** Flyway writes {@code ${env.NAME}} for a variable. Its other sources of secrets are not open to dbm. */
    private void resolve(String key, String text, String shown, Entry entry, Map<String, Found<String>> read) {
        Source source = Source.at(shown + " line " + entry.line(), shown, entry.line(), entry.column());
        Expansion expansion = Expansion.of(text.replace("${env.", "${"), environment);
        boolean known = KEYS.contains(key) || key.startsWith(PLACEHOLDERS);
        if (known && (expansion.malformed() || !expansion.unset().isEmpty())) {
            problems.add(source.problem(
                            ProblemCode.UNSET_VARIABLE,
                            key + " is left out: "
                                    + (expansion.malformed()
                                            ? "dbm cannot resolve its ${...}."
                                            : "the environment variable " + String.join(", ", expansion.unset())
                                                    + " is not set."),
                            "set it for dbm in dbm.toml or by an option, if it is needed")
                    .asWarning());
            return;
        }
        read.put(key, new Found<>(expansion.text(), source, expansion.variables()));
    }
}

package dev.dbm.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values that {@code ${name}} in a script stands for. A value that came out of an environment variable remembers that
 * variable's name, because only the name is ever kept in the database.
 *
 * @param values each placeholder's value by its name
 */
public record Placeholders(Map<String, Value> values) {
    /** No placeholders. */
    public static final Placeholders NONE = new Placeholders(Map.of());

    public Placeholders {
        values = Map.copyOf(values);
    }

    /**
     * One placeholder's value.
     *
     * @param text what is written into the script
     * @param variable the environment variable that it came from, empty for a literal value
     */
    public record Value(Secret text, Optional<String> variable) {
        /** A value as it stood in a file or on the command line. */
        public static Value literal(String text) {
            return new Value(new Secret(text), Optional.empty());
        }

        /** A value that holds what an environment variable said. */
        public static Value from(String variable, String text) {
            return new Value(new Secret(text), Optional.of(variable));
        }
    }

    /** The values in clear, sorted by name, for the engine that writes them into scripts. */
    public Map<String, String> revealed() {
        Map<String, String> plain = new LinkedHashMap<>();
        new TreeMap<>(values)
                .forEach((name, value) -> plain.put(name, value.text().reveal()));
        return plain;
    }

    /** The text with {@code ${name}} again for each value that came out of an environment variable. */
    public String masked(String text) {
        String masked = text;
        for (Map.Entry<String, Value> entry : new TreeMap<>(values).entrySet()) {
            String value = entry.getValue().text().reveal();
            if (entry.getValue().variable().isPresent() && !value.isEmpty()) {
                masked = masked.replace(value, "${" + entry.getKey() + "}");
            }
        }
        return masked;
    }
}

package dev.dbm.source;

import dev.dbm.model.Version;
import java.util.Optional;

/**
 * The name of a migration file, read as Flyway reads it: a letter, a version, two underscores, a description, {@code .sql}.
 * Like Flyway it takes a name without description ({@code V1.sql}).
 *
 * @param prefix V, U, R or F
 * @param version the version; empty for a repeatable
 * @param description what follows the two underscores, with spaces for underscores
 */
record ScriptName(char prefix, Optional<Version> version, String description) {

    /** Reads the last part of a path; empty where it is not the name of a migration file. */
    static Optional<ScriptName> of(String name) {
        if (!name.endsWith(".sql")) {
            return Optional.empty();
        }
        char prefix = name.charAt(0);
        if (prefix != 'V' && prefix != 'U' && prefix != 'R' && prefix != 'F') {
            return Optional.empty();
        }
        int end = name.length() - ".sql".length();
        int separator = name.indexOf("__", 1);
        if (separator < 0 || separator > end) {
            separator = end;
        }
        String description = description(name);
        if (prefix == 'R') {
            return separator == 1 && !description.isEmpty()
                    ? Optional.of(new ScriptName(prefix, Optional.empty(), description))
                    : Optional.empty();
        }
        String version = name.substring(1, separator);
        return Version.isVersion(version)
                ? Optional.of(new ScriptName(prefix, Optional.of(Version.of(version)), description))
                : Optional.empty();
    }

    /** What a file's name says after its first two underscores. */
    static String description(String name) {
        int end = name.endsWith(".sql") ? name.length() - ".sql".length() : name.length();
        int separator = name.indexOf("__");
        return separator < 0 || separator + 2 > end
                ? ""
                : name.substring(separator + 2, end).replace('_', ' ');
    }
}

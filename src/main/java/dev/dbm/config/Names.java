package dev.dbm.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that somebody typed, compared with names that exist. */
final class Names {
    /** PostgreSQL cuts longer names short without an error (manual: "Identifiers and Key Words", NAMEDATALEN). */
    private static final int LONGEST = 63;

    private Names() {}

    /** The known names, the most similar one first; equally similar ones in alphabetical order. */
    static List<String> nearestFirst(String typed, Collection<String> known) {
        List<String> sorted = new ArrayList<>(known);
        sorted.sort(Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    /** The known name that was probably meant: at most a third of its letters differ, or two of four. */
    static Optional<String> nearest(String typed, Collection<String> known) {
        return nearestFirst(typed, known).stream()
                .findFirst()
                .filter(name -> distance(typed, name) <= tolerance(typed.length()));
    }

    private static int tolerance(int length) {
        return length < 4 ? 1 : Math.max(2, length / 3);
    }

    /** A sentence that offers the nearest known name, with a space in front; empty where none is near. */
    static String didYouMean(String typed, Collection<String> known) {
        return nearest(typed, known)
                .map(name -> " Did you mean \"" + name + "\"?")
                .orElse("");
    }

    /** How many letters must be added, dropped or changed (Levenshtein), whatever their case. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /** Why the name cannot be a schema of the user's own, where it cannot. */
    static Optional<String> badSchema(String name) {
        if (name.startsWith("pg_") || name.equals("information_schema")) {
            return Optional.of("the schema " + name + " is PostgreSQL's own");
        }
        return badIdentifier(name);
    }

    /** Why the name cannot be one in PostgreSQL, where it cannot. */
    static Optional<String> badIdentifier(String name) {
        if (name.isBlank()) {
            return Optional.of("the name is empty");
        }
        if (name.indexOf('\0') >= 0) {
            return Optional.of("the name holds a zero byte");
        }
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST
                ? Optional.of("PostgreSQL cuts names after " + LONGEST + " bytes, and " + name + " is longer")
                : Optional.empty();
    }
}

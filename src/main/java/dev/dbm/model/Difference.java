package dev.dbm.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One way in which a catalog is not what it should be.
 *
 * @param leg where it showed
 * @param kind what differs: {@code index}, {@code column} ...
 * @param object its full name
 * @param change how it differs
 * @param before what it should be; empty where it should not be there
 * @param after what it is; empty where it is not there
 * @param adopt statements that make what should be into what is, or a comment why they cannot be written down; empty where
 *     nobody asked
 */
public record Difference(
        Leg leg,
        String kind,
        String object,
        Change change,
        Optional<String> before,
        Optional<String> after,
        List<String> adopt) {
    public Difference {
        adopt = List.copyOf(adopt);
    }

    /** A difference for which nobody asked how to adopt it. */
    public Difference(
            Leg leg, String kind, String object, Change change, Optional<String> before, Optional<String> after) {
        this(leg, kind, object, change, before, after, List.of());
    }

    /** With the SQL that would adopt it. */
    public Difference withAdopt(List<String> sql) {
        return new Difference(leg, kind, object, change, before, after, sql);
    }

    /** How something differs. */
    public enum Change {
        /** There, and should not be. */
        LEFT,
        /** Not there, and should be. */
        GONE,
        /** There, but not as it should be. */
        CHANGED;

        /** The word in output and JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

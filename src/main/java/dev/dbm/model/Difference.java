package dev.dbm.model;

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
 */
public record Difference(
        Leg leg, String kind, String object, Change change, Optional<String> before, Optional<String> after) {

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

package dev.dbm.model;

import java.util.Locale;

/** One of the three runs of a pair on the scratch, or the comparison with the target. */
public enum Leg {
    FORWARD,
    UNDO,
    SECOND_FORWARD,
    /** Not a leg of the rehearsal: the target compared with what the scratch says. */
    TARGET;

    /** The word in output and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

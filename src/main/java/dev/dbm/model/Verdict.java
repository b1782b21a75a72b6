package dev.dbm.model;

import java.util.Locale;

/** What is known of a migration's undo. */
public enum Verdict {
    /** It ran forward, back and forward again, and the catalog was the same each time. */
    PROVEN,
    /** The schema comes back, but rows do not. */
    PROVEN_WITH_DATA_LOSS,
    /** Its undo script declares that there is no way back. */
    IRREVERSIBLE,
    MISSING,
    EMPTY,
    /** A leg raised an error. */
    FAILED,
    /** The undo does not lead back to the start. */
    DIVERGED,
    /** The second forward does not lead where the first did. */
    UNSTABLE,
    /** Proven but for differences that the undo script asks to accept. */
    ASSUMED,
    /** Not rehearsed yet. */
    UNPROVEN;

    /** The word in output and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a migration with this verdict must not touch a target. */
    public boolean blocks() {
        return switch (this) {
            case MISSING, EMPTY, FAILED, DIVERGED, UNSTABLE -> true;
            case PROVEN, PROVEN_WITH_DATA_LOSS, IRREVERSIBLE, ASSUMED, UNPROVEN -> false;
        };
    }
}

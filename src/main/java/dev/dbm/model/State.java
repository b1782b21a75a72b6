package dev.dbm.model;

import java.util.Locale;

/** Where a migration stands between files and history. */
public enum State {
    APPLIED,
    PENDING,
    UNDONE,
    FAILED,
    /** Applied, but its file is gone. */
    MISSING,
    /** Applied, but its file has another checksum now. */
    CHANGED,
    /** Pending, but below the highest applied version. */
    OUT_OF_ORDER,
    /** Recorded as applied without having been run. */
    FAKED,
    BASELINE;

    /** The word in output and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.dbm.report;

import java.util.Locale;

/** How a report is written. */
public enum Format {
    /** For people at a terminal. */
    TEXT,
    /** For programs: one document, whatever the outcome. */
    JSON,
    /** For a comment on a pull request, or a ticket. */
    MARKDOWN;

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

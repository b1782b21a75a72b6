package dev.dbm.report;

import java.util.Locale;

/** How a report is written. */
public enum Format {
    /** For people at a terminal. */
    TEXT,
    /** For programs: one document, whatever the outcome. */
    JSON,
    /** For a comment on a pull request, or a ticket. */
    MARKDOWN,
    /** For code hosts, which show findings beside the lines: a plan only. */
    SARIF,
    /** For CI servers: a plan only. */
    JUNIT,
    /** One page for a browser or a printer: a plan only. */
    HTML;

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only a plan has what this format shows. */
    public boolean planOnly() {
        return this == SARIF || this == JUNIT || this == HTML;
    }
}

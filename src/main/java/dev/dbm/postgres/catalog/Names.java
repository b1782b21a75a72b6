package dev.dbm.postgres.catalog;

import java.util.regex.Pattern;

/** Names as people read them. */
final class Names {
    // The labels that PostgreSQL gives to names it chooses (makeObjectName in its sources), and a number where one was
    // taken.
    private static final Pattern GENERATED = Pattern.compile(".*_(pkey|key|fkey|check|excl|idx|seq|not_null)\\d*");

    private Names() {}

    /** Whether PostgreSQL may have chosen this name of a constraint, an index or a sequence. */
    static boolean mayBeGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }
}

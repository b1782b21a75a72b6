package dev.dbm.postgres.catalog;

import dev.dbm.postgres.Identifiers;
import java.util.regex.Pattern;

/** Names as people read them. */
final class Names {
    // The labels that PostgreSQL gives to names it chooses (makeObjectName in its sources), and a number where one was
    // taken.
    private static final Pattern GENERATED = Pattern.compile(".*_(pkey|key|fkey|check|excl|idx|seq|not_null)\\d*");

    private Names() {}

    /** The name, in quotes only where it is not plain; words that SQL reserves are left plain, as they are no doubt here. */
    static String shown(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c == '_' || i > 0 && (c >= '0' && c <= '9' || c == '$');
            if (!plain) {
                return Identifiers.quote(name);
            }
        }
        return name;
    }

    /** Whether PostgreSQL may have chosen this name of a constraint, an index or a sequence. */
    static boolean mayBeGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }
}

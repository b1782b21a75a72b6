package dev.dbm.source;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds {@code ${name}} in a text as Flyway does (Flyway's {@code PlaceholderReplacingReader}): everywhere, in comments and
 * quotes too, and not where another dollar sign stands before it. So {@code $$${a}} holds a placeholder and {@code $${a}} does
 * not.
 *
 * <p>Flyway takes whatever stands between the braces for a name, and fails on a document in dollar quotes ({@code $json${"a":
 * 1}$json$}); here a name is of letters, digits and {@code . : - _} alone, and all else is text.
 */
public final class PlaceholderText {
    private final String text;
    private int position;
    private int start = -1;
    private int end;

    PlaceholderText(String text) {
        this.text = text;
    }

    /** Goes on to the next placeholder; false when there is none. */
    boolean next() {
        while (true) {
            int dollar = text.indexOf('$', position);
            if (dollar < 0 || dollar + 1 >= text.length()) {
                return false;
            }
            position = dollar + 2;
            if (text.charAt(dollar + 1) == '{') {
                int brace = nameEnd(position);
                if (brace > 0) {
                    start = dollar;
                    end = brace + 1;
                    position = end;
                    return true;
                }
            }
        }
    }

    /** Where the dollar sign stands. */
    int start() {
        return start;
    }

    /** Where the brace stands that closes the name beginning there; -1 where that is no name. */
    private int nameEnd(int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '}') {
                return i > from ? i : -1;
            }
            if (!Character.isLetterOrDigit(c) && "._:-".indexOf(c) < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** What stands between the braces. */
    String name() {
        return text.substring(start + 2, end - 1);
    }

    /** The text with the values filled in; what has no value stays. */
    public static String fill(String text, Map<String, String> values) {
        Map<String, String> folded = new HashMap<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            folded.put(fold(value.getKey()), value.getValue());
        }
        StringBuilder filled = new StringBuilder(text.length());
        PlaceholderText placeholder = new PlaceholderText(text);
        int copied = 0;
        while (placeholder.next()) {
            String value = folded.get(fold(placeholder.name()));
            if (value != null) {
                filled.append(text, copied, placeholder.start).append(value);
                copied = placeholder.end;
            }
        }
        return filled.append(text, copied, text.length()).toString();
    }

    /** Flyway's names of placeholders do not tell upper from lower case. */
    static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

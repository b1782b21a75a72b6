package dev.dbm.report;

/**
 * Text that a terminal cannot mistake for orders. Names, messages and SQL come out of files and databases: a control
 * character in them could recolour the screen, hide a line or turn the reading direction, so each is written as the code
 * point that it is.
 */
final class Visible {
    private Visible() {}

    /** The text on one line: line breaks become {@code \n}. */
    static String line(String text) {
        return escape(text, false);
    }

    /** The text with its line breaks (all turned into {@code \n}) and tabs (turned into two spaces). */
    static String text(String text) {
        return escape(text.replace("\r\n", "\n"), true);
    }

    private static String escape(String text, boolean lines) {
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                safe.append(lines ? "\n" : "\\n");
            } else if (c == '\t') {
                safe.append("  ");
            } else if (hidden(c)) {
                safe.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Control characters, marks that turn the reading direction, invisible ones, and halves of surrogate pairs. */
    static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}

package dev.dbm.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * HTML and SVG being written, as well-formed XML too. Every value goes through here and is escaped here; only the names of tags
 * and attributes are trusted.
 */
final class Markup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens a tag; attributes are names and values in turn. */
    Markup open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes the tag that was opened last. */
    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** A tag without content. */
    Markup empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** A tag with a text. */
    Markup leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A text with its line breaks. */
    Markup text(String text) {
        out.append(escaped(Visible.text(text)));
        return this;
    }

    Markup newLine() {
        out.append('\n');
        return this;
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(Visible.line(attributes[i + 1])))
                    .append('"');
        }
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    /** A coordinate. */
    static String at(double value) {
        return value == Math.rint(value)
                ? String.valueOf(Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /** Text for a drawing, which cannot wrap: so many characters at most. */
    static String cut(String text, int length) {
        String line = Visible.line(text);
        return line.length() <= length ? line : line.substring(0, Math.max(1, length - 1)) + "…";
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

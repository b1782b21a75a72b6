package dev.dbm.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The name of an object, as its parts without quotes: schema, table, column. */
record Name(List<String> parts) {
    Name {
        parts = List.copyOf(parts);
    }

    /** A full name as the catalog writes it: {@code public."My Table"}. */
    static Name of(String full) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < full.length(); i++) {
            char c = full.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < full.length() && full.charAt(i + 1) == '"';
                if (doubled) {
                    part.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new Name(parts);
    }

    String last() {
        return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
    }

    /** Whether the object with that full name may be meant: the last parts are the same. */
    boolean means(String full) {
        List<String> other = of(full).parts;
        int more = other.size() - parts.size();
        return !parts.isEmpty()
                && more >= 0
                && other.subList(more, other.size()).equals(parts);
    }

    /** As SQL. */
    String sql() {
        return parts.stream().map(Name::quoted).collect(Collectors.joining("."));
    }

    /** An identifier as full names have it: key words are not quoted there. */
    static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_$]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** The last part of a full name, with its quotes. */
    static String lastOf(String full) {
        boolean quoted = false;
        int dot = -1;
        for (int i = 0; i < full.length(); i++) {
            quoted ^= full.charAt(i) == '"';
            dot = full.charAt(i) == '.' && !quoted ? i : dot;
        }
        return full.substring(dot + 1);
    }

    /** A full name without its last part: the table of a column. */
    static String ownerOf(String full) {
        String last = lastOf(full);
        return full.length() > last.length() ? full.substring(0, full.length() - last.length() - 1) : "";
    }
}

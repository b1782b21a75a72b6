package dev.dbm.authoring;

import dev.dbm.model.Reserved;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A full name as snapshots show it ({@code public.users."E-Mail"}), taken apart and written so that SQL reads it as that name.
 *
 * @param parts the names themselves, without quotes
 * @param suffix what follows the last of them: the arguments of a routine
 */
record SqlName(List<String> parts, String suffix) {
    /** What the connecting role is called in snapshots. */
    private static final String SELF = "<self>";

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

    static SqlName of(String shown) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (quoted) {
                if (c != '"') {
                    part.append(c);
                } else if (i + 1 < shown.length() && shown.charAt(i + 1) == '"') {
                    part.append(c);
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '.') {
                parts.add(part.toString());
                part.setLength(0);
            } else if (c == '(') {
                parts.add(part.toString());
                return new SqlName(parts, shown.substring(i));
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return new SqlName(parts, "");
    }

    /** The whole name. */
    String sql() {
        return sql(parts) + suffix;
    }

    /** The name without the arguments. */
    String plain() {
        return sql(parts);
    }

    /** The last name alone: what a statement calls a part of a table. */
    String last() {
        return quote(parts.get(parts.size() - 1));
    }

    /** The name of what this is a part of. */
    String owner() {
        return sql(parts.subList(0, parts.size() - 1));
    }

    private static String sql(List<String> names) {
        return names.stream().map(SqlName::quote).collect(Collectors.joining("."));
    }

    static String quote(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !Reserved.word(name);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A role as owners and grants name it. */
    static String role(String name) {
        return name.equals(SELF) ? "CURRENT_USER" : name.equals("PUBLIC") ? name : quote(name);
    }

    /** The text as a literal. */
    static String literal(String text) {
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + doubled + "'" : "E'" + doubled.replace("\\", "\\\\") + "'";
    }
}

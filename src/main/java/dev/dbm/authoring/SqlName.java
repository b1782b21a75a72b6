package dev.dbm.authoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** Words that cannot stand as a name without quotes (manual: "SQL Key Words", reserved). */
    private static final Set<String> RESERVED = Set.of(
            ("all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast"
                            + " char character check coalesce collate collation column concurrently constraint create cross"
                            + " current_catalog current_date current_role current_schema current_time current_timestamp"
                            + " current_user dec decimal default deferrable desc distinct do else end except exists extract"
                            + " false fetch float for foreign freeze from full grant greatest group grouping having ilike in"
                            + " initially inner inout int integer intersect interval into is isnull join lateral leading"
                            + " least left like limit localtime localtimestamp national natural nchar none normalize not"
                            + " notnull null nullif numeric offset on only or order out outer overlaps overlay placing"
                            + " position precision primary real references returning right row select session_user setof"
                            + " similar smallint some substring symmetric system_user table tablesample then time timestamp to"
                            + " trailing treat trim true union unique user using values varchar variadic verbose when where"
                            + " window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse"
                            + " xmlpi xmlroot xmlserialize xmltable")
                    .split(" "));

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
        boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
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

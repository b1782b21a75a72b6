package dev.dbm.postgres;

import dev.dbm.postgres.RowShapes.Column;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL expressions for the values of generated rows. {@link #ROW} is the row's number, from 0; nothing else varies, so the same
 * table gets the same rows each time.
 */
final class RowValues {
    /** The row's number in an expression; no column is likely to have that name. */
    static final String ROW = "\"dbm row\"";

    private static final Pattern QUOTED = Pattern.compile("'((?:[^']|'')*)'(?:::([a-z ]+))?");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.'])(\\d{1,15}(?:\\.\\d{1,9})?)(?![\\w.'])");
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "oid", "float4", "float8", "numeric");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "citext", "name");
    private static final Set<String> DATES = Set.of("date", "timestamp", "timestamptz");

    /** So many literals of constraints are tried for one column. */
    private static final int LITERALS = 12;

    /** So many literals are a list of what may be there, and nothing else needs to be tried. */
    private static final int A_LIST = 2;

    private final String seed;
    private final Column column;

    /** The values of one column of a table with that full name. */
    RowValues(String table, Column column) {
        this.column = column;
        this.seed = Identifiers.literal(table + "." + column.name() + ".");
    }

    /** A value for each row; empty where there is none for the column's type. */
    Optional<String> plain() {
        return plain(column.typeName(), column.typeKind(), column.base(), column.mod());
    }

    /** Values to choose from for a column that constraints speak of, each of the column's base type. */
    List<String> candidates(List<String> constraints) {
        Set<String> found = new LinkedHashSet<>();
        String type = column.typeName();
        List<String> literals = literals(constraints);
        for (String literal : literals) {
            if (NUMBERS.contains(type)) {
                found.add("(" + literal + ")::numeric + 1.25 + " + ROW);
                found.add("(" + literal + ")::numeric");
                found.add("(" + literal + ")::numeric - 1 - " + ROW);
            } else if (DATES.contains(type)) {
                found.add(literal + "::" + type + " + " + ROW + " * interval '1 minute'");
                found.add(literal + "::" + type + " - (1 + " + ROW + ") * interval '1 day'");
            } else if (TEXTS.contains(type)) {
                found.add(literal);
            }
        }
        if (column.typeKind().equals("e")) {
            column.labels().stream().limit(LITERALS).map(Identifiers::literal).forEach(found::add);
        } else if (type.equals("bool")) {
            found.addAll(List.of("true", "false"));
        } else {
            plain().ifPresent(found::add);
        }
        if (NUMBERS.contains(type)) {
            found.add("1 + " + ROW);
        } else if (TEXTS.contains(type) && literals.size() < A_LIST) {
            found.add("'user' || " + ROW + " || '@example.com'");
            found.add("'https://example.com/' || " + ROW);
            found.add("lpad((" + ROW + " % 1000)::text, 3, '0')");
            found.add("chr(65 + " + ROW + " % 26) || chr(65 + " + ROW + " / 26 % 26)");
            found.add("'EUR'");
            found.add("'name_' || " + ROW);
            found.add("'Name'");
            found.add("upper(md5(" + seed + " || " + ROW + "))");
            found.add("md5(" + seed + " || " + ROW + ")");
        } else if (type.equals("jsonb") || type.equals("json")) {
            found.add("'[]'");
            found.add("'{}'");
        } else if (DATES.contains(type)) {
            found.add("now()::date + 1 + " + ROW);
        }
        return found.stream()
                .map(value -> "(" + fitted(value) + ")::" + column.base())
                .toList();
    }

    private String fitted(String value) {
        return column.mod() > 4 && TEXTS.contains(column.typeName())
                ? "left(" + value + ", " + (column.mod() - 4) + ")"
                : INTEGERS.contains(column.typeName()) ? "trunc(" + value + ")" : value;
    }

    private List<String> literals(List<String> constraints) {
        boolean number = NUMBERS.contains(column.typeName());
        List<String> found = new ArrayList<>();
        for (String constraint : constraints) {
            Matcher quoted = QUOTED.matcher(constraint);
            while (quoted.find()) {
                String text = quoted.group(1);
                String type = Optional.ofNullable(quoted.group(2)).orElse("");
                boolean fits = number
                        ? text.matches("-?\\d+(\\.\\d+)?")
                        : DATES.contains(column.typeName())
                                ? type.startsWith("date") || type.startsWith("timestamp")
                                : type.matches("(text|character varying|bpchar|citext|name|character).*");
                if (fits) {
                    found.add("'" + text + "'");
                }
            }
            if (number) {
                Matcher bare = NUMBER.matcher(constraint.replaceAll("'(?:[^']|'')*'", "''"));
                while (bare.find()) {
                    found.add(bare.group(1));
                    found.add("-" + bare.group(1));
                }
            }
        }
        return found.stream().distinct().limit(LITERALS).toList();
    }

    private Optional<String> plain(String type, String kind, String sql, int mod) {
        if (!column.labels().isEmpty()
                && (kind.equals("e") || type.equals(column.element().orElse("")))) {
            List<String> labels =
                    column.labels().stream().map(Identifiers::literal).toList();
            return Optional.of(
                    "(ARRAY[" + String.join(", ", labels) + "])[1 + " + ROW + " % " + labels.size() + "]::" + sql);
        }
        if (type.equals(column.typeName())
                && column.element().isPresent()
                && column.base().endsWith("]")) {
            return plain(column.element().get(), "", column.elementType(), -1)
                    .map(element -> "ARRAY[" + element + "]::" + sql);
        }
        if (kind.equals("r") || kind.equals("m")) {
            return Optional.of(range(type).orElse(kind.equals("r") ? "'empty'::" + sql : "'{}'::" + sql));
        }
        return scalar(type, mod).map(value -> "(" + value + ")::" + sql);
    }

    private static Optional<String> range(String type) {
        return switch (type) {
            case "int4range", "int8range", "numrange" -> Optional.of(type + "(10 * " + ROW + ", 10 * " + ROW + " + 5)");
            case "daterange" ->
                Optional.of("daterange(DATE '2020-02-01' + 3 * " + ROW + ", DATE '2020-02-03' + 3 * " + ROW + ")");
            case "tsrange" ->
                Optional.of("tsrange(" + moment("TIMESTAMP", ROW) + ", " + moment("TIMESTAMP", ROW)
                        + " + interval '1 hour')");
            case "tstzrange" ->
                Optional.of("tstzrange(" + moment("TIMESTAMPTZ", ROW) + ", " + moment("TIMESTAMPTZ", ROW)
                        + " + interval '1 hour')");
            default -> Optional.empty();
        };
    }

    private static String moment(String type, String row) {
        return "(" + type
                + (type.equals("TIMESTAMPTZ") ? " '2020-02-01 03:04:05.678901+00'" : " '2020-02-01 03:04:05.678901'")
                + " + " + row + " * interval '25 hours')";
    }

    // Keys are far from the small numbers that scripts which bring rows of their own begin with.
    private Optional<String> scalar(String type, int mod) {
        String hash = "md5(" + seed + " || " + ROW + ")";
        return Optional.ofNullable(
                switch (type) {
                    case "bool" -> ROW + " % 2 = 0";
                    case "int2" -> "7001 + " + ROW;
                    case "int4", "int8", "oid" -> "7000001 + " + ROW;
                    case "float4", "float8" -> "7001.25 + " + ROW;
                    case "money" -> "(7001.25 + " + ROW + ")::numeric";
                    case "numeric" -> numeric(mod);
                    case "text", "varchar", "bpchar", "citext", "name" -> text(mod, hash);
                    case "char" -> "chr(97 + " + ROW + " % 26)";
                    case "bytea" -> "decode(" + hash + ", 'hex')";
                    case "uuid" -> hash;
                    case "date" -> "DATE '2020-02-01' + " + ROW;
                    case "timestamp" -> moment("TIMESTAMP", ROW);
                    case "timestamptz" -> moment("TIMESTAMPTZ", ROW);
                    case "time", "timetz" -> "TIME '03:04:05.678901' + " + ROW + " * interval '7 minutes'";
                    case "interval" -> "(1 + " + ROW + ") * interval '61 minutes'";
                    case "json", "jsonb" -> "json_build_object('n', " + ROW + ")";
                    case "xml" -> "'<n>' || " + ROW + " || '</n>'";
                    case "inet", "cidr" -> "'10.0.' || " + ROW + " / 250 || '.' || 1 + " + ROW + " % 250";
                    case "macaddr" -> "'08:00:2b:01:02:' || lpad(to_hex(" + ROW + " % 256), 2, '0')";
                    case "macaddr8" -> "'08:00:2b:01:02:03:04:' || lpad(to_hex(" + ROW + " % 256), 2, '0')";
                    case "bit", "varbit" -> "(1 + " + ROW + ")::bit(" + (mod > 0 ? mod : 1) + ")";
                    case "point" -> "point(" + ROW + ", 1)";
                    case "box" -> "box(point(2 * " + ROW + ", 0), point(2 * " + ROW + " + 1, 1))";
                    case "circle" -> "circle(point(3 * " + ROW + ", 0), 1)";
                    case "lseg" -> "lseg(point(" + ROW + ", 0), point(" + ROW + ", 1))";
                    case "line" -> "line(point(" + ROW + ", 0), point(" + ROW + ", 1))";
                    case "path" -> "path(polygon(box(point(" + ROW + ", 0), point(" + ROW + " + 1, 1))))";
                    case "polygon" -> "polygon(box(point(" + ROW + ", 0), point(" + ROW + " + 1, 1)))";
                    case "tsvector" -> "'word' || " + ROW;
                    case "tsquery" -> "'word' || " + ROW;
                    case "pg_lsn" -> "'0/' || to_hex(" + ROW + ")";
                    case "hstore" -> "'n=>' || " + ROW;
                    case "ltree" -> "'n' || " + ROW;
                    default -> null;
                });
    }

    /** As many digits before the point as there is room for, up to four. */
    private static String numeric(int mod) {
        if (mod < 4) {
            return "7001.25 + " + ROW;
        }
        int precision = (mod - 4) >> 16 & 0xffff;
        int scale = (mod - 4) & 0x7ff;
        long modulus = (long) Math.pow(10, Math.max(0, Math.min(precision - scale, 4)));
        return modulus + " - 1 - " + ROW + " % " + modulus + (scale > 0 ? " + 0.25" : "");
    }

    private static String text(int mod, String hash) {
        int length = mod > 4 ? mod - 4 : 0;
        if (length == 1) {
            return "chr(97 + " + ROW + " % 26)";
        }
        if (length > 0 && length < 8) {
            return "right('000000' || " + ROW + ", " + length + ")";
        }
        // Not one of lower, upper and trim leaves all of them as they are.
        return "CASE " + ROW + " % 3 WHEN 0 THEN 'v' WHEN 1 THEN 'V' ELSE ' v' END || " + ROW + " || '-' || left("
                + hash + ", 5)";
    }
}

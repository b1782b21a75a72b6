package dev.dbm.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One line of the result.
 *
 * @param what what was measured
 * @param dbm what it took
 * @param other what it is compared with, and what that took
 * @param result the ratio, or the figure itself
 * @param wanted the most that it should be
 */
record Row(String what, String dbm, String other, String result, String wanted) {
    private static final String HEAD =
            """
            | measured | dbm | compared with | result | at most |
            |---|---|---|---|---|
            """;

    static Row ratio(String what, Samples dbm, String other, Samples compared, String wanted) {
        return new Row(
                what, dbm.show(), other + " " + compared.show(), number(dbm.median() / compared.median()), wanted);
    }

    static String table(List<Row> rows) {
        return HEAD
                + rows.stream()
                        .map(row -> String.join(
                                " | ",
                                "| " + row.what,
                                row.dbm,
                                row.other,
                                "**" + row.result + "**",
                                row.wanted + " |\n"))
                        .collect(Collectors.joining());
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}

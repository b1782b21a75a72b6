package dev.dbm.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A table of aligned columns, none wider than a terminal. Values are made visible here. */
final class Columns {
    private static final int GAP = 2;

    private final List<String> heads;
    private final int elastic;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<UnaryOperator<String>> paints;

    /**
     * An empty table.
     *
     * @param elastic the column that is cut where the table would be too wide
     */
    Columns(List<String> heads, int elastic) {
        this.heads = List.copyOf(heads);
        this.elastic = elastic;
        this.paints = new ArrayList<>(Collections.nCopies(heads.size(), UnaryOperator.identity()));
    }

    /** How the cells of a column are coloured; gets the padded cell. */
    Columns paint(int column, UnaryOperator<String> paint) {
        paints.set(column, paint);
        return this;
    }

    void add(String... cells) {
        rows.add(java.util.Arrays.stream(cells).map(Visible::line).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, the heads' first; columns without a value are left out, and no line ends in blanks. */
    List<String> lines(int width) {
        int[] widths = new int[heads.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            int widest = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            widths[c] = widest == 0 ? 0 : Math.max(widest, heads.get(c).length());
        }
        int total = 0;
        for (int w : widths) {
            total += w == 0 ? 0 : w + GAP;
        }
        int over = total - GAP - width;
        if (over > 0) {
            widths[elastic] = Math.max(heads.get(elastic).length(), Math.max(8, widths[elastic] - over));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(heads, widths, false));
        rows.forEach(row -> lines.add(line(row, widths, true)));
        return lines;
    }

    private String line(List<String> cells, int[] widths, boolean coloured) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        while (last > 0 && (widths[last] == 0 || cells.get(last).isEmpty())) {
            last--;
        }
        for (int c = 0; c <= last; c++) {
            if (widths[c] == 0) {
                continue;
            }
            String cell = cut(cells.get(c), widths[c]);
            String padded = c == last ? cell : cell + " ".repeat(widths[c] - cell.length() + GAP);
            line.append(coloured ? Objects.requireNonNull(paints.get(c)).apply(padded) : padded);
        }
        return line.toString();
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - 3) + "...";
    }
}

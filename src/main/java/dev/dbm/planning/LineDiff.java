package dev.dbm.planning;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two texts, line by line: what is only in the first, only in the second, and a few lines around it. */
public final class LineDiff {
    /** So many equal lines are shown around a change. */
    private static final int AROUND = 2;

    /** Beyond that many lines a comparison in full would take too long; then all is shown as changed. */
    private static final int MOST = 3_000;

    private LineDiff() {}

    /** Its lines, each begun with {@code -}, {@code +} or a blank. */
    public static List<String> of(String was, String is) {
        List<String> before = was.lines().toList();
        List<String> after = is.lines().toList();
        List<String> lines =
                before.size() > MOST || after.size() > MOST ? replaced(before, after) : compared(before, after);
        return lines.stream().allMatch(line -> line.startsWith(" "))
                ? List.of("(the lines are the same: white space at their ends, or the encoding, differs)")
                : around(lines);
    }

    private static List<String> replaced(List<String> before, List<String> after) {
        List<String> lines = new ArrayList<>();
        before.forEach(line -> lines.add("- " + line));
        after.forEach(line -> lines.add("+ " + line));
        return lines;
    }

    /** By the longest common subsequence. */
    private static List<String> compared(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] = a.get(i).equals(b.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                lines.add("  " + a.get(i++));
                j++;
            } else if (j == b.size() || i < a.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add("- " + a.get(i++));
            } else {
                lines.add("+ " + b.get(j++));
            }
        }
        return lines;
    }

    private static List<String> around(List<String> lines) {
        List<Boolean> shown = new ArrayList<>(Collections.nCopies(lines.size(), false));
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(" ")) {
                for (int j = Math.max(0, i - AROUND); j <= Math.min(lines.size() - 1, i + AROUND); j++) {
                    shown.set(j, true);
                }
            }
        }
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (shown.get(i)) {
                kept.add(lines.get(i));
            } else if (i == 0 || shown.get(i - 1)) {
                kept.add("  ...");
            }
        }
        return kept;
    }
}

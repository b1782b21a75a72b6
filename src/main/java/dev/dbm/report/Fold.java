package dev.dbm.report;

import java.util.ArrayList;
import java.util.List;

/** Long lists and long lines, made to fit. */
final class Fold {
    /** How many lines of one kind are shown. */
    static final int LINES = 20;

    private Fold() {}

    /** The first lines, and how many more there are. */
    static List<String> of(List<String> lines) {
        if (lines.size() <= LINES + 1) {
            return lines;
        }
        List<String> folded = new ArrayList<>(lines.subList(0, LINES));
        folded.add("and " + (lines.size() - LINES) + " more");
        return folded;
    }

    /** Text in lines of so many columns, broken at blanks; a longer word stands alone. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : Visible.text(text).split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.strip().split(" +", -1)) {
                if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}

package dev.dbm.report;

import java.util.ArrayList;
import java.util.List;

/** Long lists and long lines, made to fit. */
final class Fold {
    /** How many lines of one kind are shown. */
    static final int LINES = 20;

    /** What is shown of a script: nobody reads ten thousand INSERTs. */
    private static final int SCRIPT_LINES = 400;

    private static final int SCRIPT_CHARACTERS = 60_000;

    private Fold() {}

    /** A script that may be long: its beginning, and a comment on how much more there is. */
    static String script(String sql) {
        int end = 0;
        int lines = 0;
        while (end < sql.length() && end < SCRIPT_CHARACTERS && lines < SCRIPT_LINES) {
            int next = sql.indexOf('\n', end);
            end = next < 0 ? sql.length() : next + 1;
            lines++;
        }
        end = Math.min(end, SCRIPT_CHARACTERS);
        // No copies: a script may have fifty megabytes.
        boolean all = sql.chars().skip(end).allMatch(Character::isWhitespace);
        long more = sql.chars().skip(end).filter(c -> c == '\n').count() + (sql.endsWith("\n") ? 0 : 1);
        return all
                ? sql.strip()
                : sql.substring(0, end).strip() + "\n-- and " + Summary.plural(more, "more line")
                        + "; dbm plan --sql shows all";
    }

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

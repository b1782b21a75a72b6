package dev.dbm.report;

import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Differences in words: what is still there, what is gone, and which clause of a definition is another one. */
public final class DifferenceText {
    /** Definitions up to this long are shown on the line itself. */
    private static final int SHORT = 100;

    /** How many lines of a long definition are shown on either side. */
    private static final int LINES = 8;

    /** A word with the brackets that belong to it, a quoted text, or brackets alone. */
    private static final Pattern TOKEN = Pattern.compile(
            "[^\\s('\"]*(?:'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\((?:[^()]|\\([^()]*\\))*\\)|[^\\s('\"]+|['\"(])[^\\s(]*");

    private DifferenceText() {}

    /**
     * Lines for a list of differences, aligned: kind, object, what happened; a long change is followed by what it was and is,
     * indented.
     */
    public static List<String> lines(List<Difference> differences) {
        int kind = width(differences.stream().map(Difference::kind).toList());
        int object = width(differences.stream().map(Difference::object).toList());
        List<String> lines = new ArrayList<>();
        for (Difference difference : differences) {
            String head = pad(Visible.line(difference.kind()), kind)
                    + " "
                    + pad(Visible.line(difference.object()), object)
                    + "   ";
            append(lines, head, difference, words(difference));
        }
        return lines;
    }

    /** Lines for what a script changes: {@code +} added, {@code -} removed, {@code ~} changed. */
    public static List<String> changes(List<Difference> changes) {
        int kind = width(changes.stream().map(Difference::kind).toList());
        int object = width(changes.stream().map(Difference::object).toList());
        List<String> lines = new ArrayList<>();
        for (Difference change : changes) {
            String sign =
                    switch (change.change()) {
                        case LEFT -> "+ ";
                        case GONE -> "- ";
                        case CHANGED -> "~ ";
                    };
            String head = sign
                    + pad(Visible.line(change.kind()), kind)
                    + " "
                    + pad(Visible.line(change.object()), object)
                    + "   ";
            switch (change.change()) {
                case LEFT ->
                    lines.add(
                            (head + change.after().map(DifferenceText::oneLine).orElse("")).stripTrailing());
                case GONE -> lines.add(head.stripTrailing());
                case CHANGED -> append(lines, head, change, words(change));
            }
        }
        return lines;
    }

    /** What happened to the object, in a few words. */
    public static String words(Difference difference) {
        return switch (difference.change()) {
            case LEFT ->
                switch (difference.leg()) {
                    case UNDO -> "still there";
                    case SECOND_FORWARD -> "not there after the first forward";
                    case FORWARD -> "new";
                    case TARGET -> "there, but no migration makes it";
                };
            case GONE ->
                switch (difference.leg()) {
                    case UNDO, FORWARD -> "is gone";
                    case SECOND_FORWARD -> "not made again";
                    case TARGET -> "is missing";
                };
            case CHANGED ->
                clause(difference.before().orElse(""), difference.after().orElse(""), difference);
        };
    }

    private static void append(List<String> lines, String head, Difference difference, String words) {
        if (difference.change() != Difference.Change.CHANGED) {
            lines.add(head + words);
            return;
        }
        String was = difference.before().orElse("");
        String is = difference.after().orElse("");
        if (!was.contains("\n") && !is.contains("\n") && was.length() + is.length() <= SHORT) {
            lines.add(head + words + "   (was: " + Visible.line(was) + ", is: " + Visible.line(is) + ")");
            return;
        }
        lines.add(head + words);
        List<String> before = List.of(Visible.text(was).split("\n", -1));
        List<String> after = List.of(Visible.text(is).split("\n", -1));
        int start = common(before, after);
        int end = commonEnd(before, after, start);
        section(lines, "    was: ", before.subList(start, before.size() - end));
        section(lines, "    is:  ", after.subList(start, after.size() - end));
    }

    private static void section(List<String> lines, String label, List<String> part) {
        if (part.isEmpty()) {
            lines.add(label + "(nothing)");
        }
        for (int i = 0; i < part.size(); i++) {
            if (i == LINES) {
                lines.add("         ... " + (part.size() - LINES) + " more lines");
                return;
            }
            lines.add((i == 0 ? label : "         ") + part.get(i));
        }
    }

    /** Names the clause in which two definitions differ. */
    private static String clause(String was, String is, Difference difference) {
        List<String> before = tokens(was);
        List<String> after = tokens(is);
        int start = common(before, after);
        int end = commonEnd(before, after, start);
        String removed = String.join(" ", before.subList(start, before.size() - end));
        String added = String.join(" ", after.subList(start, after.size() - end));
        boolean rest = start + end > 0;
        if (rest && added.isEmpty() && !removed.isEmpty() && removed.length() <= 40) {
            return Visible.line(removed) + " is gone";
        }
        if (rest && removed.isEmpty() && !added.isEmpty() && added.length() <= 40) {
            return Visible.line(added)
                    + (difference.leg() == Leg.UNDO || difference.leg() == Leg.TARGET ? " is there now" : " is new");
        }
        int word = start;
        while (word > 0 && before.get(word - 1).matches("[A-Z]+")) {
            word--;
        }
        if (word < start) {
            return String.join(" ", before.subList(word, start)) + " differs";
        }
        return difference.kind().equals("column") && start < firstKeyword(before) ? "type differs" : "differs";
    }

    /** Where a column's type ends: its clauses begin with words in capitals. */
    private static int firstKeyword(List<String> tokens) {
        int i = 0;
        while (i < tokens.size() && !tokens.get(i).matches("[A-Z]+")) {
            i++;
        }
        return i;
    }

    private static List<String> tokens(String definition) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(definition);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static int common(List<String> a, List<String> b) {
        int i = 0;
        while (i < a.size() && i < b.size() && a.get(i).equals(b.get(i))) {
            i++;
        }
        return i;
    }

    private static int commonEnd(List<String> a, List<String> b, int start) {
        int i = 0;
        while (i < a.size() - start
                && i < b.size() - start
                && a.get(a.size() - 1 - i).equals(b.get(b.size() - 1 - i))) {
            i++;
        }
        return i;
    }

    private static String oneLine(String definition) {
        String[] lines = definition.strip().split("\n", 2);
        return Visible.line(lines[0].stripTrailing()) + (lines.length > 1 ? " ..." : "");
    }

    private static int width(List<String> values) {
        return values.stream()
                .mapToInt(value -> Visible.line(value).length())
                .filter(length -> length <= 60)
                .max()
                .orElse(0);
    }

    private static String pad(String text, int width) {
        char[] blanks = new char[Math.max(0, width - text.length())];
        Arrays.fill(blanks, ' ');
        return text + new String(blanks);
    }
}

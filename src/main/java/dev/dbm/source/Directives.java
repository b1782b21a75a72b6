package dev.dbm.source;

import dev.dbm.model.Directive;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Rule;
import dev.dbm.model.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the {@code -- dbm:} comments of a script. One that is wrong is an error: left out silently it would do harm. */
final class Directives {
    private static final String[] KNOWN = {"irreversible", "no-transaction", "allow", "assume"};

    private final Script.Kind kind;
    private final String path;
    private final List<Problem> problems;
    private final List<Directive> directives = new ArrayList<>();

    private Directives(Script.Kind kind, String path, List<Problem> problems) {
        this.kind = kind;
        this.path = path;
        this.problems = problems;
    }

    static List<Directive> read(Script.Kind kind, String path, List<SqlScan.Comment> comments, List<Problem> problems) {
        if (comments.isEmpty()) {
            return List.of();
        }
        Directives reader = new Directives(kind, path, problems);
        for (SqlScan.Comment comment : comments) {
            reader.read(comment);
        }
        return reader.directives;
    }

    private void read(SqlScan.Comment comment) {
        Words words = new Words(comment.text());
        String name = words.next();
        if (!isKnown(name)) {
            problem(comment, ProblemCode.UNKNOWN_DIRECTIVE, "There is no directive dbm:" + name + ".", unknown(name));
        } else if (!comment.alone()) {
            problem(
                    comment,
                    ProblemCode.DIRECTIVE_MISPLACED,
                    "A directive stands on a line of its own.",
                    "move -- dbm:" + name + " to the line above");
        } else if (belongs(comment, name)) {
            read(comment.line(), name, words, comment);
        }
    }

    private static boolean isKnown(String name) {
        for (String known : KNOWN) {
            if (known.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean belongs(SqlScan.Comment comment, String name) {
        boolean undoOnly = name.equals("irreversible") || name.equals("assume");
        if (kind == Script.Kind.UNDO || kind == Script.Kind.FORWARD && !undoOnly) {
            return true;
        }
        String next = "remove it";
        if (kind == Script.Kind.FORWARD) {
            next = "move it to the U script of this version";
        } else if (name.equals("no-transaction")) {
            next = "write executeInTransaction=false into " + path + ".conf";
        }
        problem(
                comment,
                ProblemCode.DIRECTIVE_MISPLACED,
                "dbm:" + name + " belongs into " + (undoOnly ? "a U script." : "a V or a U script."),
                next);
        return false;
    }

    private void read(int line, String name, Words words, SqlScan.Comment comment) {
        switch (name) {
            case "no-transaction" -> directives.add(new Directive.NoTransaction(line));
            case "irreversible" -> {
                String reason = words.rest();
                // It counts even so: that the undo is empty would be a second error for the same slip.
                lacks(comment, reason, "irreversible <reason>");
                directives.add(new Directive.Irreversible(line, reason));
            }
            case "allow" -> {
                String rule = words.next();
                String reason = words.rest();
                if (!lacks(comment, reason, "allow <rule> <reason>") && isRule(comment, rule)) {
                    directives.add(new Directive.Allow(line, rule, reason));
                }
            }
            default -> {
                String what = words.next();
                String object = words.object();
                // Facts about another object carry its kind in front of its name.
                if (what.equals("comment") || what.equals("grant") || what.equals("owner")) {
                    object = object + " " + words.object();
                }
                String reason = words.rest();
                if (!lacks(comment, reason, "assume <kind> <object> <reason>")) {
                    directives.add(new Directive.Assume(line, what, object, reason));
                }
            }
        }
    }

    private boolean lacks(SqlScan.Comment comment, String reason, String shape) {
        if (!reason.isEmpty()) {
            return false;
        }
        problem(
                comment,
                ProblemCode.DIRECTIVE_WITHOUT_REASON,
                "The directive has no reason: " + comment.text(),
                "write it as -- dbm:" + shape);
        return true;
    }

    private void problem(SqlScan.Comment comment, ProblemCode code, String message, String next) {
        problems.add(Problem.at(path, comment.line(), code, message, next));
    }

    private boolean isRule(SqlScan.Comment comment, String rule) {
        if (Rule.of(rule).isPresent()) {
            return true;
        }
        String nearest = nearest(rule, Rule.ids(), Math.max(4, rule.length() / 2));
        problem(
                comment,
                ProblemCode.UNKNOWN_RULE,
                "There is no rule " + rule + " that could be allowed.",
                nearest.isEmpty() ? "docs/findings.md lists the rules" : "write -- dbm:allow " + nearest + " <reason>");
        return false;
    }

    private static String unknown(String name) {
        String nearest = nearest(name, List.of(KNOWN), 4);
        return nearest.isEmpty()
                ? "the directives are irreversible, no-transaction, allow and assume"
                : "write -- dbm:" + nearest;
    }

    /** The known word that takes the fewest changes, fewer than so many; empty where none does. */
    private static String nearest(String name, List<String> words, int fewer) {
        String nearest = "";
        int least = fewer;
        for (String known : words) {
            int distance = distance(name.toLowerCase(Locale.ROOT), known);
            if (distance < least) {
                least = distance;
                nearest = known;
            }
        }
        return nearest;
    }

    /** How many letters must be added, removed or replaced to make one word the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[to.length()];
    }

    /** Takes a directive apart, word by word. */
    private static final class Words {
        private final String text;
        private int place;

        Words(String text) {
            this.text = text;
        }

        String next() {
            skipBlanks();
            int from = place;
            while (place < text.length() && text.charAt(place) > ' ') {
                place++;
            }
            return text.substring(from, place);
        }

        /** A name as the catalog writes it: blanks in quotes or parentheses belong to it. */
        String object() {
            skipBlanks();
            int from = place;
            int depth = 0;
            boolean quoted = false;
            while (place < text.length() && (quoted || depth > 0 || text.charAt(place) > ' ')) {
                char c = text.charAt(place++);
                if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && c == '(') {
                    depth++;
                } else if (!quoted && c == ')') {
                    depth--;
                }
            }
            return text.substring(from, place);
        }

        String rest() {
            return text.substring(place).strip();
        }

        private void skipBlanks() {
            while (place < text.length() && text.charAt(place) <= ' ') {
                place++;
            }
        }
    }
}

package dev.dbm.rehearsal;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares bodies of routines in {@code sql} and {@code plpgsql} by their tokens, so that white space and comments do not count
 * and literals do, to the letter (manual: "Lexical Structure").
 */
final class RoutineBodies {
    private static final String OPERATOR = "+-*/<>=~!@#%^&|`?";

    private final String text;
    private int at;

    private RoutineBodies(String text) {
        this.text = text;
    }

    /** Whether two bodies differ in white space and comments at most. */
    static boolean sameTokens(String one, String other) {
        return tokens(one).equals(tokens(other));
    }

    static List<String> tokens(String body) {
        return new RoutineBodies(body).all();
    }

    private List<String> all() {
        List<String> tokens = new ArrayList<>();
        while (skipLayout()) {
            int start = at;
            skipToken();
            tokens.add(text.substring(start, at));
        }
        return tokens;
    }

    /** Skips white space and comments; whether something follows. */
    private boolean skipLayout() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", at)) {
                skipBlockComment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length());
    }

    private void skipToken() {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            skipQuoted(c, false);
        } else if (c == '$') {
            skipDollar();
        } else if (Character.isDigit(c)
                || c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) {
            skipNumber();
        } else if (isWordStart(c)) {
            skipWord();
        } else if (OPERATOR.indexOf(c) >= 0) {
            skipOperator();
        } else if (text.startsWith("::", at) || text.startsWith(":=", at) || text.startsWith("..", at)) {
            at += 2;
        } else {
            at++;
        }
    }

    private void skipQuoted(char quote, boolean escapes) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (escapes && c == '\\') {
                at++;
            } else if (c == quote) {
                if (at >= text.length() || text.charAt(at) != quote) {
                    break;
                }
                at++;
            }
        }
        at = Math.min(at, text.length());
    }

    private void skipDollar() {
        int end = at + 1;
        while (end < text.length() && isWordPart(text.charAt(end)) && text.charAt(end) != '$') {
            end++;
        }
        boolean opens = end < text.length()
                && text.charAt(end) == '$'
                && !(end > at + 1 && Character.isDigit(text.charAt(at + 1)));
        if (opens) {
            String tag = text.substring(at, end + 1);
            int close = text.indexOf(tag, end + 1);
            at = close < 0 ? text.length() : close + tag.length();
        } else {
            at = end;
        }
    }

    // In 1..10 the number ends before the dots; in 1e-3 it does not end at the sign.
    private void skipNumber() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean sign = (c == '+' || c == '-') && Character.toLowerCase(text.charAt(at - 1)) == 'e';
            if (c == '.' && text.startsWith("..", at)
                    || !(Character.isLetterOrDigit(c) || c == '.' || c == '_' || sign)) {
                return;
            }
            at++;
        }
    }

    private void skipWord() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        char next = at < text.length() ? text.charAt(at) : ' ';
        if (next == '\'' && word.length() == 1 && "eEbBxXnN".contains(word)) {
            skipQuoted('\'', word.equalsIgnoreCase("e"));
        } else if (next == '&'
                && word.equalsIgnoreCase("u")
                && at + 1 < text.length()
                && (text.charAt(at + 1) == '\'' || text.charAt(at + 1) == '"')) {
            at++;
            skipQuoted(text.charAt(at), false);
        }
    }

    // An operator ends where a comment begins; and it ends in + or - only if it holds one of the characters that SQL's
    // own
    // operators do not use, so that a=-1 is a = -1.
    private void skipOperator() {
        int start = at;
        while (at < text.length()
                && OPERATOR.indexOf(text.charAt(at)) >= 0
                && !text.startsWith("--", at)
                && !text.startsWith("/*", at)) {
            at++;
        }
        boolean special = text.substring(start, at).chars().anyMatch(c -> "~!@#%^&|`?".indexOf(c) >= 0);
        while (!special && at - start > 1 && "+-".indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
    }

    private static boolean isWordStart(char c) {
        return Character.isLetter(c) || c == '_' || c >= 0x80;
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || Character.isDigit(c) || c == '$';
    }
}

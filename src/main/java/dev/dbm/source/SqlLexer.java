package dev.dbm.source;

import org.jspecify.annotations.Nullable;

/**
 * Splits SQL text into tokens as PostgreSQL does (manual: "Lexical Structure"; {@code src/backend/parser/scan.l}). Each call
 * of {@link #next()} moves on to the next token and allocates nothing: a folder of thousands of scripts is read at every run.
 */
final class SqlLexer {
    /** What a token is. Whitespace and block comments are no tokens. */
    enum Token {
        WORD,
        QUOTED_NAME,
        STRING,
        DOLLAR_STRING,
        NUMBER,
        /** A single character: an operator's part, a parenthesis, a dot. */
        SYMBOL,
        /** A comment from {@code --} to the end of its line. */
        COMMENT,
        /** A backslash outside of quotes: what psql takes for a command of its own. Reaches to the end of the line. */
        BACKSLASH,
        END
    }

    private final String text;
    private final int limit;
    private int position;
    private int start;
    private int tagLength;
    private int line;
    private int newline;
    private @Nullable String unterminated;

    SqlLexer(String text) {
        this(text, 0, text.length(), 1);
    }

    /** Reads a part of the text only; {@code line} is the line of its first character. */
    SqlLexer(String text, int from, int limit, int line) {
        this.text = text;
        this.position = from;
        this.start = from;
        this.limit = limit;
        this.line = line;
        this.newline = newlineFrom(from);
    }

    /** The token's first character. */
    int start() {
        return start;
    }

    /** The character after the token's last one. */
    int end() {
        return position;
    }

    /** Where the body of a {@link Token#DOLLAR_STRING} begins. */
    int bodyStart() {
        return start + tagLength;
    }

    /** The character after the body of a {@link Token#DOLLAR_STRING}. */
    int bodyEnd() {
        return unterminated == null ? position - tagLength : position;
    }

    /** What was never closed, where the text ended inside of something; it begins at {@link #start()}. */
    @Nullable
    String unterminated() {
        return unterminated;
    }

    /** The line of the token's first character, counted from 1. */
    int line() {
        return lineOf(start);
    }

    private int lineOf(int place) {
        while (newline < place) {
            line++;
            newline = newlineFrom(newline + 1);
        }
        return line;
    }

    private int newlineFrom(int place) {
        int found = text.indexOf('\n', place);
        return found < 0 ? Integer.MAX_VALUE : found;
    }

    /** Goes on at another place further down, as after the rows of a COPY. */
    void moveTo(int place) {
        position = place;
    }

    Token next() {
        while (position < limit) {
            char c = text.charAt(position);
            if (c <= ' ') {
                position++;
            } else if (c == '/' && at(position + 1) == '*') {
                start = position;
                blockComment();
                if (unterminated != null) {
                    return Token.END;
                }
            } else {
                start = position;
                return token(c);
            }
        }
        if (unterminated == null) {
            start = limit;
        }
        return Token.END;
    }

    private Token token(char c) {
        if (isWordStart(c)) {
            return word(c);
        }
        switch (c) {
            case '-':
                if (at(position + 1) == '-') {
                    position = endOfLine();
                    return Token.COMMENT;
                }
                break;
            case '\'':
                string(false);
                return Token.STRING;
            case '"':
                quoted('"', "a quoted name");
                return Token.QUOTED_NAME;
            case '$':
                if (dollarString()) {
                    return Token.DOLLAR_STRING;
                }
                break;
            case '\\':
                position = endOfLine();
                return Token.BACKSLASH;
            default:
                if (isDigit(c)) {
                    number();
                    return Token.NUMBER;
                }
        }
        position++;
        return Token.SYMBOL;
    }

    private Token word(char first) {
        int place = position + 1;
        if (place < limit) {
            char second = text.charAt(place);
            if (second == '\'' && isStringPrefix(first)) {
                position++;
                string(first == 'e' || first == 'E');
                return Token.STRING;
            }
            if (second == '&' && (first == 'u' || first == 'U')) {
                char third = at(place + 1);
                if (third == '\'') {
                    position += 2;
                    string(false);
                    return Token.STRING;
                }
                if (third == '"') {
                    position += 2;
                    quoted('"', "a quoted name");
                    return Token.QUOTED_NAME;
                }
            }
        }
        while (place < limit && isWordPart(text.charAt(place))) {
            place++;
        }
        position = place;
        return Token.WORD;
    }

    private static boolean isStringPrefix(char c) {
        return switch (c) {
            case 'e', 'E', 'b', 'B', 'x', 'X', 'n', 'N' -> true;
            default -> false;
        };
    }

    private void number() {
        do {
            position++;
        } while (position < limit && (isWordPart(text.charAt(position)) || text.charAt(position) == '.'));
    }

    private void string(boolean escapes) {
        if (!escapes) {
            quoted('\'', "a string");
            return;
        }
        // A string goes on after a line break, and the part that follows has the escapes of the first.
        do {
            position++;
            while (position < limit && text.charAt(position) != '\'') {
                position += text.charAt(position) == '\\' ? 2 : 1;
            }
            if (position >= limit) {
                position = limit;
                unterminated = "a string";
                return;
            }
            position++;
        } while (at(position) == '\'' || continues());
    }

    private boolean continues() {
        int place = position;
        boolean lineBreak = false;
        while (place < limit && text.charAt(place) <= ' ') {
            lineBreak |= text.charAt(place) == '\n' || text.charAt(place) == '\r';
            place++;
        }
        if (!lineBreak || at(place) != '\'') {
            return false;
        }
        position = place;
        return true;
    }

    /** A doubled quote stands for one. */
    private void quoted(char quote, String what) {
        do {
            int close = text.indexOf(quote, position + 1);
            if (close < 0 || close >= limit) {
                position = limit;
                unterminated = what;
                return;
            }
            position = close + 1;
        } while (at(position) == quote);
    }

    /** {@code $tag$ ... $tag$}; false where the dollar is something else, such as a parameter's. */
    private boolean dollarString() {
        int place = position + 1;
        while (place < limit && isWordPart(text.charAt(place)) && text.charAt(place) != '$') {
            place++;
        }
        if (at(place) != '$' || isDigit(at(position + 1))) {
            return false;
        }
        String tag = text.substring(position, place + 1);
        tagLength = tag.length();
        int close = text.indexOf(tag, place + 1);
        if (close < 0 || close + tagLength > limit) {
            position = limit;
            unterminated = "a dollar-quoted string (" + tag + ")";
        } else {
            position = close + tagLength;
        }
        return true;
    }

    /** Block comments nest, unlike those of the SQL standard's other users. */
    private void blockComment() {
        int depth = 0;
        do {
            char c = at(position);
            char following = at(position + 1);
            if (c == '/' && following == '*') {
                depth++;
                position += 2;
            } else if (c == '*' && following == '/') {
                depth--;
                position += 2;
            } else {
                position++;
            }
        } while (depth > 0 && position < limit);
        if (depth > 0) {
            position = limit;
            unterminated = "a comment";
        }
    }

    private int endOfLine() {
        int place = position;
        while (place < limit && text.charAt(place) != '\n' && text.charAt(place) != '\r') {
            place++;
        }
        return place;
    }

    private char at(int place) {
        return place < limit ? text.charAt(place) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= '\u0080';
    }

    private static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c) || c == '$';
    }
}

package dev.dbm.source;

import dev.dbm.source.SqlLexer.Token;
import java.util.Locale;

/**
 * The first tokens of a statement, outside of parentheses and without commas: enough to know what kind of statement it is.
 * Holds places in the text and is used again for each statement, so that reading allocates next to nothing.
 */
final class StatementHead {
    private static final int CAPACITY = 40;

    private final String text;
    private final Token[] tokens = new Token[CAPACITY];
    private final int[] starts = new int[CAPACITY];
    private final int[] ends = new int[CAPACITY];
    private int count;
    private String keyword = "";

    StatementHead(String text) {
        this.text = text;
    }

    void clear() {
        count = 0;
        keyword = "";
    }

    void add(Token token, int start, int end) {
        if (count < CAPACITY) {
            tokens[count] = token;
            starts[count] = start;
            ends[count] = end;
            if (count == 0 && token == Token.WORD) {
                keyword = text.substring(start, end).toUpperCase(Locale.ROOT);
            }
            count++;
        }
    }

    /** How many tokens it holds; no more than its capacity. */
    int count() {
        return count;
    }

    /** Whether the statement may have more tokens than it holds. */
    boolean full() {
        return count == CAPACITY;
    }

    /** The statement's first word in upper case, empty where it does not begin with a word. */
    String keyword() {
        return keyword;
    }

    /** Whether the token at that place is this word (upper case). */
    boolean is(int place, String word) {
        return place >= 0 && place < count && tokens[place] == Token.WORD && matches(place, word);
    }

    boolean is(int place, String word, String other) {
        return is(place, word) || is(place, other);
    }

    /** Whether the token at that place is a string. */
    boolean isString(int place) {
        return place < count && (tokens[place] == Token.STRING || tokens[place] == Token.DOLLAR_STRING);
    }

    /** Where this word (upper case) stands first, at that place or later; -1 where it does not. */
    int find(String word, int from) {
        for (int i = from; i < count; i++) {
            if (is(i, word)) {
                return i;
            }
        }
        return -1;
    }

    Token token(int place) {
        return tokens[place];
    }

    String text(int place) {
        return text.substring(starts[place], ends[place]);
    }

    boolean isSymbol(int place, char symbol) {
        return place < count && tokens[place] == Token.SYMBOL && text.charAt(starts[place]) == symbol;
    }

    boolean has(String word) {
        return find(word, 0) >= 0;
    }

    private boolean matches(int place, String word) {
        return ends[place] - starts[place] == word.length()
                && text.regionMatches(true, starts[place], word, 0, word.length());
    }
}

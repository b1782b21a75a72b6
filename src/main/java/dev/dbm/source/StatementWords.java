package dev.dbm.source;

import dev.dbm.source.SqlLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The words of one statement, for those who ask what it says beyond what it was seen to do. Comments are left out. Reads no
 * more than the first two thousand tokens: what follows are rows.
 */
public final class StatementWords {
    private static final int MOST = 2_000;

    private final String text;
    private final List<Part> parts;

    private StatementWords(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** A token: {@code name} is what it names where it is a word or a quoted name, {@code depth} counts parentheses around it. */
    private record Part(Token token, int start, int end, int depth, String name, String upper) {}

    /** Takes a statement apart; one that ends inside of something has the words before that. */
    public static StatementWords of(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        for (Token token = lexer.next(); token != Token.END && parts.size() < MOST; token = lexer.next()) {
            if (token == Token.COMMENT) {
                continue;
            }
            String raw = token == Token.STRING || token == Token.DOLLAR_STRING
                    ? ""
                    : sql.substring(lexer.start(), lexer.end());
            boolean opens = raw.equals("(") || raw.equals("[");
            boolean closes = raw.equals(")") || raw.equals("]");
            depth -= closes ? 1 : 0;
            parts.add(
                    new Part(token, lexer.start(), lexer.end(), depth, name(token, raw), raw.toUpperCase(Locale.ROOT)));
            depth += opens ? 1 : 0;
        }
        return new StatementWords(sql, List.copyOf(parts));
    }

    private static String name(Token token, String raw) {
        if (token == Token.WORD) {
            return raw.toLowerCase(Locale.ROOT);
        }
        boolean quoted = token == Token.QUOTED_NAME && raw.length() > 1 && raw.charAt(0) == '"';
        return quoted ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : "";
    }

    /** How many tokens there are. */
    public int size() {
        return parts.size();
    }

    /** Whether these words (upper case), or symbols, stand one after the other from that place on. */
    public boolean at(int place, String... words) {
        if (place < 0 || place + words.length > parts.size()) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            Part part = parts.get(place + i);
            boolean spoken = part.token == Token.WORD || part.token == Token.SYMBOL;
            if (!spoken || !part.upper.equals(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where these words stand one after the other outside of parentheses, between two places; -1 where they do not. */
    public int find(int from, int to, String... words) {
        for (int i = Math.max(from, 0); i < Math.min(to, parts.size()); i++) {
            if (parts.get(i).depth == 0 && at(i, words)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether they stand anywhere in the statement, outside of parentheses. */
    public boolean has(String... words) {
        return find(0, parts.size(), words) >= 0;
    }

    /** The name at that place, folded as PostgreSQL folds it and without its quotes; empty where no name stands there. */
    public Optional<String> name(int place) {
        return place >= 0 && place < parts.size() && !parts.get(place).name.isEmpty()
                ? Optional.of(parts.get(place).name)
                : Optional.empty();
    }

    /** The parts of the name that begins at that place: schema and object. */
    public List<String> path(int place) {
        List<String> path = new ArrayList<>();
        for (int i = place; name(i).isPresent(); i += 2) {
            path.add(name(i).orElseThrow());
            if (!at(i + 1, ".")) {
                break;
            }
        }
        return path;
    }

    /** The place after the name that begins there. */
    public int afterPath(int place) {
        int length = path(place).size();
        return length == 0 ? place : place + 2 * length - 1;
    }

    /** The place after the parentheses that open there; the same place where none do. */
    public int afterParentheses(int place) {
        if (!at(place, "(")) {
            return place;
        }
        int depth = parts.get(place).depth;
        for (int i = place + 1; i < parts.size(); i++) {
            if (parts.get(i).depth == depth && at(i, ")")) {
                return i + 1;
            }
        }
        return parts.size();
    }

    /** Places of the commas between two places, outside of parentheses. */
    public List<Integer> commas(int from, int to) {
        List<Integer> places = new ArrayList<>();
        for (int i = from; i < Math.min(to, parts.size()); i++) {
            if (parts.get(i).depth == 0 && at(i, ",")) {
                places.add(i);
            }
        }
        return places;
    }

    /** The text as it was written from one place up to another, on one line. */
    public String text(int from, int to) {
        int last = Math.min(to, parts.size()) - 1;
        if (from < 0 || from > last) {
            return "";
        }
        return text.substring(parts.get(from).start, parts.get(last).end).replaceAll("\\s*\\R\\s*", " ");
    }
}

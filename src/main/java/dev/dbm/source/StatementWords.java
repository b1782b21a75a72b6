package dev.dbm.source;

import dev.dbm.source.SqlLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The words of one statement, for those who ask what it says beyond what it was seen to do. Comments are left out. Holds places
 * in the text, and of a statement that only reads or writes rows no more than its first words: those may be many.
 */
public final class StatementWords {
    private static final int MOST = 4_000;
    private static final int FEW = 12;

    /** What statements begin with of which nobody asks for more than a few words. */
    private static final Set<String> ROWS = Set.of("INSERT", "SELECT", "WITH", "VALUES", "COPY", "MERGE");

    private final String text;
    private final List<Part> parts;

    private StatementWords(String text, List<Part> parts) {
        this.text = text;
        this.parts = parts;
    }

    /** A token, and the parentheses around it. */
    private record Part(Token token, int start, int end, int depth) {}

    /** Takes a statement, or a definition as the catalog has it, apart; one that ends inside of something has the words before that. */
    public static StatementWords of(String sql) {
        SqlLexer lexer = new SqlLexer(sql);
        List<Part> parts = new ArrayList<>();
        int depth = 0;
        int most = MOST;
        for (Token token = lexer.next(); token != Token.END && parts.size() < most; token = lexer.next()) {
            if (token == Token.COMMENT) {
                continue;
            }
            char symbol = token == Token.SYMBOL ? sql.charAt(lexer.start()) : ' ';
            depth -= symbol == ')' || symbol == ']' ? 1 : 0;
            parts.add(new Part(token, lexer.start(), lexer.end(), depth));
            depth += symbol == '(' || symbol == '[' ? 1 : 0;
            boolean rows = parts.size() == 1
                    && ROWS.contains(sql.substring(lexer.start(), lexer.end()).toUpperCase(Locale.ROOT));
            most = rows ? FEW : most;
        }
        return new StatementWords(sql, List.copyOf(parts));
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
            int length = part.end - part.start;
            if (!spoken || length != words[i].length() || !text.regionMatches(true, part.start, words[i], 0, length)) {
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
        if (place < 0 || place >= parts.size()) {
            return Optional.empty();
        }
        Part part = parts.get(place);
        String raw = text.substring(part.start, part.end);
        if (part.token == Token.WORD) {
            return Optional.of(raw.toLowerCase(Locale.ROOT));
        }
        boolean quoted = part.token == Token.QUOTED_NAME && raw.length() > 2 && raw.charAt(0) == '"';
        return quoted ? Optional.of(raw.substring(1, raw.length() - 1).replace("\"\"", "\"")) : Optional.empty();
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

    /** The text from one place up to another as it was written, on one line and without comments. */
    public String text(int from, int to) {
        StringBuilder line = new StringBuilder();
        for (int i = Math.max(from, 0); i < Math.min(to, parts.size()); i++) {
            Part part = parts.get(i);
            boolean apart = !line.isEmpty() && part.start > parts.get(i - 1).end;
            line.append(apart ? " " : "").append(text, part.start, part.end);
        }
        return line.toString();
    }
}

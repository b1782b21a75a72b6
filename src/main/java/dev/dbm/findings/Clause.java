package dev.dbm.findings;

import dev.dbm.source.StatementWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One action of an ALTER TABLE.
 *
 * @param kind what it does
 * @param name the column or constraint that it is about, without quotes; empty for a constraint without a name
 * @param words the statement
 * @param from where the clause begins
 * @param body where what it adds begins: a column's type, {@code CHECK (...)}
 * @param to the place after it
 */
record Clause(Kind kind, String name, StatementWords words, int from, int body, int to) {
    private static final Set<String> CONSTRAINTS = Set.of("CHECK", "FOREIGN", "UNIQUE", "PRIMARY", "EXCLUDE");

    enum Kind {
        ADD_COLUMN,
        ADD_CHECK,
        ADD_FOREIGN_KEY,
        ADD_INDEXED,
        ALTER_TYPE,
        SET_NOT_NULL,
        DROP_COLUMN,
        RENAME_COLUMN,
        RENAME_TABLE,
        OTHER
    }

    /** The actions that begin at that place of an ALTER TABLE. */
    static List<Clause> of(StatementWords words, int begin) {
        List<Clause> clauses = new ArrayList<>();
        int from = begin;
        for (int comma : words.commas(begin, words.size())) {
            clauses.add(one(words, from, comma));
            from = comma + 1;
        }
        int end = words.at(words.size() - 1, ";") ? words.size() - 1 : words.size();
        clauses.add(one(words, from, end));
        return clauses;
    }

    private static Clause one(StatementWords words, int from, int to) {
        if (words.at(from, "ADD")) {
            return add(words, from, to);
        }
        if (words.at(from, "ALTER") && !words.at(from + 1, "CONSTRAINT")) {
            int column = from + (words.at(from + 1, "COLUMN") ? 2 : 1);
            boolean type = words.at(column + 1, "TYPE") || words.at(column + 1, "SET", "DATA", "TYPE");
            boolean required = words.at(column + 1, "SET", "NOT", "NULL");
            int body = column + (words.at(column + 1, "TYPE") ? 2 : 4);
            return named(
                    type ? Kind.ALTER_TYPE : required ? Kind.SET_NOT_NULL : Kind.OTHER, words, column, from, body, to);
        }
        if (words.at(from, "DROP") && !words.at(from + 1, "CONSTRAINT")) {
            int column = from + (words.at(from + 1, "COLUMN") ? 2 : 1);
            column += words.at(column, "IF", "EXISTS") ? 2 : 0;
            return named(Kind.DROP_COLUMN, words, column, from, column + 1, to);
        }
        if (words.at(from, "RENAME", "TO")) {
            return named(Kind.RENAME_TABLE, words, from + 2, from, from + 2, to);
        }
        if (words.at(from, "RENAME") && !words.at(from + 1, "CONSTRAINT")) {
            int column = from + (words.at(from + 1, "COLUMN") ? 2 : 1);
            return named(Kind.RENAME_COLUMN, words, column, from, column + 2, to);
        }
        return new Clause(Kind.OTHER, "", words, from, from, to);
    }

    private static Clause add(StatementWords words, int from, int to) {
        boolean named = words.at(from + 1, "CONSTRAINT");
        int body = named ? words.afterPath(from + 2) : from + 1;
        String name = named ? words.name(from + 2).orElse("") : "";
        for (String word : CONSTRAINTS) {
            if (words.at(body, word) && (named || !isColumn(words, body, word))) {
                Kind kind = word.equals("CHECK")
                        ? Kind.ADD_CHECK
                        : word.equals("FOREIGN") ? Kind.ADD_FOREIGN_KEY : Kind.ADD_INDEXED;
                return new Clause(kind, name, words, from, body, to);
            }
        }
        if (named) {
            return new Clause(Kind.OTHER, name, words, from, body, to);
        }
        int column = from + (words.at(from + 1, "COLUMN") ? 2 : 1);
        column += words.at(column, "IF", "NOT", "EXISTS") ? 3 : 0;
        return named(Kind.ADD_COLUMN, words, column, from, column + 1, to);
    }

    /** EXCLUDE may be the name of a column; the others are reserved. */
    private static boolean isColumn(StatementWords words, int place, String word) {
        return word.equals("EXCLUDE") && !words.at(place + 1, "USING") && !words.at(place + 1, "(");
    }

    private static Clause named(Kind kind, StatementWords words, int name, int from, int body, int to) {
        return words.name(name)
                .map(text -> new Clause(kind, text, words, from, body, to))
                .orElse(new Clause(Kind.OTHER, "", words, from, from, to));
    }

    boolean has(String... wanted) {
        return words.find(from, to, wanted) >= 0;
    }

    /** What it adds, as it was written. */
    String bodyText() {
        return words.text(body, to);
    }

    String text() {
        return words.text(from, to);
    }

    /** What stands between it and the first of these words (a column's type, before its default); all where none comes. */
    String bodyBefore(String... stops) {
        int end = to;
        for (String stop : stops) {
            int place = words.find(body, to, stop);
            end = place >= 0 ? Math.min(end, place) : end;
        }
        return words.text(body, end);
    }

    /** The new name of what is renamed. */
    Optional<String> renamed() {
        int to = words.find(from, this.to, "TO");
        return words.name(to + 1);
    }
}

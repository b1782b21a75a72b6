package dev.dbm.findings;

import dev.dbm.source.StatementWords;
import java.util.List;

/**
 * What a statement says it is. What it does is observed; this only tells why, and what to write instead.
 *
 * @param kind its kind
 * @param object the object that it names
 * @param clauses the actions of an ALTER TABLE
 */
record Command(Kind kind, Name object, List<Clause> clauses, StatementWords words) {
    enum Kind {
        ALTER_TABLE,
        CREATE_INDEX,
        DROP_INDEX,
        REINDEX,
        DROP,
        TRUNCATE,
        UPDATE,
        DELETE,
        CREATE,
        ADD_VALUE,
        REFRESH,
        TRANSACTION,
        SET,
        OTHER
    }

    static final Name NAMELESS = new Name(List.of());

    static Command of(StatementWords words) {
        int first = 1;
        if (words.at(0, "ALTER", "TABLE")) {
            int name = skip(words, 2, "IF", "EXISTS", "ONLY");
            int after = words.afterPath(name);
            after += words.at(after, "*") ? 1 : 0;
            return new Command(Kind.ALTER_TABLE, name(words, name), Clause.of(words, after), words);
        }
        if (words.at(0, "ALTER", "TYPE")) {
            boolean adds = words.at(words.afterPath(2), "ADD", "VALUE");
            return plain(adds ? Kind.ADD_VALUE : Kind.OTHER, words, 2);
        }
        if (words.at(0, "CREATE")) {
            return create(words);
        }
        if (words.at(0, "DROP", "INDEX")) {
            return plain(Kind.DROP_INDEX, words, skip(words, 2, "CONCURRENTLY", "IF", "EXISTS"));
        }
        if (words.at(0, "DROP")) {
            return plain(Kind.DROP, words, skip(words, 2, "VIEW", "IF", "EXISTS"));
        }
        if (words.at(0, "REINDEX")) {
            int kind = words.afterParentheses(1);
            return plain(Kind.REINDEX, words, skip(words, kind + 1, "CONCURRENTLY"));
        }
        if (words.at(0, "REFRESH", "MATERIALIZED", "VIEW")) {
            return plain(Kind.REFRESH, words, skip(words, 3, "CONCURRENTLY"));
        }
        if (words.at(0, "TRUNCATE")) {
            return plain(Kind.TRUNCATE, words, skip(words, first, "TABLE", "ONLY"));
        }
        if (words.at(0, "UPDATE")) {
            return plain(Kind.UPDATE, words, skip(words, first, "ONLY"));
        }
        if (words.at(0, "DELETE", "FROM")) {
            return plain(Kind.DELETE, words, skip(words, 2, "ONLY"));
        }
        for (String word : List.of("BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "START")) {
            if (words.at(0, word)) {
                return plain(Kind.TRANSACTION, words, words.size());
            }
        }
        return plain(words.at(0, "SET") ? Kind.SET : Kind.OTHER, words, words.size());
    }

    private static Command create(StatementWords words) {
        int index = words.at(1, "UNIQUE") ? 2 : 1;
        if (words.at(index, "INDEX")) {
            int name = skip(words, index + 1, "CONCURRENTLY", "IF", "NOT", "EXISTS");
            return words.at(name, "ON")
                    ? new Command(Kind.CREATE_INDEX, NAMELESS, List.of(), words)
                    : plain(Kind.CREATE_INDEX, words, name);
        }
        int exists = words.find(1, 6, "IF", "NOT", "EXISTS");
        return exists > 0
                ? plain(Kind.CREATE, words, exists + 3)
                : new Command(Kind.CREATE, NAMELESS, List.of(), words);
    }

    private static int skip(StatementWords words, int place, String... skipped) {
        int at = place;
        for (String word : skipped) {
            at += words.at(at, word) ? 1 : 0;
        }
        return at;
    }

    private static Command plain(Kind kind, StatementWords words, int name) {
        return new Command(kind, name(words, name), List.of(), words);
    }

    private static Name name(StatementWords words, int place) {
        return new Name(words.path(place));
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean ifNotExists() {
        return words.find(0, 8, "IF", "NOT", "EXISTS") >= 0;
    }

    /** Whether it says so; REINDEX may say it in parentheses. */
    boolean concurrently() {
        return words.has("CONCURRENTLY") || kind == Kind.REINDEX && words.at(1, "(", "CONCURRENTLY");
    }

    boolean cascades() {
        return words.has("CASCADE");
    }

    /** Whether it has a clause of any of these kinds. */
    boolean has(Clause.Kind... kinds) {
        return clauses.stream().anyMatch(clause -> List.of(kinds).contains(clause.kind()));
    }
}

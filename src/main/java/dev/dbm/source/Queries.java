package dev.dbm.source;

import dev.dbm.source.SqlLexer.Token;
import java.util.Locale;

/**
 * Whether a query changes anything. {@code SELECT ... INTO} makes a table. A SELECT without FROM that calls a function is there
 * for what the function does ({@code SELECT create_hypertable('t', 'time')}), unless that is one of PostgreSQL's own which
 * changes at most the session or a sequence's value. A SELECT that reads rows counts as reading only: what its functions do
 * cannot be told from text, and the rehearsal sees it.
 */
final class Queries {
    private Queries() {}

    static boolean isQuery(StatementHead head) {
        return head.keyword().equals("WITH")
                || head.keyword().equals("SELECT")
                || head.keyword().isEmpty();
    }

    static boolean changes(StatementHead head) {
        if (!head.keyword().equals("SELECT") && !head.keyword().equals("WITH")) {
            return false;
        }
        return head.has("INTO")
                || !head.has("FROM") && !head.full() && head.keyword().equals("SELECT") && callsForEffect(head);
    }

    private static boolean callsForEffect(StatementHead head) {
        for (int i = 1; i + 1 < head.count(); i++) {
            boolean named = head.token(i) == Token.WORD || head.token(i) == Token.QUOTED_NAME;
            if (named && head.isSymbol(i + 1, '(') && !isHarmless(head.text(i).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHarmless(String name) {
        return switch (name) {
            case "set_config",
                    "setval",
                    "nextval",
                    "currval",
                    "lastval",
                    "now",
                    "version",
                    "count",
                    "coalesce",
                    "nullif",
                    "greatest",
                    "least",
                    "exists",
                    "cast",
                    "in",
                    "and",
                    "or",
                    "not",
                    "when",
                    "then",
                    "else",
                    "array",
                    "row",
                    "any",
                    "all",
                    "distinct",
                    "where",
                    "length",
                    "lower",
                    "upper",
                    "format",
                    "to_char",
                    "to_regclass",
                    "current_setting",
                    "current_schema",
                    "current_schemas",
                    "clock_timestamp",
                    "random",
                    "gen_random_uuid" -> true;
            default -> name.startsWith("pg_") && !name.equals("pg_extension_config_dump");
        };
    }
}

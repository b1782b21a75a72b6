package dev.dbm.source;

import dev.dbm.model.Script.Mention;
import dev.dbm.source.SqlLexer.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Watches the tokens of a script go by and notes the names that matter: schemas (before a dot, after SCHEMA, in search_path),
 * the tables of schema history and journal, and functions that reach out of the database. It notes too many rather than too
 * few: an alias before a column looks like a schema.
 */
final class Names {
    private enum Expect {
        NOTHING,
        SCHEMA,
        MORE_SCHEMAS
    }

    private final String text;
    private final String[] guarded;
    private final Set<String> seen = new HashSet<>();
    private final List<Mention> schemas = new ArrayList<>();
    private final List<Mention> history = new ArrayList<>();
    private final List<Mention> outside = new ArrayList<>();

    private Token last = Token.END;
    private int lastStart;
    private int lastEnd;
    private int lastLine;
    private boolean lastIsQualified;
    private boolean afterDot;
    private Expect expect = Expect.NOTHING;

    /** {@code guarded} are the names of tables that no script may touch. */
    Names(String text, String[] guarded) {
        this.text = text;
        this.guarded = guarded;
    }

    List<Mention> schemas() {
        return schemas;
    }

    List<Mention> history() {
        return history;
    }

    List<Mention> outside() {
        return outside;
    }

    void token(Token token, SqlLexer lexer) {
        int start = lexer.start();
        switch (token) {
            case SYMBOL:
                symbol(text.charAt(start));
                return;
            case WORD, QUOTED_NAME:
                name(token, lexer);
                return;
            case STRING:
                if (expect == Expect.SCHEMA) {
                    schema(text.substring(start + 1, Math.max(start + 1, lexer.end() - 1)), lexer.line());
                }
                break;
            default:
        }
        last = token;
        afterDot = false;
    }

    private void symbol(char c) {
        boolean named = last == Token.WORD || last == Token.QUOTED_NAME;
        if (c == '.' && named && !lastIsQualified) {
            note(schemas, "schema ", unquoted(last, lastStart, lastEnd), lastLine);
        } else if (c == '(' && last == Token.WORD) {
            call();
        }
        if (expect == Expect.MORE_SCHEMAS) {
            expect = c == ',' ? Expect.SCHEMA : Expect.NOTHING;
        } else if (c != '=') {
            expect = Expect.NOTHING;
        }
        afterDot = c == '.' && named;
        last = Token.SYMBOL;
    }

    private void name(Token token, SqlLexer lexer) {
        int start = lexer.start();
        int end = lexer.end();
        last = token;
        lastStart = start;
        lastEnd = end;
        lastLine = lexer.line();
        lastIsQualified = afterDot;
        afterDot = false;
        for (String table : guarded) {
            int quote = token == Token.QUOTED_NAME ? 1 : 0;
            if (end - start == table.length() + 2 * quote
                    && text.regionMatches(quote == 0, start + quote, table, 0, table.length())) {
                note(history, "history ", table, lastLine);
            }
        }
        if (expect == Expect.SCHEMA) {
            expectedSchema(token, start, end);
        } else {
            expect = token == Token.WORD && (isWord(start, end, "SCHEMA") || isWord(start, end, "SEARCH_PATH"))
                    ? Expect.SCHEMA
                    : Expect.NOTHING;
        }
    }

    private void expectedSchema(Token token, int start, int end) {
        if (token == Token.WORD) {
            if (isWord(start, end, "IF")
                    || isWord(start, end, "NOT")
                    || isWord(start, end, "EXISTS")
                    || isWord(start, end, "TO")
                    || isWord(start, end, "AUTHORIZATION")) {
                return;
            }
            if (isWord(start, end, "DEFAULT") || isWord(start, end, "FROM")) {
                expect = Expect.NOTHING;
                return;
            }
        }
        schema(unquoted(token, start, end), lastLine);
    }

    private void schema(String name, int line) {
        if (!name.isEmpty()) {
            note(schemas, "schema ", name, line);
        }
        expect = Expect.MORE_SCHEMAS;
    }

    /** Functions whose effect leaves the database (manual: "System Administration Functions", "dblink"). */
    private void call() {
        char first = text.charAt(lastStart);
        if (first != 'd' && first != 'D' && first != 'l' && first != 'L' && first != 'p' && first != 'P') {
            return;
        }
        String function = text.substring(lastStart, lastEnd).toLowerCase(Locale.ROOT);
        if (function.equals("dblink") || function.startsWith("dblink_") || reachesOut(function)) {
            note(outside, "outside ", function.concat("()"), lastLine);
        }
    }

    private static boolean reachesOut(String function) {
        return switch (function) {
            case "lo_import",
                    "lo_export",
                    "pg_read_file",
                    "pg_read_binary_file",
                    "pg_ls_dir",
                    "pg_stat_file",
                    "pg_file_write",
                    "pg_file_unlink",
                    "pg_file_rename",
                    "pg_reload_conf",
                    "pg_rotate_logfile",
                    "pg_terminate_backend",
                    "pg_cancel_backend",
                    "pg_switch_wal",
                    "pg_promote",
                    "pg_create_restore_point",
                    "pg_create_physical_replication_slot",
                    "pg_create_logical_replication_slot",
                    "pg_copy_physical_replication_slot",
                    "pg_copy_logical_replication_slot",
                    "pg_replication_slot_advance",
                    "pg_drop_replication_slot",
                    "pg_replication_origin_create",
                    "pg_replication_origin_drop",
                    "pg_replication_origin_advance" -> true;
            default -> false;
        };
    }

    private void note(List<Mention> mentions, String kind, String what, int line) {
        if (seen.add(kind.concat(what))) {
            mentions.add(new Mention(line, what));
        }
    }

    private boolean isWord(int start, int end, String word) {
        return end - start == word.length() && text.regionMatches(true, start, word, 0, word.length());
    }

    /** The name as PostgreSQL folds it. */
    private String unquoted(Token token, int start, int end) {
        if (token == Token.WORD) {
            return text.substring(start, end).toLowerCase(Locale.ROOT);
        }
        int open = text.indexOf('"', start);
        return text.substring(open + 1, Math.max(open + 1, end - 1)).replace("\"\"", "\"");
    }
}

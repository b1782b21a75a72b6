package dev.dbm.source;

import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script.Mention;
import dev.dbm.source.SqlLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads SQL text once, from the first character to the last: divides it into statements and notes what their words tell.
 * Never fails; what is no SQL becomes a fault. It knows what may hold a semicolon: quotes, comments, dollar quotes,
 * parentheses (CREATE RULE), bodies between BEGIN ATOMIC and END, and the rows after COPY FROM STDIN.
 */
final class SqlScanner {
    private final String text;
    private final SqlLexer lexer;
    private final Names names;
    private final StatementHead head;
    private final List<SqlStatement> statements = new ArrayList<>();
    private final List<SqlScan.Comment> directives = new ArrayList<>();
    private final List<SqlScan.Fault> faults = new ArrayList<>();

    private int start = -1;
    private int line;
    private int end;
    private int parentheses;
    private int parenthesisLine;
    private int atomic;
    private boolean writes;
    private Token last = Token.END;
    private int lastStart;
    private int lastEnd;

    private SqlScanner(String text, String[] guarded) {
        this.text = text;
        this.lexer = new SqlLexer(text);
        this.names = new Names(text, guarded);
        this.head = new StatementHead(text);
    }

    /**
     * Reads the text.
     *
     * @param guarded names of tables that scripts may not touch; where they are named is noted
     */
    static SqlScan scan(String text, String... guarded) {
        return new SqlScanner(text, guarded).scan();
    }

    private SqlScan scan() {
        for (Token token = lexer.next(); token != Token.END; token = lexer.next()) {
            if (token == Token.COMMENT) {
                comment();
            } else if (token == Token.BACKSLASH) {
                faults.add(Backslash.fault(text.substring(lexer.start(), lexer.end()), lexer.line()));
            } else if (token == Token.SYMBOL && text.charAt(lexer.start()) == ';' && parentheses == 0 && atomic == 0) {
                finish();
            } else {
                token(token);
            }
        }
        String unterminated = lexer.unterminated();
        if (unterminated != null) {
            faults.add(unterminated(lexer.line(), unterminated + " begins here and has no end"));
        } else if (parentheses > 0) {
            faults.add(unterminated(parenthesisLine, "a parenthesis opens here and is not closed"));
        } else if (atomic > 0) {
            faults.add(unterminated(line, "the body of this function begins with BEGIN ATOMIC and has no END"));
        }
        finish();
        return new SqlScan(statements, directives, names.history(), names.schemas(), names.outside(), faults);
    }

    private void token(Token token) {
        if (start < 0) {
            start = lexer.start();
            line = lexer.line();
        }
        end = lexer.end();
        names.token(token, lexer);
        switch (token) {
            case SYMBOL -> symbol(text.charAt(lexer.start()));
            case WORD -> word();
            case DOLLAR_STRING -> {
                headToken(token);
                if (holdsCode()) {
                    body();
                }
            }
            default -> headToken(token);
        }
        last = token;
        lastStart = lexer.start();
        lastEnd = lexer.end();
    }

    private void symbol(char c) {
        if (c == '(') {
            if (parentheses++ == 0) {
                parenthesisLine = lexer.line();
            }
            // A call in a query without FROM: see Queries.
            if (parentheses == 1) {
                headToken(Token.SYMBOL);
            }
        } else if (c == ')') {
            parentheses = Math.max(0, parentheses - 1);
        } else if (c != ',') {
            headToken(Token.SYMBOL);
        }
    }

    private void word() {
        headToken(Token.WORD);
        int length = lexer.end() - lexer.start();
        if (length == 6 && (isWord("INSERT") || isWord("UPDATE") || isWord("DELETE"))
                || length == 5 && isWord("MERGE")) {
            // The writing part of a WITH begins after a parenthesis; FOR UPDATE and ON DELETE do not.
            writes |= last == Token.SYMBOL && (text.charAt(lastStart) == '(' || text.charAt(lastStart) == ')');
        }
        if (length == 6
                && isWord("ATOMIC")
                && lastWas("BEGIN")
                && atomic == 0
                && head.keyword().equals("CREATE")) {
            atomic = 1;
        } else if (atomic > 0 && !lastWas("AS") && !(last == Token.SYMBOL && text.charAt(lastStart) == '.')) {
            if (length == 4 && isWord("CASE")) {
                atomic++;
            } else if (length == 3 && isWord("END")) {
                atomic--;
            }
        }
    }

    /** REINDEX has its options in parentheses; elsewhere they hold nothing that tells the kind of a statement. */
    private void headToken(Token token) {
        boolean opening = token == Token.SYMBOL && parentheses == 1 && text.charAt(lexer.start()) == '(';
        if (parentheses == 0 || opening || head.keyword().equals("REINDEX")) {
            head.add(token, lexer.start(), lexer.end());
        }
    }

    private boolean holdsCode() {
        return head.keyword().equals("DO")
                || head.keyword().equals("CREATE") && (isWordAt(1) || isWordAt(3) && head.is(1, "OR"));
    }

    private boolean isWordAt(int place) {
        return head.is(place, "FUNCTION", "PROCEDURE");
    }

    /** Code in dollar quotes: its statements are looked at for what they name and what leaves the database. */
    private void body() {
        SqlLexer inner = new SqlLexer(text, lexer.bodyStart(), lexer.bodyEnd(), lexer.line());
        StatementHead nested = new StatementHead(text);
        int nestedLine = 0;
        for (Token token = inner.next(); token != Token.END; token = inner.next()) {
            if (token == Token.COMMENT || token == Token.BACKSLASH) {
                continue;
            }
            names.token(token, inner);
            boolean semicolon = token == Token.SYMBOL && text.charAt(inner.start()) == ';';
            if (semicolon || token == Token.WORD && opensBlock(inner)) {
                clusterWide(StatementKinds.clusterWide(nested), nestedLine);
                nested.clear();
            } else {
                if (nested.count() == 0) {
                    nestedLine = inner.line();
                }
                nested.add(token, inner.start(), inner.end());
            }
        }
        clusterWide(StatementKinds.clusterWide(nested), nestedLine);
    }

    private boolean opensBlock(SqlLexer inner) {
        int length = inner.end() - inner.start();
        return length == 4 && (isWord(inner, "THEN") || isWord(inner, "ELSE") || isWord(inner, "LOOP"))
                || length == 5 && isWord(inner, "BEGIN");
    }

    private void clusterWide(Optional<String> what, int at) {
        if (what.isPresent()) {
            names.outside().add(new Mention(at, what.get()));
        }
    }

    private void finish() {
        if (start >= 0) {
            Optional<String> clusterWide = StatementKinds.clusterWide(head);
            clusterWide(clusterWide, line);
            statements.add(new SqlStatement(
                    line,
                    start,
                    end,
                    head.keyword(),
                    writes && Queries.isQuery(head) || StatementKinds.changes(head) || Queries.changes(head),
                    role(),
                    StatementKinds.refusesTransaction(head),
                    clusterWide));
            if (head.keyword().equals("COPY") && head.is(head.find("FROM", 1) + 1, "STDIN")) {
                copyRows();
            }
        }
        start = -1;
        parentheses = 0;
        atomic = 0;
        writes = false;
        last = Token.END;
        head.clear();
    }

    private SqlStatement.Role role() {
        if (!StatementKinds.controlsTransaction(head)) {
            return SqlStatement.Role.NONE;
        }
        if (StatementKinds.opensPlainly(head)) {
            return SqlStatement.Role.OPENS;
        }
        return StatementKinds.closesPlainly(head) ? SqlStatement.Role.CLOSES : SqlStatement.Role.CONTROLS;
    }

    /** The rows begin on the line after the statement and end before a line that holds only a backslash and a dot. */
    private void copyRows() {
        for (int mark = text.indexOf("\\.", lexer.end()); mark >= 0; mark = text.indexOf("\\.", mark + 2)) {
            int from = text.lastIndexOf('\n', mark) + 1;
            int to = text.indexOf('\n', mark);
            to = to < 0 ? text.length() : to;
            if (from > lexer.end() - 1 && text.substring(from, to).trim().equals("\\.")) {
                lexer.moveTo(to);
                return;
            }
        }
        faults.add(unterminated(line, "the rows of this COPY do not end with a line that holds only \\."));
        lexer.moveTo(text.length());
    }

    private void comment() {
        int place = lexer.start() + 2;
        while (place < lexer.end() && text.charAt(place) <= ' ') {
            place++;
        }
        if (text.regionMatches(true, place, "dbm:", 0, 4)) {
            String said = text.substring(place + 4, lexer.end()).strip();
            int before = lexer.start() - 1;
            while (before >= 0 && text.charAt(before) <= ' ' && text.charAt(before) != '\n') {
                before--;
            }
            directives.add(new SqlScan.Comment(lexer.line(), said, before < 0 || text.charAt(before) == '\n'));
        }
    }

    private boolean lastWas(String word) {
        return last == Token.WORD
                && lastEnd - lastStart == word.length()
                && text.regionMatches(true, lastStart, word, 0, word.length());
    }

    private boolean isWord(String word) {
        return isWord(lexer, word);
    }

    private boolean isWord(SqlLexer at, String word) {
        return text.regionMatches(true, at.start(), word, 0, word.length());
    }

    private static SqlScan.Fault unterminated(int line, String what) {
        return new SqlScan.Fault(
                line,
                ProblemCode.UNTERMINATED,
                Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".",
                "close it; everything after this line was read as part of it");
    }
}

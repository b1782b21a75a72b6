package dev.dbm.engine;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.parser.ParserContext;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.PeekingReader;
import org.flywaydb.core.internal.parser.Recorder;
import org.flywaydb.core.internal.parser.StatementType;
import org.flywaydb.core.internal.parser.Token;
import org.flywaydb.core.internal.parser.TokenType;
import org.flywaydb.core.internal.sqlscript.Delimiter;
import org.flywaydb.core.internal.sqlscript.ParsedSqlStatement;
import org.flywaydb.database.postgresql.PostgreSQLParser;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's PostgreSQL parser, mended where PostgreSQL reads a script differently: {@code $1} is a parameter and opens no
 * quote, {@code e'\''} is an escape string in lower case too, and the rows of a COPY end with the file at the latest.
 */
final class StatementParser extends PostgreSQLParser {
    private static final StatementType COPY = new StatementType();
    private static final Pattern COPY_FROM_STDIN = Pattern.compile("COPY( .*)? FROM STDIN");

    /** The commands that call PreventInTransactionBlock in PostgreSQL's source, by their keywords outside parentheses. */
    private static final Pattern NOT_IN_TRANSACTION =
            Pattern.compile("VACUUM|ALTER SYSTEM|DISCARD ALL|(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION)"
                    + "|(CREATE( UNIQUE)?|DROP) INDEX CONCURRENTLY|REINDEX (SCHEMA|DATABASE|SYSTEM)"
                    + "|REINDEX (TABLE|INDEX) CONCURRENTLY|ALTER TABLE .*DETACH PARTITION .*CONCURRENTLY"
                    + "|(COMMIT|ROLLBACK) PREPARED");

    StatementParser(Configuration configuration) {
        super(configuration, new ParsingContext());
    }

    /** A COPY whose rows stand in the script. */
    static final class Copy extends ParsedSqlStatement {
        private final String rows;

        private Copy(int position, int line, int column, String sql, String rows) {
            super(position, line, column, sql, Delimiter.SEMICOLON, true, false);
            this.rows = rows;
        }

        String rows() {
            return rows;
        }
    }

    /** The script ended inside something that must be closed. */
    static final class Unterminated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int line;

        Unterminated(int line) {
            super("COPY without \\. at its end");
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    @Override
    protected StatementType detectStatementType(String keywords, ParserContext context, PeekingReader reader) {
        return COPY_FROM_STDIN.matcher(keywords).matches() ? COPY : StatementType.UNKNOWN;
    }

    @Override
    protected @Nullable Boolean detectCanExecuteInTransaction(String keywords, List<Token> tokens) {
        return NOT_IN_TRANSACTION.matcher(keywords).matches() ? Boolean.FALSE : null;
    }

    /** Statements begin where their first word stands: the comments before it are left out. */
    @Override
    protected ParsedSqlStatement createStatement(
            PeekingReader reader,
            Recorder recorder,
            int position,
            int line,
            int column,
            int wordPosition,
            int wordLine,
            int wordColumn,
            StatementType type,
            boolean canExecuteInTransaction,
            Delimiter delimiter,
            String sql,
            List<Token> tokens,
            boolean batchable)
            throws IOException {
        String words = sql.substring(firstWord(sql));
        if (type == COPY) {
            return new Copy(wordPosition, wordLine, wordColumn, words, readRows(reader, wordLine));
        }
        return new ParsedSqlStatement(
                wordPosition, wordLine, wordColumn, words, delimiter, canExecuteInTransaction, batchable);
    }

    /** Where the comments at the start of a statement end. */
    private static int firstWord(String sql) {
        int at = 0;
        int depth = 0;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (depth > 0) {
                boolean closes = sql.startsWith("*/", at);
                depth -= closes ? 1 : 0;
                at += closes ? 2 : 1;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end + 1;
            } else if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private static String readRows(PeekingReader reader, int line) throws IOException {
        reader.readUntilIncluding('\n');
        StringBuilder rows = new StringBuilder();
        while (true) {
            String row = reader.readUntilIncluding('\n');
            if (row.isEmpty()) {
                throw new Unterminated(line);
            }
            if (row.strip().equals("\\.")) {
                return rows.toString();
            }
            rows.append(row);
        }
    }

    @Override
    protected Token handleAlternativeStringLiteral(
            PeekingReader reader, ParserContext context, int position, int line, int column) throws IOException {
        String next = reader.peek(2);
        if (next != null && next.length() == 2 && opensDollarQuote(next.charAt(1))) {
            return super.handleAlternativeStringLiteral(reader, context, position, line, column);
        }
        String dollar = String.valueOf((char) reader.read());
        return new Token(TokenType.SYMBOL, position, line, column, dollar, dollar, context.getParensDepth());
    }

    private static boolean opensDollarQuote(char c) {
        return c == '$' || c == '_' || Character.isLetter(c);
    }

    @Override
    protected Token handleKeyword(
            PeekingReader reader, ParserContext context, int position, int line, int column, String keyword)
            throws IOException {
        if (keyword.toUpperCase(Locale.ROOT).equals("E") && reader.peek('\'')) {
            reader.swallow();
            reader.swallowUntilIncludingWithEscape('\'', true, '\\');
            return new Token(TokenType.STRING, position, line, column, null, null, context.getParensDepth());
        }
        return super.handleKeyword(reader, context, position, line, column, keyword);
    }
}

package dev.dbm.engine;

import dev.dbm.model.Placeholders;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.source.PlaceholderCheck;
import dev.dbm.source.PlaceholderText;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/**
 * Turns a script's text into the statements that the server gets: placeholders filled in as Flyway fills them in, split by
 * Flyway's own parser, the rows of a {@code COPY ... FROM STDIN} apart, a wrapping BEGIN and COMMIT left out. Not for use
 * by two threads at once.
 */
public final class ScriptParser {
    private static final Pattern OPENS =
            Pattern.compile("(BEGIN|START\\s+TRANSACTION)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CLOSES =
            Pattern.compile("(COMMIT|END)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final StatementParser parser;
    private final Map<String, String> own;

    /**
     * What Flyway's own placeholders stand for.
     *
     * @param schema {@code ${flyway:defaultSchema}}
     * @param database {@code ${flyway:database}}
     * @param user {@code ${flyway:user}}, the database role
     * @param table {@code ${flyway:table}}, the name of the schema history
     * @param environment {@code ${flyway:environment}}
     * @param workingDirectory {@code ${flyway:workingDirectory}}
     */
    public record Values(
            String schema, String database, String user, String table, String environment, Path workingDirectory) {}

    public ScriptParser(Values values) {
        this.parser = new StatementParser(new FluentConfiguration().placeholderReplacement(false));
        this.own = Map.of(
                "flyway:defaultschema", values.schema(),
                "flyway:database", values.database(),
                "flyway:user", values.user(),
                "flyway:table", values.table(),
                "flyway:environment", values.environment(),
                "flyway:workingdirectory", values.workingDirectory().toString(),
                "flyway:timestamp",
                        LocalDateTime.now(ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")));
    }

    /**
     * The script's statements in the order of the file.
     *
     * @throws ProblemException UNSET_PLACEHOLDER where a placeholder has no value, UNTERMINATED where a quote, comment,
     *     parenthesis or COPY does not end
     */
    public List<Statement> parse(Script script, Placeholders placeholders) {
        boolean fills = script.config().placeholderReplacement().orElse(true);
        String sql = fills ? fill(script, placeholders) : script.sql();
        List<Statement> statements = split(script, sql, fills ? placeholders : Placeholders.NONE);
        if (script.traits().wrapped()) {
            return unwrapped(statements);
        }
        return statements;
    }

    private List<Statement> split(Script script, String sql, Placeholders placeholders) {
        List<Statement> statements = new ArrayList<>();
        try (SqlStatementIterator iterator = parser.parse(new Text(script.path(), sql))) {
            SqlStatement found;
            while ((found = iterator.next()) != null) {
                Optional<String> rows =
                        found instanceof StatementParser.Copy copy ? Optional.of(copy.rows()) : Optional.empty();
                statements.add(new Statement(
                        found.getLineNumber(),
                        found.getSql(),
                        rows,
                        found.canExecuteInTransaction(),
                        placeholders.masked(found.getSql())));
            }
            return List.copyOf(statements);
        } catch (FlywayException e) {
            throw new ProblemException(unterminated(script, statements, e), e);
        }
    }

    private static Problem unterminated(Script script, List<Statement> before, FlywayException e) {
        int line = 1;
        if (e.getCause() instanceof StatementParser.Unterminated copy) {
            line = copy.line();
        } else if (!before.isEmpty()) {
            line = before.get(before.size() - 1).line();
        }
        return Problem.at(
                script.path(),
                line,
                ProblemCode.UNTERMINATED,
                before.isEmpty()
                        ? "A statement of this script has no end: " + reason(e)
                        : "What follows the statement in this line has no end: " + reason(e),
                "close the quote, comment, parenthesis or COPY that is open in " + script.path());
    }

    private static String reason(FlywayException e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? "the parser cannot go on" : cause.getMessage();
    }

    private static List<Statement> unwrapped(List<Statement> statements) {
        int last = statements.size() - 1;
        if (last < 1
                || !OPENS.matcher(statements.get(0).sql()).matches()
                || !CLOSES.matcher(statements.get(last).sql()).matches()) {
            return statements;
        }
        return statements.subList(1, last);
    }

    private String fill(Script script, Placeholders placeholders) {
        String sql = script.sql();
        if (!sql.contains("${")) {
            return sql;
        }
        Map<String, String> values = new HashMap<>(placeholders.revealed());
        values.putAll(own);
        values.put("flyway:filename", script.fileName());
        List<Problem> unset = PlaceholderCheck.problems(script, values.keySet());
        if (!unset.isEmpty()) {
            throw new ProblemException(unset);
        }
        return PlaceholderText.fill(sql, values);
    }

    /** A script as Flyway's parser wants it. */
    static final class Text extends LoadableResource {
        private final String path;
        private final String sql;

        Text(String path, String sql) {
            this.path = path;
            this.sql = sql;
        }

        @Override
        public Reader read() {
            return new StringReader(sql);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}

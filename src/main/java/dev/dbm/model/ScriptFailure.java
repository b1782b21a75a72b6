package dev.dbm.model;

import java.util.Optional;

/** A statement of a script failed. Carries what ran, so that the report can show file, line, statement and the server's words. */
public final class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Script script;
    private final transient Statement statement;
    private final int completed;
    private final transient SqlFailure failure;
    private final transient Optional<LockWait> wait;

    /**
     * A failure.
     *
     * @param completed how many statements of the script had finished before
     */
    public ScriptFailure(Script script, Statement statement, int completed, SqlFailure failure, Throwable cause) {
        this(script, statement, completed, failure, Optional.empty(), cause);
    }

    private ScriptFailure(
            Script script,
            Statement statement,
            int completed,
            SqlFailure failure,
            Optional<LockWait> wait,
            Throwable cause) {
        super(failure.message(), cause);
        this.script = script;
        this.statement = statement;
        this.completed = completed;
        this.failure = failure;
        this.wait = wait;
    }

    /** The same, and for whom the statement waited last. */
    public ScriptFailure after(Optional<LockWait> waited) {
        return new ScriptFailure(script, statement, completed, failure, waited, this);
    }

    public Script script() {
        return script;
    }

    public Statement statement() {
        return statement;
    }

    /** How many statements of the script had finished before this one. */
    public int completed() {
        return completed;
    }

    public SqlFailure failure() {
        return failure;
    }

    /** The line of the file that the server points at, or the statement's first. */
    public int line() {
        int line = statement.line();
        if (failure.position().isPresent()) {
            int end =
                    Math.min(failure.position().getAsInt() - 1, statement.sql().length());
            line += (int) statement
                    .sql()
                    .substring(0, Math.max(0, end))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        }
        return line;
    }

    /** The failure as a problem of the given kind. */
    public Problem problem(ProblemCode code, String next) {
        StringBuilder text = new StringBuilder(failure.message())
                .append(" (SQLSTATE ")
                .append(failure.sqlState())
                .append(')');
        failure.detail().ifPresent(detail -> text.append("\ndetail: ").append(detail));
        failure.hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
        failure.where().ifPresent(where -> text.append("\ncontext: ").append(where));
        text.append("\nstatement ")
                .append(completed + 1)
                .append(": ")
                .append(statement.shown().strip());
        wait.ifPresent(waited -> text.append('\n').append(waited.describe()));
        return Problem.at(script.path(), line(), code, text.toString(), next);
    }
}

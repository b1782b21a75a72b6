package dev.dbm.postgres;

import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Statement;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** Runs the statements of a script, on the scratch and on the target alike. */
public final class StatementRunner {
    /** Characters that a message may grow to before it is sent: a script of any length must fit into a small heap. */
    private static final int MESSAGE = 1 << 20;

    private StatementRunner() {}

    /**
     * Runs the statements one by one, in whatever transaction the session is in, and tells the listener of each.
     *
     * @param from how many statements at the start are left out because they ran before
     * @throws ScriptFailure when a statement fails; those before it have run
     */
    public static void run(Session session, Script script, List<Statement> statements, int from, Progress progress) {
        run(session, script, statements, from, statements.size(), progress);
    }

    /** Runs the statements from one place up to another. */
    static void run(Session session, Script script, List<Statement> statements, int from, int to, Progress progress) {
        Connection connection = session.connection();
        try (java.sql.Statement jdbc = connection.createStatement()) {
            // Scripts are SQL, not JDBC: {d '2024-01-01'} is not an escape.
            jdbc.setEscapeProcessing(false);
            // Nor does the driver prepare what they say often: what they change may be what its result is made of.
            jdbc.unwrap(PGStatement.class).setPrepareThreshold(0);
            for (int i = from; i < to; i++) {
                Statement statement = statements.get(i);
                progress.statementBegins(script, statement, i + 1, statements.size());
                long start = System.nanoTime();
                try {
                    execute(jdbc, statement);
                } catch (SQLException e) {
                    tellNotices(jdbc, script, progress);
                    throw new ScriptFailure(script, statement, i, SqlFailures.of(e), e);
                }
                tellNotices(jdbc, script, progress);
                progress.statementEnds(
                        script, statement, i + 1, statements.size(), (System.nanoTime() - start) / 1_000);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs a transactional script in a transaction of its own, in as few messages as possible: all statements at once, and
     * only where that fails, after a rollback, one by one to learn which of them it was. For the scratch, where running a
     * failing script twice costs nothing.
     *
     * @param afterBegin marks where the transaction begins; called again where the script is run a second time
     * @param beforeCommit looks at what the script did since that mark, inside its transaction
     * @param commit ends the transaction
     * @throws ScriptFailure when a statement or a deferred constraint fails; nothing of the script is left
     */
    public static <M, T> T runTransaction(
            Session session,
            Script script,
            List<Statement> statements,
            Progress progress,
            Supplier<M> afterBegin,
            Function<M, T> beforeCommit,
            Consumer<Session> commit) {
        return runTransaction(session, script, statements, progress, true, afterBegin, beforeCommit, commit);
    }

    /** The same, one by one from the start where not {@code atOnce}, so that the listener hears of each statement. */
    public static <M, T> T runTransaction(
            Session session,
            Script script,
            List<Statement> statements,
            Progress progress,
            boolean atOnce,
            Supplier<M> afterBegin,
            Function<M, T> beforeCommit,
            Consumer<Session> commit) {
        session.begin();
        try {
            M mark = afterBegin.get();
            boolean ran = atOnce && runAtOnce(session, script, statements, progress);
            if (!ran) {
                if (atOnce) {
                    session.rollback();
                    // What PREPARE and the like left is not rolled back, and would fail the second run.
                    SessionState.resetKeepingStatements(session, true);
                    session.begin();
                    mark = afterBegin.get();
                }
                run(session, script, statements, 0, progress);
                checkDeferred(session, script, statements);
            }
            T found = beforeCommit.apply(mark);
            commit.accept(session);
            return found;
        } catch (RuntimeException e) {
            rollback(session, e);
            throw e;
        }
    }

    /**
     * Runs a script of the target's in a transaction of its own, statement by statement, so that it waits for a lock once and not
     * twice.
     *
     * @throws ScriptFailure when a statement or a deferred constraint fails; nothing of the script is left
     */
    public static void runAlone(Session session, Script script, List<Statement> statements, Progress progress) {
        session.begin();
        try {
            run(session, script, statements, 0, progress);
            settle(session, script, statements, true);
            session.commit();
        } catch (RuntimeException e) {
            rollback(session, e);
            throw e;
        }
    }

    /** Where the connection is gone there is nothing to roll back, and the first failure says why. */
    static void rollback(Session session, RuntimeException because) {
        try {
            session.rollback();
        } catch (DatabaseException e) {
            because.addSuppressed(e);
        }
    }

    private static boolean runAtOnce(Session session, Script script, List<Statement> statements, Progress progress) {
        if (statements.stream().anyMatch(statement -> statement.copyData().isPresent())) {
            return false;
        }
        try (java.sql.Statement jdbc = session.connection().createStatement()) {
            send(jdbc, statements, SessionState.CHECK_DEFERRED);
            tellNotices(jdbc, script, progress);
            return true;
        } catch (SQLException e) {
            DatabaseException failed = new DatabaseException(e);
            if (failed.failure().connectionLost()) {
                throw failed;
            }
            return false;
        }
    }

    /**
     * Runs a script inside the transaction that is open, in as few messages as possible, checks what it deferred, and has the
     * session forget what it left there.
     */
    public static void runInside(Session session, Script script, List<Statement> statements) {
        if (statements.stream().anyMatch(statement -> statement.copyData().isPresent())) {
            run(session, script, statements, 0, Progress.SILENT);
            session.executeScript(SessionState.CHECK_DEFERRED);
        } else {
            try (java.sql.Statement jdbc = session.connection().createStatement()) {
                send(jdbc, statements, SessionState.CHECK_DEFERRED);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
        session.executeScript(SessionState.INSIDE);
    }

    /** Sends all of them and what is to follow, in as few messages as a small heap allows. */
    private static void send(java.sql.Statement jdbc, List<Statement> statements, String end) throws SQLException {
        StringBuilder message = new StringBuilder();
        for (Statement statement : statements) {
            // A comment at a statement's end must not swallow the semicolon.
            message.append(statement.sql()).append("\n;\n");
            if (message.length() > MESSAGE) {
                Session.executeAtOnce(jdbc, message.toString());
                message.setLength(0);
            }
        }
        Session.executeAtOnce(jdbc, message.append(end).toString());
    }

    /**
     * Checks what the script deferred now, as the script's failure and not the commit's.
     *
     * @throws ScriptFailure when a deferred constraint is violated; its statement is COMMIT
     */
    public static void checkDeferred(Session session, Script script, List<Statement> statements) {
        atEnd(script, statements, () -> session.execute(SessionState.CHECK_DEFERRED));
    }

    /**
     * Ends a script: checks what it deferred, and lets the session forget what the script left in it. Inside the script's
     * transaction where it has one.
     *
     * @param last whether nothing of another script follows in this transaction. Otherwise deferred constraints stay
     *     deferred: SET CONSTRAINTS would hold for the scripts that follow
     * @throws ScriptFailure when a deferred constraint is violated
     */
    public static void settle(Session session, Script script, List<Statement> statements, boolean last) {
        atEnd(script, statements, () -> SessionState.resetKeepingLocks(session, deferred(script, last)));
    }

    /**
     * {@linkplain #settle The same}, where the session goes on with statements that it has prepared.
     *
     * @param read the table that those statements read, qualified and quoted
     */
    public static void settleKeepingStatements(
            Session session, Script script, List<Statement> statements, boolean last, String read) {
        atEnd(
                script,
                statements,
                () -> SessionState.resetKeepingLocksAndStatements(session, deferred(script, last), read));
    }

    private static String deferred(Script script, boolean last) {
        return last && script.transactional() ? SessionState.CHECK_DEFERRED + "; " : "";
    }

    private static void atEnd(Script script, List<Statement> statements, Runnable work) {
        try {
            work.run();
        } catch (DatabaseException e) {
            int line = statements.isEmpty()
                    ? 1
                    : statements.get(statements.size() - 1).line();
            throw new ScriptFailure(script, Statement.of(line, "COMMIT"), statements.size(), e.failure(), e);
        }
    }

    private static void execute(java.sql.Statement jdbc, Statement statement) throws SQLException {
        if (statement.copyData().isEmpty()) {
            jdbc.execute(statement.sql());
            return;
        }
        try {
            PGConnection driver = jdbc.getConnection().unwrap(PGConnection.class);
            driver.getCopyAPI()
                    .copyIn(
                            statement.sql(),
                            new StringReader(statement.copyData().get()));
        } catch (IOException e) {
            throw new SQLException("cannot read the rows of a COPY", "58030", e);
        }
    }

    private static void tellNotices(java.sql.Statement jdbc, Script script, Progress progress) throws SQLException {
        for (SQLWarning warning = jdbc.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            ServerErrorMessage said = warning instanceof PSQLWarning psql ? psql.getServerErrorMessage() : null;
            String severity = said == null || said.getSeverity() == null ? "WARNING" : said.getSeverity();
            String message = said == null || said.getMessage() == null ? warning.getMessage() : said.getMessage();
            progress.notice(script, severity, message == null ? "" : message);
        }
        jdbc.clearWarnings();
    }
}

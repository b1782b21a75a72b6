package dev.dbm.postgres;

import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs a script without transaction on the target: each of its statements stays as soon as it has run. */
public final class OutsideRunner {
    /** May have committed part of what they do. */
    private static final Pattern COMMITS_ITSELF =
            Pattern.compile("(?:CALL|DO)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Session session;
    private final Script script;
    private final List<Statement> statements;
    private final Progress progress;
    private List<String> invalidBefore = List.of();

    public OutsideRunner(Session session, Script script, List<Statement> statements, Progress progress) {
        this.session = session;
        this.script = script;
        this.statements = statements;
        this.progress = progress;
    }

    /**
     * Runs the statements from that one on.
     *
     * @throws ScriptFailure when a statement fails; those before it stay
     */
    public void run(int from) {
        for (int i = from; i < statements.size(); i++) {
            int at = i;
            Optional<Concurrently> concurrently =
                    Concurrently.of(statements.get(i).sql());
            if (concurrently.isEmpty()) {
                one(at);
            } else {
                if (concurrently.get().builds()) {
                    invalidBefore = InvalidIndexes.find(session);
                }
                Concurrently.withoutLockTimeout(session, () -> one(at));
            }
        }
    }

    private void one(int at) {
        StatementRunner.run(session, script, statements, at, at + 1, progress);
    }

    /** Drops the invalid index that an earlier run of this statement left in its own way. */
    public void clearTheWay(int at) {
        if (at < statements.size()) {
            Concurrently.of(statements.get(at).sql())
                    .ifPresent(statement -> Concurrently.drop(session, statement.leftover(session)));
        }
    }

    /** Whether that statement is known to have come to its end: an index that it builds stands. Empty where nobody can tell. */
    public static Optional<Boolean> done(Session session, Statement statement) {
        return Concurrently.of(statement.sql()).flatMap(found -> found.done(session));
    }

    /** Whether nothing is left of the failed statement, so that it may run again. An index that it left invalid is dropped. */
    public boolean leftNothing(ScriptFailure failure) {
        String sql = failure.statement().sql();
        Optional<Concurrently> concurrently = Concurrently.of(sql);
        // In a transaction that the script itself opened, the statements before the failed one are gone too.
        if (!session.outsideTransaction()
                || COMMITS_ITSELF.matcher(sql).matches()
                || concurrently.filter(Concurrently::detaches).isPresent()) {
            return false;
        }
        if (concurrently.filter(Concurrently::builds).isPresent()) {
            Concurrently.drop(session, invalidSince());
        }
        return true;
    }

    /** The indexes that the statement that ran last left invalid. */
    private List<String> invalidSince() {
        List<String> now = new ArrayList<>(InvalidIndexes.find(session));
        now.removeAll(invalidBefore);
        return now;
    }
}

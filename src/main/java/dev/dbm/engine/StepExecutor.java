package dev.dbm.engine;

import dev.dbm.model.History;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.OutsideRunner;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.SessionState;
import dev.dbm.postgres.StatementRunner;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.executor.Context;
import org.flywaydb.core.api.executor.MigrationExecutor;
import org.flywaydb.core.internal.jdbc.Results;

/** One step, as Flyway calls it: under its lock, and, where the step is transactional, in the history row's transaction. */
final class StepExecutor implements MigrationExecutor {
    private final EngineCall call;
    private final Step step;
    private final int index;
    private final Patience patience;
    private final int retriesBefore;

    /**
     * @param retriesBefore how often the call that it belongs to was tried before for its sake
     */
    StepExecutor(EngineCall call, Step step, int index, int retriesBefore) {
        this.call = call;
        this.step = step;
        this.index = index;
        this.patience = new Patience(call.target().locks(), call.progress());
        this.retriesBefore = retriesBefore;
    }

    Step step() {
        return step;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return step.transactional();
    }

    @Override
    public boolean shouldExecute() {
        return true;
    }

    @Override
    public List<Results> execute(Context context) {
        Session session = Session.over(context.getConnection());
        if (!call.atomic()) {
            call.confirm();
        }
        call.guard().run();
        if (step.action() == Action.UNDO) {
            requireApplied(session, step.version().orElseThrow());
        }
        // Flyway puts the schema at the front of search_path once more where it stands there in quotes. What keeps the
        // path of its making (SET search_path FROM CURRENT) would keep another one than on the scratch.
        if (!Identifiers.shown(call.target().schema()).equals(call.target().schema())) {
            SessionState.resetSearchPath(session);
        }
        call.watch(session);
        call.ledger().begins(step);
        call.progress().scriptBegins(step.script(), index, call.total());
        long start = System.nanoTime();
        try {
            if (step.transactional()) {
                inTransaction(session, start);
            } else {
                alone(session);
            }
        } catch (NothingLeft e) {
            call.ledger().failed(e.failure, true);
            throw e;
        } catch (ScriptFailure e) {
            call.ledger().failed(e, step.transactional());
            // Only as Flyway's own exception does a script without transaction leave a failed row in the history.
            throw new FlywayException("the script failed", e);
        }
        call.ledger().executed(step, millisSince(start), retries());
        return List.of();
    }

    private void inTransaction(Session session, long start) {
        if (step.action() != Action.FAKE) {
            StatementRunner.run(session, step.script(), step.statements(), 0, call.progress());
            boolean last = !call.atomic() || index == call.total();
            settle(session, last);
            call.within().accept(session);
        }
        JournalTable.append(
                session,
                call.target().schema(),
                call.run().entry(step, Outcome.DONE, millisSince(start), call.detail(retries())));
    }

    /** Flyway reads its table before and after each script, with statements that the driver has prepared. */
    private void settle(Session session, boolean last) {
        String history =
                Identifiers.qualified(call.target().schema(), call.target().table());
        StatementRunner.settleKeepingStatements(session, step.script(), step.statements(), last, history);
    }

    private int retries() {
        return retriesBefore + patience.used();
    }

    /** A script without transaction failed and left nothing, so that no failed row need stand in the way of the next run. */
    private static final class NothingLeft extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ScriptFailure failure;

        NothingLeft(ScriptFailure failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Each statement stays as soon as it has run, so the journal learns of each, over a connection of its own. */
    private void alone(Session session) {
        try (JournaledProgress journaled = new JournaledProgress(call, step)) {
            try {
                statementByStatement(session, journaled);
                settle(session, true);
                call.within().accept(session);
            } catch (DatabaseException e) {
                int finished = journaled.finished();
                Statement at = step.statements().get(Math.max(0, finished - 1));
                throw new ScriptFailure(step.script(), at, finished, e.failure(), e);
            }
        }
    }

    /** A statement that could not have its lock runs again, where nothing of it is left. */
    private void statementByStatement(Session session, JournaledProgress journaled) {
        OutsideRunner runner = new OutsideRunner(session, step.script(), step.statements(), journaled);
        if (step.resumedAfter().isPresent()) {
            runner.clearTheWay(step.from());
        }
        try {
            patience.run(runner, step.script(), step.from());
        } catch (ScriptFailure e) {
            boolean nothingLeft = e.completed() == 0 && e.failure().transientLock() && runner.leftNothing(e);
            throw nothingLeft ? new NothingLeft(e) : e;
        }
    }

    /** Two rows that take one version back, with no run between them, are a corrupted history to Flyway. */
    private void requireApplied(Session session, Version version) {
        History history =
                HistoryTable.read(session, call.target().schema(), call.target().table());
        if (!history.isApplied(version)) {
            throw new ProblemException(Problem.in(
                    step.script().path(),
                    ProblemCode.NOT_APPLIED,
                    "Version " + version + " is not applied: somebody else undid it meanwhile, or it never ran.",
                    "look at what is applied: dbm status"));
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}

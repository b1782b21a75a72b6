package dev.dbm.rehearsal;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Statement;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.SessionState;
import dev.dbm.postgres.StatementRunner;
import dev.dbm.postgres.WriteLocks;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.LegMark;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Runs one script on the scratch, just as the target would get it, and reads what became of the catalog. */
final class LegRunner {
    private final Session session;
    private final CatalogReader catalog;
    private final Function<Script, List<Statement>> parser;
    private final Confinement confinement;
    private final boolean fullReads;
    private final Progress progress;

    LegRunner(
            Session session,
            CatalogReader catalog,
            Function<Script, List<Statement>> parser,
            Confinement confinement,
            boolean fullReads,
            Progress progress) {
        this.session = session;
        this.catalog = catalog;
        this.parser = parser;
        this.confinement = confinement;
        this.fullReads = fullReads;
        this.progress = progress;
    }

    /**
     * What one leg did.
     *
     * @param after the catalog after it; the one before where it failed and was rolled back
     * @param written tables whose rows it may have changed
     * @param failure the statement that failed
     * @param unclear whether it failed outside a transaction, so that nobody knows what stands
     */
    record Outcome(Snapshot after, Set<Long> written, Optional<ScriptFailure> failure, boolean unclear) {}

    Outcome run(Script script, Snapshot before) {
        List<Statement> statements = parser.apply(script);
        try {
            Outcome outcome = script.transactional()
                    ? inTransaction(script, statements, before)
                    : outsideTransaction(script, statements, before);
            // a setting, temporary table or role that one script leaves must not help or hurt the next one
            SessionState.reset(session);
            return outcome;
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw new ProblemException(
                        Problem.in(
                                script.path(),
                                ProblemCode.CONNECTION_LOST,
                                "The connection to the scratch was lost while the script was rehearsed: "
                                        + e.failure().message(),
                                "nothing was touched but the scratch, which the next run removes; run it again"),
                        e);
            }
            throw e;
        }
    }

    /** Runs a script that belongs to the base: nothing is compared, so nothing is read. */
    Optional<ScriptFailure> replay(Script script) {
        List<Statement> statements = parser.apply(script);
        boolean transactional = script.transactional();
        if (!transactional) {
            confinement.checkOutsideTransaction(script);
        }
        try {
            if (transactional) {
                session.begin();
            }
            StatementRunner.run(session, script, statements, progress);
            if (transactional) {
                confinement.check(session, script);
                session.commit();
            }
        } catch (ScriptFailure failure) {
            if (transactional || failure.failure().connectionLost()) {
                undone(failure);
            }
            return Optional.of(failure);
        } catch (ProblemException escape) {
            session.rollback();
            throw escape;
        }
        SessionState.reset(session);
        return Optional.empty();
    }

    private Outcome inTransaction(Script script, List<Statement> statements, Snapshot before) {
        session.begin();
        int finished = 0;
        try {
            LegMark mark = catalog.begin();
            StatementRunner.run(session, script, statements, progress);
            finished = statements.size();
            WriteLocks locks = confinement.check(session, script);
            Snapshot after = fullReads ? catalog.readAll() : catalog.readAfter(before, mark);
            session.commit();
            return new Outcome(after, locks.relations(), Optional.empty(), false);
        } catch (ScriptFailure failure) {
            undone(failure);
            return new Outcome(before, Set.of(), Optional.of(failure), false);
        } catch (ProblemException escape) {
            session.rollback();
            throw escape;
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            session.rollback();
            // deferred constraints and triggers speak at COMMIT, after the last statement
            Statement last = Statement.of(statements.isEmpty() ? 1 : statements.get(statements.size() - 1).line(), "COMMIT");
            ScriptFailure failure = new ScriptFailure(script, last, finished, e.failure(), e);
            return new Outcome(before, Set.of(), Optional.of(failure), false);
        }
    }

    private void undone(ScriptFailure failure) {
        if (failure.failure().connectionLost()) {
            throw new ProblemException(
                    failure.problem(
                            ProblemCode.CONNECTION_LOST,
                            "nothing was touched but the scratch, which the next run removes; run it again"),
                    failure);
        }
        session.rollback();
    }

    private Outcome outsideTransaction(Script script, List<Statement> statements, Snapshot before) {
        confinement.checkOutsideTransaction(script);
        Optional<ScriptFailure> failed = Optional.empty();
        try {
            StatementRunner.run(session, script, statements, progress);
        } catch (ScriptFailure failure) {
            if (failure.failure().connectionLost()) {
                undone(failure);
            }
            failed = Optional.of(failure);
        }
        SessionState.reset(session);
        // nothing tells what a script without transaction touched, so everything is read again
        Snapshot after = catalog.readAll();
        return new Outcome(after, RowWatch.ALL, failed, failed.isPresent() && after != before);
    }
}

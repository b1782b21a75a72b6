package dev.dbm.rehearsal;

import dev.dbm.model.ExitCode;
import dev.dbm.model.LockMode;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Statement;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.SessionState;
import dev.dbm.postgres.StatementRunner;
import dev.dbm.postgres.WriteLocks;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.Spoken;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Runs one script on the scratch, just as the target would get it, and reads what became of the catalog. */
final class LegRunner {
    /** The statements of a longer script are not kept: it would be in memory twice. */
    private static final int LONG = 1_000_000;

    private final Session session;
    private final CatalogReader catalog;
    private final Function<Script, List<Statement>> parser;
    private final Confinement confinement;
    private final Optional<EffectWatch> watch;
    private final boolean fullReads;
    private final Progress progress;
    private final Deque<Parsed> parsed = new ArrayDeque<>();
    private Spoken spoken;

    /**
     * A runner.
     *
     * @param watch sees what the statements do; empty where nobody wants to know
     * @param copied whether the scratch is a copy of something that no script made
     */
    LegRunner(
            Session session,
            CatalogReader catalog,
            Function<Script, List<Statement>> parser,
            Confinement confinement,
            Optional<EffectWatch> watch,
            boolean fullReads,
            boolean copied,
            Progress progress) {
        this.spoken = copied ? Spoken.ANYTHING : Spoken.NOTHING;
        this.session = session;
        this.catalog = catalog;
        this.parser = parser;
        this.confinement = confinement;
        this.watch = watch;
        this.fullReads = fullReads;
        this.progress = progress;
    }

    /**
     * What one leg did.
     *
     * @param after the catalog after it; the one before where it failed and was rolled back
     * @param written what it may have changed rows of
     * @param locks the strongest lock that it held on each relation that it did not only read
     * @param effects what its statements did, where they were watched to the end
     * @param failure why it did not succeed
     * @param unclear whether it failed outside a transaction, so that part of it may stand
     */
    record Outcome(
            Snapshot after,
            Written written,
            Map<Long, LockMode> locks,
            Optional<ScriptEffects> effects,
            Optional<Failure> failure,
            boolean unclear) {
        private static Outcome failed(Snapshot before, Failure failure) {
            return new Outcome(before, Written.NOTHING, Map.of(), Optional.empty(), Optional.of(failure), false);
        }
    }

    /** Why a script did not succeed. */
    sealed interface Failure {
        /** A statement of it failed. */
        record Sql(ScriptFailure failure) implements Failure {}

        /** It was not let run, or not let stay. */
        record Refused(List<Problem> problems) implements Failure {}
    }

    /** Runs a script that nobody watches. */
    Outcome run(Script script, Snapshot before) {
        return run(script, before, Optional.empty());
    }

    /** Runs a script and sees what its statements do, where that is wanted. */
    Outcome watched(Script script, Snapshot before) {
        return run(script, before, watch);
    }

    private Outcome run(Script script, Snapshot before, Optional<EffectWatch> watched) {
        try {
            List<Statement> statements = parse(script);
            return script.transactional()
                    ? inTransaction(script, statements, before, watched)
                    : outsideTransaction(script, statements, watched);
        } catch (DatabaseException e) {
            throw lost(script, e);
        } catch (ProblemException e) {
            if (e.problems().stream().anyMatch(problem -> problem.code().exit() != ExitCode.BLOCKED)) {
                throw e;
            }
            reset();
            return Outcome.failed(before, new Failure.Refused(e.problems()));
        }
    }

    /** Runs a script that belongs to the base: nothing is compared, so nothing is read. */
    Optional<Failure> replay(Script script) {
        try {
            List<Statement> statements = parse(script);
            if (script.transactional()) {
                StatementRunner.runTransaction(
                        session,
                        script,
                        statements,
                        Progress.SILENT,
                        () -> script,
                        mark -> {
                            confinement.check(WriteLocks.of(session, confinement.schema()), mark);
                            return mark;
                        },
                        this::commit);
            } else {
                confinement.checkOutsideTransaction(script);
                StatementRunner.run(session, script, statements, 0, Progress.SILENT);
                reset();
            }
            return Optional.empty();
        } catch (ScriptFailure failure) {
            requireAlive(failure);
            return Optional.of(new Failure.Sql(failure));
        } catch (DatabaseException e) {
            throw lost(script, e);
        }
    }

    /** The script's statements. Those of a pair are asked for at every leg. */
    List<Statement> parse(Script script) {
        for (Parsed known : parsed) {
            if (known.script() == script) {
                return known.statements();
            }
        }
        spoken = spoken.and(script.sql());
        List<Statement> statements = parser.apply(script);
        if (script.sql().length() <= LONG) {
            if (parsed.size() == 2) {
                parsed.removeFirst();
            }
            parsed.addLast(new Parsed(script, statements));
        }
        return statements;
    }

    private record Parsed(Script script, List<Statement> statements) {}

    /** A setting, temporary table or role that one script leaves must not help or hurt the next one. */
    void reset() {
        SessionState.resetKeepingStatements(session, spoken.prepares());
    }

    /** The same after a transaction of which nothing is to stay. */
    void rollback() {
        SessionState.rollbackAndReset(session, spoken.prepares());
    }

    private void commit(Session done) {
        SessionState.commitAndReset(done, spoken.prepares());
    }

    private Outcome inTransaction(
            Script script, List<Statement> statements, Snapshot before, Optional<EffectWatch> watched) {
        Optional<EffectWatch.Transaction> watching = watched.map(one -> one.transaction(script, statements));
        boolean each = watching.filter(one -> !one.folded()).isPresent();
        try {
            return StatementRunner.runTransaction(
                    session,
                    script,
                    statements,
                    each
                            ? new Watching(progress, (statement, micros) -> watching.get()
                                    .after(statement, micros))
                            : progress,
                    !each,
                    catalog::begin,
                    mark -> {
                        watching.filter(EffectWatch.Transaction::folded)
                                .ifPresent(one -> one.after(statements.get(0), 0));
                        WriteLocks.Rows rows = new WriteLocks.Rows(confinement.schema());
                        Snapshot after = fullReads ? catalog.readAll() : catalog.readAfter(before, mark, spoken, rows);
                        WriteLocks locks = fullReads ? WriteLocks.of(session, confinement.schema()) : rows.locks();
                        confinement.check(locks, script);
                        return new Outcome(
                                after,
                                new Written(locks.relations(), locks.rows(), locks.read()),
                                locks.modes(),
                                watching.map(EffectWatch.Transaction::end),
                                Optional.empty(),
                                false);
                    },
                    this::commit);
        } catch (ScriptFailure failure) {
            requireAlive(failure);
            reset();
            return Outcome.failed(before, new Failure.Sql(failure));
        }
    }

    private Outcome outsideTransaction(Script script, List<Statement> statements, Optional<EffectWatch> watched) {
        confinement.checkOutsideTransaction(script);
        Optional<EffectWatch.Loose> watching = watched.map(one -> one.loose(script));
        Optional<Failure> failed = Optional.empty();
        try {
            StatementRunner.run(
                    session,
                    script,
                    statements,
                    0,
                    watching.<Progress>map(one -> new Watching(progress, one::before, one::after))
                            .orElse(progress));
        } catch (ScriptFailure failure) {
            requireAlive(failure);
            failed = Optional.of(new Failure.Sql(failure));
        }
        Optional<ScriptEffects> effects = watching.map(EffectWatch.Loose::end);
        // a script may have opened a transaction of its own and left it open
        SessionState.endTransaction(session);
        reset();
        // nothing tells what a script without transaction touched, so everything is read again
        return new Outcome(
                catalog.readAll(),
                Written.ANYTHING,
                Map.of(),
                failed.isPresent() ? Optional.empty() : effects,
                failed,
                failed.isPresent());
    }

    private static void requireAlive(ScriptFailure failure) {
        if (!failure.failure().connectionLost()) {
            return;
        }
        throw new ProblemException(
                failure.problem(
                        ProblemCode.CONNECTION_LOST,
                        "nothing was touched but the scratch, which the next run removes; run it again"),
                failure);
    }

    static RuntimeException lost(Script script, DatabaseException e) {
        if (!e.failure().connectionLost()) {
            return e;
        }
        // The driver gives up a connection whose dates it could no longer read.
        if (e.failure().message().contains("DateStyle")) {
            return new ProblemException(
                    Problem.in(
                            script.path(),
                            ProblemCode.FORWARD_FAILED,
                            "The script sets DateStyle to a style that does not begin with ISO: "
                                    + e.failure().message(),
                            "keep to ISO: the driver ends the connection otherwise (a function can have its own: CREATE"
                                    + " FUNCTION ... SET DateStyle)"),
                    e);
        }
        return new ProblemException(
                Problem.in(
                        script.path(),
                        ProblemCode.CONNECTION_LOST,
                        "The connection to the scratch was lost while the script was rehearsed: "
                                + e.failure().message(),
                        "nothing was touched but the scratch, which the next run removes; run it again"),
                e);
    }
}

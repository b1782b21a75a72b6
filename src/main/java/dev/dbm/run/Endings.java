package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.EngineResult;
import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.engine.Step;
import dev.dbm.model.History;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.State;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.InvalidIndexes;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.OtherSessions;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells in the report how the engine's steps ended; after a lost connection it asks the database first. */
final class Endings {
    private final Settings settings;
    private final Target target;
    private final RunRecord record;
    private final ReportBuilder report;

    Endings(Settings settings, Target target, RunRecord record, ReportBuilder report) {
        this.settings = settings;
        this.target = target;
        this.record = record;
        this.report = report;
    }

    /** Whether every step is done, which then is in this state. */
    boolean tell(EngineResult result, State state) {
        result.done()
                .forEach(done ->
                        report.ran(done.step().version(), done.step().script(), state, done.tookMs(), done.retries()));
        report.remarks(result.remarks());
        Ending ending = result.ending();
        if (ending instanceof Ending.Failed failed) {
            failed(failed);
        } else if (ending instanceof Ending.Refused refused) {
            report.problems(refused.problems());
        } else if (ending instanceof Ending.Unknown unknown) {
            return unknown(unknown, state);
        }
        return result.completed();
    }

    private void failed(Ending.Failed failed) {
        ScriptFailure failure = failed.failure();
        Step step = failed.step();
        report.triedAgain(step.version(), step.script(), failed.retries());
        if (!failed.rolledBack()) {
            step.version().ifPresent(version -> report.inState(version, step.script(), State.FAILED));
            report.touched();
            report.problem(withInvalidIndexes(told(
                    failed,
                    failure.problem(
                            ProblemCode.STOPPED_MIDWAY,
                            "the script runs outside a transaction: " + failure.completed() + " of "
                                    + step.statements().size() + " statements stay.\n" + HalfRunMoves.of(step)))));
            return;
        }
        if (failure.failure().connectionLost()) {
            report.problem(
                    failure.problem(
                            ProblemCode.CONNECTION_LOST,
                            "the server takes back the script's transaction, so nothing of it is left; run the same command again"));
            return;
        }
        boolean busy = failure.failure().transientLock();
        report.problem(told(
                failed,
                failure.problem(
                        busy ? ProblemCode.LOCK_TIMEOUT : ProblemCode.SQL_FAILED,
                        busy
                                ? "nothing of this script is left; end what blocks it, or choose a quieter hour, then run the"
                                        + " same command again"
                                : "nothing of this script is left; what ran before it stays. Find out why the target is not"
                                        + " like the scratch (rows?), then run it again")));
    }

    /** With the indexes that nobody can use now; to go on drops the one that stands in the way. */
    private Problem withInvalidIndexes(Problem problem) {
        try (Session session = target.database().session()) {
            List<String> invalid = InvalidIndexes.find(session);
            return invalid.isEmpty() ? problem : problem.withFact("invalid indexes: " + String.join(", ", invalid));
        } catch (ProblemException | DatabaseException e) {
            return problem;
        }
    }

    /** With how often it was tried, and who was in the way. */
    private static Problem told(Ending.Failed failed, Problem problem) {
        Problem told = problem;
        if (failed.retries() > 0) {
            told = told.withFact("tried " + (failed.retries() + 1) + " times");
        }
        return failed.waited().isPresent() ? told.withFact(failed.waited().get().describe()) : told;
    }

    private boolean unknown(Ending.Unknown unknown, State state) {
        Asked asked;
        try {
            asked = ask();
        } catch (ProblemException | DatabaseException e) {
            report.touched();
            report.problem(doubt(unknown, "and the database cannot be asked"));
            return false;
        }
        if (asked.stillRunning()) {
            report.touched();
            report.problem(doubt(unknown, "and the server is still busy with it"));
            return false;
        }
        List<Step> done = new ArrayList<>();
        List<Step> not = new ArrayList<>();
        for (Step step : unknown.steps()) {
            (isDone(step, asked) ? done : not).add(step);
        }
        done.forEach(step -> report.ran(step.version(), step.script(), state, 0));
        for (Step step : not) {
            boolean begun = asked.journal().entries().stream()
                    .anyMatch(entry -> entry.run().equals(record.id())
                            && entry.outcome() == Outcome.STARTED
                            && entry.script().equals(step.script().fileName()));
            report.problem(lost(step, unknown, begun));
            if (begun) {
                report.touched();
                step.version().ifPresent(version -> report.inState(version, step.script(), State.FAILED));
            }
        }
        if (not.isEmpty()) {
            report.problem(Problem.of(
                    ProblemCode.CONNECTION_LOST,
                    "The connection was lost while " + names(unknown)
                            + " was being committed; the history says that it is" + " done.",
                    "run the same command again for what is left"));
        }
        return false;
    }

    private static Problem lost(Step step, Ending.Unknown unknown, boolean begun) {
        return Problem.in(
                step.script().path(),
                begun ? ProblemCode.STOPPED_MIDWAY : ProblemCode.CONNECTION_LOST,
                "The connection was lost (" + unknown.failure().message() + "). "
                        + (begun
                                ? "The script runs outside a transaction, so part of it may stand; the journal says how far it"
                                        + " came."
                                : "The history says that the script is not applied: nothing of it is left."),
                begun ? HalfRunMoves.of(step) : "run the same command again");
    }

    private Problem doubt(Ending.Unknown unknown, String why) {
        return Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "The connection was lost while " + names(unknown) + " was running or being committed, " + why
                        + ": nobody knows whether it is applied.",
                "when the server can be reached again: dbm status; the history is the truth");
    }

    private static String names(Ending.Unknown unknown) {
        return String.join(
                ", ",
                unknown.steps().stream().map(step -> step.script().fileName()).toList());
    }

    private record Asked(boolean stillRunning, History history, Journal journal) {}

    private Asked ask() {
        try (Session session = OtherSessions.reconnect(target.database())) {
            boolean running = !OtherSessions.awaitEnd(session);
            return new Asked(
                    running,
                    HistoryTable.read(session, settings.schema(), settings.historyTable()),
                    JournalTable.read(session, settings.schema(), false));
        }
    }

    /** The journal entry was written in the step's own transaction, or after it. */
    private boolean isDone(Step step, Asked asked) {
        boolean journaled = asked.journal().entries().stream()
                .anyMatch(entry -> entry.run().equals(record.id())
                        && entry.outcome() == Outcome.DONE
                        && entry.action() == step.action()
                        && entry.script().equals(step.script().fileName()));
        Optional<Boolean> applied =
                step.version().map(version -> asked.history().isApplied(version));
        return journaled
                || step.action() == JournalEntry.Action.MIGRATE && applied.orElse(false)
                || step.action() == JournalEntry.Action.UNDO && !applied.orElse(true);
    }
}

package dev.dbm.engine;

import dev.dbm.engine.EngineResult.Done;
import dev.dbm.engine.EngineResult.Ending;
import dev.dbm.model.History;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.LockWatch;
import dev.dbm.postgres.OutsideRunner;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * Runs scripts on the target through Flyway, which locks, and writes the schema history; dbm's journal entry goes into the
 * same transaction. What happens to a script is a value; only what makes any run impossible is thrown.
 */
public final class Engine {
    /**
     * How many steps one migrate() gets: Flyway sorts all that it was given again for every migration, and beyond a hundred that
     * costs more than another call's connection.
     */
    private static final int STEPS_PER_CALL = 100;

    private final EngineTarget target;
    private final EngineRun run;
    private final Runnable guard;
    private final Progress progress;

    /**
     * An engine for one run.
     *
     * @param guard called under Flyway's lock before each script; throws ProblemException where the run must not go on
     */
    public Engine(EngineTarget target, EngineRun run, Runnable guard, Progress progress) {
        this.target = target;
        this.run = run;
        this.guard = guard;
        this.progress = progress;
    }

    /**
     * Has the pool connect and Flyway look at the target, which changes nothing: loading and starting both takes as long as a few
     * migrations, and can be done beside a rehearsal. What goes wrong here is met again, and told, by the run itself.
     */
    public void warmUp() {
        try {
            target.sessions().get().close();
            FlywayFactory.creating(target, false).info();
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Engine.class).debug("Flyway could not look at the target ahead of the run", e);
        }
    }

    /**
     * Makes the schema history and the journal where they are missing, the history first: beside a journal Flyway would find
     * the schema not empty.
     *
     * @param adopt whether the history is made in a schema that already holds something, without a baseline
     * @throws ProblemException NOT_ADOPTED where the schema holds something and {@code adopt} is not said, NO_PRIVILEGE where
     *     the role may not create tables in it
     */
    public void prepare(boolean adopt) {
        try (Session session = target.sessions().get()) {
            if (!HistoryTable.exists(session, target.schema(), target.table())) {
                FlywayFactory.creating(target, adopt).migrate();
            }
            JournalTable.create(session, target.schema());
        } catch (RuntimeException e) {
            ProblemException refused = new ProblemException(Endings.problem(e, target));
            refused.initCause(e);
            throw refused;
        }
    }

    /**
     * Runs V scripts and repeatables, or records them as applied (FAKE).
     *
     * @param steps versions ascending, then repeatables by description: the order in which Flyway runs them
     * @param atomic whether all of them share one transaction, which each of them must allow
     */
    public EngineResult forward(List<Step> steps, boolean atomic) {
        requireOrder(steps);
        if (atomic && !steps.stream().allMatch(Step::transactional)) {
            throw new IllegalArgumentException("a script outside transactions cannot share one");
        }
        if (steps.isEmpty()) {
            return new EngineResult(List.of(), new Ending.Completed(), List.of());
        }
        try {
            prepare(steps.stream().allMatch(step -> step.action() == Action.FAKE));
        } catch (ProblemException e) {
            return refused(e.problems());
        }
        return inCalls(steps, 0, steps.size(), atomic ? steps.size() : STEPS_PER_CALL, atomic, session -> {});
    }

    /**
     * Runs one of several U scripts. Flyway would sort them upwards, so each is a call of its own.
     *
     * @param steps all of them, what was applied last first
     * @param at which of them to run
     * @param within called after the script, in its transaction where it has one
     */
    public EngineResult undo(List<Step> steps, int at, Consumer<Session> within) {
        try (Session session = target.sessions().get()) {
            if (!HistoryTable.exists(session, target.schema(), target.table())) {
                String table = target.schema() + "." + target.table();
                return refused(List.of(Problem.of(
                        ProblemCode.NOT_APPLIED,
                        "Nothing is applied: there is no schema history " + table + ".",
                        "look at what is applied: dbm status")));
            }
            JournalTable.create(session, target.schema());
        } catch (RuntimeException e) {
            return refused(Endings.problem(e, target));
        }
        return inCalls(steps, at, at + 1, 1, false, within);
    }

    /** Between two tries nothing is open or locked but the run's own lock: Flyway's connection ends with each call. */
    private EngineResult inCalls(
            List<Step> steps, int from, int end, int atOnce, boolean atomic, Consumer<Session> within) {
        List<Done> done = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        Patience patience = new Patience(target.locks(), progress);
        for (int at = from; at < end; at = from + done.size()) {
            int to = Math.min(at + atOnce, end);
            try (EngineCall.Watch watch = new EngineCall.Watch()) {
                EngineCall call = new EngineCall(
                        target,
                        run,
                        guard,
                        progress,
                        new Ledger(),
                        steps.size(),
                        atomic,
                        within,
                        patience.used(),
                        watch);
                EngineResult result = call(call, steps, at, to);
                done.addAll(result.done());
                remarks.addAll(watch.ended());
                if (!result.done().isEmpty()) {
                    patience = new Patience(target.locks(), progress);
                }
                if (!result.completed() && !again(result.ending(), patience)) {
                    if (result.ending() instanceof Ending.Failed failed) {
                        call.note(entry(call, failed));
                    }
                    return new EngineResult(done, result.ending(), remarks);
                }
            }
        }
        return new EngineResult(done, new Ending.Completed(), remarks);
    }

    /**
     * Runs something that the history does not know, a fixture say, with the patience that every script has.
     *
     * @param session in which it runs
     * @param attempt leaves nothing behind where it throws
     * @throws ScriptFailure of the last attempt
     */
    public void patiently(Session session, Script script, Runnable attempt) {
        Patience patience = new Patience(target.locks(), progress);
        watched(session, () -> {
            while (true) {
                try {
                    attempt.run();
                    return;
                } catch (ScriptFailure e) {
                    if (!patience.again(script.fileName(), e.failure())) {
                        throw e;
                    }
                }
            }
        });
    }

    /** The same for a script without transaction: it is the statement that is tried again. */
    public void patientlyOutside(Session session, Script script, List<Statement> statements) {
        Patience patience = new Patience(target.locks(), progress);
        OutsideRunner runner = new OutsideRunner(session, script, statements, progress);
        watched(session, () -> patience.run(runner, script, 0));
    }

    /** Whoever could not have a lock is told who held it. */
    private void watched(Session session, Runnable work) {
        try (LockWatch watching = LockWatch.over(session, target.sessions(), target.locks(), progress)) {
            try {
                work.run();
            } catch (ScriptFailure e) {
                throw e.failure().transientLock() ? e.after(watching.last()) : e;
            }
        }
    }

    /** Waits, where the same may go well after a while. */
    private static boolean again(Ending ending, Patience patience) {
        if (ending instanceof Ending.Failed failed) {
            // A script without transaction tries its statements again itself.
            return failed.step().transactional()
                    && patience.again(
                            failed.step().script().fileName(), failed.failure().failure());
        }
        return ending instanceof Ending.Refused refused
                && refused.failure().isPresent()
                && patience.again("schema history", refused.failure().get());
    }

    private EngineResult call(EngineCall call, List<Step> steps, int from, int to) {
        Ledger ledger = call.ledger();
        List<StepExecutor> executors = IntStream.range(from, to)
                .mapToObj(i ->
                        new StepExecutor(call, steps.get(i), i + 1, call.atomic() || i == from ? call.retries() : 0))
                .toList();
        try {
            FlywayFactory.of(target, executors, call.atomic()).migrate();
            call.confirm();
            return result(ledger, skipped(steps.subList(from, to), ledger));
        } catch (RuntimeException e) {
            return result(
                    ledger,
                    Endings.of(e, ledger, target, call.retries(), call.watch().last()));
        }
    }

    private static EngineResult result(Ledger ledger, Ending ending) {
        return new EngineResult(ledger.committed(), ending, List.of());
    }

    /** Steps that Flyway did not see as pending were not run. */
    private Ending skipped(List<Step> steps, Ledger ledger) {
        Set<Step> done = Collections.newSetFromMap(new IdentityHashMap<>());
        ledger.committed().forEach(one -> done.add(one.step()));
        Optional<Step> skipped =
                steps.stream().filter(step -> !done.contains(step)).findFirst();
        if (skipped.isEmpty()) {
            return new Ending.Completed();
        }
        Step step = skipped.get();
        Version version = step.version().orElseThrow();
        History history;
        try (Session session = target.sessions().get()) {
            history = HistoryTable.read(session, target.schema(), target.table());
        }
        boolean before = history.baseline()
                .flatMap(row -> row.version())
                .filter(baseline -> version.compareTo(baseline) <= 0)
                .isPresent();
        String path = step.script().path();
        return new Ending.Refused(List.of(
                before
                        ? Problem.in(
                                path,
                                ProblemCode.BEFORE_BASELINE,
                                "Version " + version + " is not above the baseline of this database.",
                                "give the migration a version above the baseline")
                        : Problem.in(
                                path,
                                ProblemCode.LOCKED,
                                "Version " + version + " was applied by somebody else while dbm was running.",
                                "look at what is applied: dbm status")));
    }

    /** What is rolled back takes its journal entry with it; this one tells of it. */
    private static JournalEntry entry(EngineCall call, Ending.Failed failed) {
        Step step = failed.step();
        String counts = failed.rolledBack()
                ? ""
                : HalfRun.detail(failed.failure().completed(), step.statements().size()) + "; ";
        SqlFailure said = failed.failure().failure();
        String tried = failed.retries() == 0 ? "" : EngineCall.triedAgain(failed.retries()) + "; ";
        String detail = counts + tried + "line " + failed.failure().line() + ": " + said.message() + " (SQLSTATE "
                + said.sqlState() + ")";
        return call.run().entry(step, Outcome.FAILED, 0, detail);
    }

    private static EngineResult refused(List<Problem> problems) {
        return new EngineResult(List.of(), new Ending.Refused(problems), List.of());
    }

    private static void requireOrder(List<Step> steps) {
        Optional<Version> before = Optional.empty();
        boolean repeatables = false;
        for (Step step : steps) {
            boolean falls = step.version().isEmpty()
                    ? step.action() != Action.REPEAT
                    : repeatables
                            || before.filter(version ->
                                            version.compareTo(step.version().get()) >= 0)
                                    .isPresent();
            if (falls) {
                throw new IllegalArgumentException(
                        "steps are not in order at " + step.script().fileName());
            }
            repeatables = step.version().isEmpty();
            before = step.version();
        }
    }
}

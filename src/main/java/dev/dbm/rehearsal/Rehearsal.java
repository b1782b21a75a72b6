package dev.dbm.rehearsal;

import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Comparison;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Statement;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.planning.Undos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Proves migrations on a scratch: builds the base, runs the legs of each pair, runs the repeatables, and says what the target's
 * catalog must be afterwards.
 */
public final class Rehearsal {
    private final Setup setup;
    // The scripts that a scratch built anew must get on top of its base, in order.
    private final List<Script> stand = new ArrayList<>();
    private Stage stage;
    private boolean fullReads;
    // What the legs read along the way must add up to what is there. Where it does not, the script did something that
    // neither locks nor row versions told.
    private boolean addsUp = true;

    private Rehearsal(Setup setup) {
        this.setup = setup;
        this.stage = setup.stage(false, List.of());
    }

    /**
     * What a rehearsal needs.
     *
     * @param scratches gives a fresh scratch each time it is asked; the ones before are done with
     * @param parser splits a script into statements, placeholders filled in
     * @param replay what is applied on the target, in the order in which it was; empty where the scratch is a copy
     * @param repeatables the repeatables that stand on the target
     * @param own the places that the migrations answer for: the digests of results are about those
     * @param copied whether scratches hold copies of what no script of these made
     * @param repeatablesMayWait whether a repeatable may fail in the replay, because it rests on the pairs that are to be proven
     * @param watched whether what the scripts do is watched, statement by statement
     * @param progress hears of each script
     */
    public record Setup(
            Supplier<Scratch> scratches,
            Function<Script, List<Statement>> parser,
            List<Script> replay,
            RepeatableScripts repeatables,
            Predicate<CatalogUnit.Place> own,
            boolean copied,
            boolean repeatablesMayWait,
            boolean watched,
            Progress progress) {

        private Stage stage(boolean fullReads, List<Script> further) {
            List<Script> all = new ArrayList<>(replay);
            all.addAll(further);
            return Stage.prepare(scratches.get(), all, this, fullReads);
        }
    }

    /**
     * What is to be proven.
     *
     * @param proven pairs whose proof is known: they run forward only, so that the others meet what they build
     * @param migrations the pairs to prove, which run after those
     * @param fixtures sample rows by version
     * @param due the repeatables that run after them
     * @param before how many pairs of the run are rehearsed before these, somewhere else
     * @param total how many pairs are rehearsed in all
     * @param fileProblems what reading the files found, which gives the verdict on pairs without an undo
     */
    public record Task(
            List<Migration> proven,
            List<Migration> migrations,
            Map<Version, List<Script>> fixtures,
            List<Script> due,
            int before,
            int total,
            List<Problem> fileProblems) {

        /** The first so many of the pairs, and no repeatables. */
        Task first(int pairs) {
            return new Task(proven, migrations.subList(0, pairs), fixtures, List.of(), before, total, fileProblems);
        }

        /** The pairs after those, on a scratch of their own that gets the others forward only. */
        Task afterAlone(int pairs) {
            List<Migration> forward = new ArrayList<>(proven);
            forward.addAll(migrations.subList(0, pairs));
            return new Task(
                    forward,
                    migrations.subList(pairs, migrations.size()),
                    fixtures,
                    due,
                    before + pairs,
                    total,
                    fileProblems);
        }

        /** The pairs after those, where the others were rehearsed already. */
        Task after(int pairs) {
            return new Task(
                    List.of(),
                    migrations.subList(pairs, migrations.size()),
                    fixtures,
                    due,
                    before + pairs,
                    total,
                    fileProblems);
        }
    }

    /**
     * What was found.
     *
     * @param pairs the result of each pair, in the order in which they ran
     * @param problems what was found about repeatables and fixtures
     * @param start the catalog that the first of them started from
     * @param end the catalog after all of it, which the target's must equal
     * @param remarks sentences about how the rehearsal went
     */
    public record Result(
            Map<Version, PairResult> pairs,
            List<Problem> problems,
            Snapshot start,
            Snapshot end,
            List<String> remarks) {}

    /** Builds the base on a fresh scratch. Ends with a {@link ProblemException} where that is not possible. */
    public static Rehearsal prepare(Setup setup) {
        return new Rehearsal(setup);
    }

    /** The catalog that the applied migrations built on the scratch. */
    public Snapshot base() {
        return stage.now();
    }

    /** The repeatables of the replay that cannot stand on the base alone, and run after the pairs. */
    public List<Script> waiting() {
        return stage.waiting();
    }

    /** Runs the legs of every pair. */
    public Result run(Task task) {
        Snapshot base = stage.now();
        List<Script> stood = List.copyOf(stand);
        addsUp = true;
        Result result = attempt(task);
        sumUp(result.end());
        if (addsUp) {
            return unwound(task, base, result);
        }
        // Then everything is read each time.
        fullReads = true;
        stand.clear();
        stand.addAll(stood);
        stage = setup.stage(true, stood);
        Result again = attempt(task);
        List<String> remarks = new ArrayList<>(again.remarks());
        remarks.add("The catalog was read in full at each leg: what the scripts touched could not be told otherwise.");
        return unwound(
                task, stage.now(), new Result(again.pairs(), again.problems(), again.start(), again.end(), remarks));
    }

    private void sumUp(Snapshot kept) {
        addsUp = addsUp && kept.digest().equals(stage.readAll().digest());
    }

    private Result attempt(Task task) {
        Map<Version, PairResult> results = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Migration migration : task.proven()) {
            stage.replay(migration.forward(), ProblemCode.FORWARD_FAILED);
            stand.add(migration.forward());
            for (Script fixture : task.fixtures().getOrDefault(migration.version(), List.of())) {
                stage.replay(fixture, ProblemCode.FIXTURE_FAILED);
                stand.add(fixture);
            }
        }
        if (!task.proven().isEmpty()) {
            stage.lookAround();
        }
        Snapshot start = stage.now();
        int index = task.before();
        for (Migration migration : task.migrations()) {
            index++;
            setup.progress().scriptBegins(migration.forward(), index, task.total());
            Optional<Verdict> without = Undos.withoutRehearsal(migration, task.fileProblems());
            PairRehearsal rehearsal = new PairRehearsal(stage, setup.repeatables(), setup.own());
            PairRehearsal.Outcome outcome = rehearsal.run(migration, stage.now(), without);
            results.put(migration.version(), outcome.result());
            if (outcome.forwardStands()) {
                stand.add(migration.forward());
            }
            stage.now(outcome.now());
            if (outcome.scratchLost()) {
                // the new one is read as a whole, which would hide what was missed on this one
                sumUp(outcome.now());
                rebuild();
            }
            if (outcome.forwardStands()) {
                load(task.fixtures().getOrDefault(migration.version(), List.of()), problems);
            }
            setup.progress().scriptEnds(migration.forward(), outcome.result().tookMs());
        }
        boolean sound =
                results.values().stream().noneMatch(result -> result.failedLeg().isPresent());
        if (sound) {
            runRepeatables(task.due(), problems);
        }
        return new Result(results, problems, start, stage.now(), List.of());
    }

    private void rebuild() {
        try {
            stage = setup.stage(fullReads, stand);
        } catch (ProblemException e) {
            // The forward script that cannot be repeated stood last; without it the pairs after it can still be tried.
            stand.remove(stand.size() - 1);
            stage = setup.stage(fullReads, stand);
        }
    }

    private void load(List<Script> fixtures, List<Problem> problems) {
        for (Script fixture : fixtures) {
            try {
                stage.apply(fixture, ProblemCode.FIXTURE_FAILED, "mend the fixture, then run dbm plan");
                stand.add(fixture);
            } catch (ProblemException e) {
                problems.addAll(e.problems());
            }
        }
    }

    private void runRepeatables(List<Script> due, List<Problem> problems) {
        for (Script script : due) {
            try {
                String next = "mend " + script.path() + ", then run dbm plan";
                stage.apply(script, ProblemCode.REPEATABLE_FAILED, next);
                Snapshot once = stage.now();
                stage.apply(script, ProblemCode.REPEATABLE_FAILED, "a repeatable must run on top of itself: " + next);
                Comparison twice = CatalogComparison.compare(once, stage.now(), Leg.SECOND_FORWARD);
                if (!twice.same()) {
                    problems.add(LegProblems.repeatableUnstable(script, twice.differences()));
                }
            } catch (ProblemException e) {
                problems.addAll(e.problems());
            }
        }
    }

    /** Where repeatables ran on top, takes all pairs back once more: an undo may fail under a view that was not there before. */
    private Result unwound(Task task, Snapshot base, Result result) {
        boolean sound = result.problems().isEmpty()
                && result.pairs().values().stream()
                        .noneMatch(pair -> pair.verdict().blocks());
        if (task.due().isEmpty() || task.migrations().isEmpty() || !sound) {
            return result;
        }
        Unwinding unwinding = new Unwinding(stage, task, setup.repeatables());
        Map<Version, PairResult> pairs = new LinkedHashMap<>(result.pairs());
        unwinding.run(base, pairs).ifPresent(worse -> pairs.put(worse.version(), worse));
        return new Result(pairs, result.problems(), result.start(), result.end(), result.remarks());
    }
}

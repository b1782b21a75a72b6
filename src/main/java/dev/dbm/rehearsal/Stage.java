package dev.dbm.rehearsal;

import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.postgres.catalog.CatalogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scratch that is ready for the legs: its base is there, its catalog and rows are known. */
final class Stage {
    private static final String REPLAY_ADVICE =
            "the scratch is built by running what is applied once more, and this script does not run there any more; to"
                    + " rehearse on a copy of the target's own schema instead: --accept-drift";

    private final LegRunner legs;
    private final CatalogReader catalog;
    private final RowWatch rows;
    private final RowTrial trial;
    private final List<Script> waiting;
    private Snapshot now;

    private Stage(Scratch scratch, LegRunner legs, RowWatch rows, List<Script> waiting) {
        this.legs = legs;
        this.catalog = scratch.catalog();
        this.rows = rows;
        this.trial = new RowTrial(scratch, legs, rows);
        this.now = catalog.readAll();
        this.waiting = List.copyOf(waiting);
    }

    /** Replays what is applied on the target, and takes the catalog and rows that it leaves as the base. */
    static Stage prepare(Scratch scratch, List<Script> replay, Rehearsal.Setup setup, boolean fullReads) {
        CatalogReader catalog = scratch.catalog();
        LegRunner legs = new LegRunner(
                scratch.session(),
                catalog,
                setup.parser(),
                scratch.confinement(),
                setup.watched() ? Optional.of(watch(scratch)) : Optional.empty(),
                fullReads,
                setup.copied(),
                setup.progress());
        List<Script> waiting = new ArrayList<>();
        for (int i = 0; i < replay.size(); i++) {
            scratch.between().accept(i);
            Script script = replay.get(i);
            Optional<LegRunner.Failure> failure = legs.replay(script);
            if (failure.isPresent() && !runsAgain(script, replay.subList(i + 1, replay.size()))) {
                if (!setup.repeatablesMayWait() || script.kind() != Script.Kind.REPEATABLE) {
                    throw replayFailed(script, failure.get());
                }
                waiting.add(script);
            }
        }
        scratch.between().accept(replay.size());
        return new Stage(scratch, legs, RowWatch.over(scratch.session()), waiting);
    }

    private static EffectWatch watch(Scratch scratch) {
        return new EffectWatch(
                scratch.session(), scratch.beside().get(), scratch.session().major(), scratch.names());
    }

    /** A repeatable ran in its time on versions that were undone since, and then again on top of them. */
    private static boolean runsAgain(Script script, List<Script> later) {
        return script.kind() == Script.Kind.REPEATABLE
                && later.stream()
                        .anyMatch(other -> other.kind() == Script.Kind.REPEATABLE
                                && other.description().equals(script.description()));
    }

    private static ProblemException replayFailed(Script script, LegRunner.Failure failure) {
        return new ProblemException(
                script.kind() == Script.Kind.FIXTURE
                        ? LegProblems.failed(ProblemCode.FIXTURE_FAILED, failure, "mend the fixture, then run dbm plan")
                        : LegProblems.failed(ProblemCode.REPLAY_FAILED, failure, REPLAY_ADVICE));
    }

    /** The repeatables that cannot stand on the base alone. */
    List<Script> waiting() {
        return waiting;
    }

    LegRunner legs() {
        return legs;
    }

    RowWatch rows() {
        return rows;
    }

    RowTrial trial() {
        return trial;
    }

    Snapshot now() {
        return now;
    }

    void now(Snapshot snapshot) {
        now = snapshot;
    }

    /** Reads the whole catalog, to hold it against what was kept along the way. */
    Snapshot readAll() {
        return catalog.readAll();
    }

    /** Runs a script that must succeed here, without looking at what it did. */
    void replay(Script script, ProblemCode code) {
        legs.replay(script).ifPresent(failure -> {
            throw new ProblemException(LegProblems.failed(code, failure, "mend the script, then run dbm plan"));
        });
    }

    /** Takes catalog and rows as they are now for the start of the next pair. */
    void lookAround() {
        now = catalog.readAll();
        rows.settleAll();
    }

    /** Runs a script that must succeed here, outside the three legs. */
    void apply(Script script, ProblemCode code, String next) {
        LegRunner.Outcome outcome = legs.run(script, now);
        outcome.failure().ifPresent(failure -> {
            throw new ProblemException(LegProblems.failed(code, failure, next));
        });
        now = outcome.after();
        rows.settle(outcome.written());
    }
}

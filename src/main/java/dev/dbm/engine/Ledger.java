package dev.dbm.engine;

import dev.dbm.engine.EngineResult.Done;
import dev.dbm.model.ScriptFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known, while Flyway runs, of the steps so far. */
final class Ledger {
    private final List<Done> committed = new ArrayList<>();
    private final List<Done> executed = new ArrayList<>();
    private Optional<Step> running = Optional.empty();
    private Optional<ScriptFailure> failure = Optional.empty();
    private boolean nothingLeft;

    void begins(Step step) {
        running = Optional.of(step);
    }

    /**
     * The running step's script failed. What Flyway throws may tell of something else that failed because of it.
     *
     * @param leavesNothing whether nothing of it stays
     */
    void failed(ScriptFailure thrown, boolean leavesNothing) {
        failure = Optional.of(thrown);
        nothingLeft = leavesNothing;
    }

    /** Whether nothing of the failed script stays. */
    boolean nothingLeft() {
        return nothingLeft;
    }

    Optional<ScriptFailure> failure() {
        return failure;
    }

    void executed(Step step, long tookMs, int retries) {
        executed.add(new Done(step, tookMs, retries));
        running = Optional.empty();
    }

    /** What was executed is committed: Flyway went on after it. Tells which steps those are. */
    List<Done> commit() {
        List<Done> now = List.copyOf(executed);
        committed.addAll(now);
        executed.clear();
        return now;
    }

    List<Done> committed() {
        return List.copyOf(committed);
    }

    /** Steps whose work was done but not seen to be committed. */
    List<Step> uncommitted() {
        return executed.stream().map(Done::step).toList();
    }

    /** The step whose script is running. */
    Optional<Step> running() {
        return running;
    }
}

package dev.dbm.cli;

import dev.dbm.model.Version;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far a rollback goes.
 *
 * @param steps how many migrations, where that was said
 */
record Reach(OptionalInt steps) {

    /** Checks the three ways of saying it: only one at a time, and at least one step. */
    static Reach of(Optional<Integer> steps, Optional<Version> to, boolean all) {
        Exclusive.of("--steps", steps.isPresent(), "--to", to.isPresent());
        Exclusive.of("--steps", steps.isPresent(), "--all", all);
        Exclusive.of("--to", to.isPresent(), "--all", all);
        if (steps.isEmpty()) {
            return new Reach(OptionalInt.empty());
        }
        if (steps.get() < 1) {
            throw Exclusive.bad("--steps " + steps.get() + " undoes nothing.", "give a number from 1 up");
        }
        return new Reach(OptionalInt.of(steps.get()));
    }
}

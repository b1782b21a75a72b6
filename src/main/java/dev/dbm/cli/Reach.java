package dev.dbm.cli;

import dev.dbm.model.Version;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollback goes.
 *
 * @param steps how many migrations, where that was said
 */
record Reach(OptionalInt steps) {

    /** Checks the three ways of saying it: only one at a time, and at least one step. */
    static Reach of(@Nullable Integer steps, Optional<Version> to, boolean all) {
        Exclusive.of("--steps", steps != null, "--to", to.isPresent());
        Exclusive.of("--steps", steps != null, "--all", all);
        Exclusive.of("--to", to.isPresent(), "--all", all);
        if (steps == null) {
            return new Reach(OptionalInt.empty());
        }
        if (steps < 1) {
            throw Exclusive.bad("--steps " + steps + " undoes nothing.", "give a number from 1 up");
        }
        return new Reach(OptionalInt.of(steps));
    }
}

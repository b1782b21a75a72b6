package dev.dbm.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be done to sessions that stand in the way. */
final class TerminateOption {
    /** Which of them. */
    enum Whom {
        IDLE
    }

    @Option(
            names = "--terminate-blockers",
            paramLabel = "idle",
            description = "End sessions that block a script while idle in their transaction, where the environment "
                    + "allows it.")
    @Nullable
    Whom whom;

    boolean idle() {
        return whom == Whom.IDLE;
    }
}

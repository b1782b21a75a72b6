package dev.dbm.cli;

/** What may be done to sessions that stand in the way. */
final class TerminateOption {
    /** Which of them. */
    enum Whom {
        IDLE
    }

    private final Options.Value<Whom> whom;

    TerminateOption(Options typed) {
        whom = typed.value(
                "--terminate-blockers",
                "idle",
                Whom.class,
                "End sessions that block a script while idle in their transaction, where the environment "
                        + "allows it.");
    }

    boolean idle() {
        return whom.get().isPresent();
    }
}

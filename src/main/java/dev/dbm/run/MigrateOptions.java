package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code dbm migrate} is asked for.
 *
 * @param to the last version to apply; empty for all that are pending
 * @param atomic whether all pending migrations share one transaction
 * @param fake whether they are recorded as applied without being run
 * @param outOfOrder whether pending pairs below the head run where they stand
 * @param confirm whether {@code --confirm} was given
 * @param acceptDataLoss versions whose data loss was accepted
 * @param acceptDrift whether a target that drifted is accepted as it is
 * @param dryRun whether only the plan is wanted
 * @param reset whether the schemas are emptied first
 * @param undoOnFailure whether what this run applied is undone when a later script of it fails
 * @param terminateIdle whether sessions that stand in the way, idle in their transaction, are ended
 * @param waiver whether it may do without a backup
 */
public record MigrateOptions(
        Optional<Version> to,
        boolean atomic,
        boolean fake,
        boolean outOfOrder,
        boolean confirm,
        Set<Version> acceptDataLoss,
        boolean acceptDrift,
        boolean dryRun,
        boolean reset,
        boolean undoOnFailure,
        boolean terminateIdle,
        Waiver waiver) {

    /** With the words that a person gave for these versions. */
    MigrateOptions agreed(Set<Version> versions) {
        return new MigrateOptions(
                to,
                atomic,
                fake,
                outOfOrder,
                true,
                versions,
                acceptDrift,
                dryRun,
                reset,
                undoOnFailure,
                terminateIdle,
                waiver);
    }

    /** The command with the options that decide what it does. */
    String mode() {
        return "migrate" + (reset ? " --reset" : "") + (fake ? " --fake" : "") + rest();
    }

    /** The command that goes on where this one stopped. */
    String goOn() {
        return "dbm migrate" + rest() + Words.options(false, acceptDataLoss);
    }

    private String rest() {
        return (atomic ? " --atomic" : "")
                + (outOfOrder ? " --out-of-order" : "")
                + (undoOnFailure ? " --undo-on-failure" : "")
                + (terminateIdle ? " --terminate-blockers idle" : "")
                + waiver.options()
                + (acceptDrift ? " --accept-drift" : "")
                + to.map(version -> " --to " + version.text()).orElse("");
    }
}

package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.Optional;

/**
 * What {@code dbm plan} is asked for.
 *
 * @param to the last version to plan; empty for all that are pending
 * @param sql whether only the script is wanted
 * @param all whether every pair is rehearsed from nothing, with no target
 * @param keepGoing whether every pair is reported, not only up to the first that fails
 * @param rollback whether a rollback is planned, and which one
 * @param outOfOrder whether pending pairs below the head run where they stand
 * @param acceptDrift whether the rehearsal runs on a copy of what is there
 * @param atomic whether all pending migrations are to share one transaction
 * @param effects whether what the scripts do is watched, which findings and windows rest on
 */
public record PlanOptions(
        Optional<Version> to,
        boolean sql,
        boolean all,
        boolean keepGoing,
        Optional<RollbackOptions> rollback,
        boolean outOfOrder,
        boolean acceptDrift,
        boolean atomic,
        boolean effects) {

    /** The command that does what this plan shows, and no more. */
    String migrate(boolean confirm) {
        return "dbm migrate" + to.map(version -> " --to " + version).orElse("")
                + (atomic ? " --atomic" : "")
                + (outOfOrder ? " --out-of-order" : "")
                + (acceptDrift ? " --accept-drift" : "")
                + (confirm ? " --confirm" : "");
    }

    /** The plan of a migrate. */
    static PlanOptions dryRun(MigrateOptions options) {
        return new PlanOptions(
                options.to(),
                false,
                false,
                false,
                Optional.empty(),
                options.outOfOrder(),
                options.acceptDrift(),
                options.atomic(),
                true);
    }
}

package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code dbm rollback} is asked for. Without steps, version and all, it undoes the last applied migration.
 *
 * @param steps how many migrations to undo
 * @param to the version that stays
 * @param all whether everything is undone
 * @param undoFrom which text to run where the file differs from the kept one
 * @param confirm whether {@code --confirm} was given
 * @param acceptDataLoss versions whose data loss was accepted
 * @param acceptDrift whether a target that drifted is accepted as it is
 * @param terminateIdle whether sessions that stand in the way, idle in their transaction, are ended
 * @param waiver whether it may do without a backup
 */
public record RollbackOptions(
        OptionalInt steps,
        Optional<Version> to,
        boolean all,
        Optional<UndoFrom> undoFrom,
        boolean confirm,
        Set<Version> acceptDataLoss,
        boolean acceptDrift,
        boolean terminateIdle,
        Waiver waiver) {

    /** The command with the options that decide what it does. */
    String mode() {
        return "rollback" + (all ? " --all" : "")
                + (steps.isPresent() ? " --steps " + steps.getAsInt() : "")
                + to.map(version -> " --to " + version.text()).orElse("")
                + rest();
    }

    /** The command that goes on where this one stopped. */
    String goOn(int undone) {
        return "dbm rollback" + (all ? " --all" : "")
                + (steps.orElse(1) - undone > 1 ? " --steps " + (steps.getAsInt() - undone) : "")
                + to.map(version -> " --to " + version.text()).orElse("")
                + rest()
                + Words.options(false, acceptDataLoss);
    }

    private String rest() {
        return from()
                + (terminateIdle ? " --terminate-blockers idle" : "")
                + waiver.options()
                + (acceptDrift ? " --accept-drift" : "");
    }

    private String from() {
        return undoFrom.map(from -> " --undo-from " + from.name().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** The command that undoes so many migrations, the ones that a plan with these options shows. */
    String rollback(int undos) {
        return "dbm rollback" + (undos > 1 ? " --steps " + undos : "")
                + from()
                + (acceptDrift ? " --accept-drift" : "");
    }

    /** Where the text of an undo comes from. */
    public enum UndoFrom {
        KEPT,
        FILES
    }
}

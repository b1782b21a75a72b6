package dev.dbm.run;

import dev.dbm.model.DatabaseAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code dbm restore} is asked for.
 *
 * @param file the backup
 * @param into an empty database to restore into, in place of the target
 * @param inPlace whether the target's contents are replaced in the database itself
 * @param terminateSessions whether the sessions that keep the target from being renamed are ended
 * @param confirm whether {@code --confirm} was given
 * @param acceptDrift whether a restored catalog that is not the recorded one is accepted
 * @param waiver whether a restore in place may do without a backup; its reason also accepts a backup that is not the target's
 */
public record RestoreOptions(
        Path file,
        Optional<DatabaseAddress> into,
        boolean inPlace,
        boolean terminateSessions,
        boolean confirm,
        boolean acceptDrift,
        Waiver waiver) {

    /** The command with the options that decide what it does. */
    String mode() {
        return "restore " + ShellWord.of(file.toString())
                + into.map(address -> " --into " + Retyped.url(address)).orElse("")
                + (inPlace ? " --in-place" : "")
                + (terminateSessions ? " --terminate-sessions" : "")
                + (acceptDrift ? " --accept-drift" : "")
                + waiver.options();
    }
}

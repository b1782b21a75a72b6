package dev.dbm.run;

import java.util.Optional;

/**
 * The word that a run may do without the backup that its environment demands.
 *
 * @param noBackup whether {@code --no-backup} was given
 * @param reason why, as {@code --accept-risk} says; it goes into the journal
 */
public record Waiver(boolean noBackup, Optional<String> reason) {
    /** Nothing was said. */
    public static final Waiver NONE = new Waiver(false, Optional.empty());

    /** The options that say so. */
    String options() {
        return (noBackup ? " --no-backup" : "")
                + reason.map(why -> " --accept-risk " + ShellWord.of(why)).orElse("");
    }
}

package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.List;

/**
 * What {@code dbm repair} is asked for. With nothing named it only lists what is wrong.
 *
 * @param mend what to mend, in order
 * @param confirm whether {@code --confirm} was given
 */
public record RepairOptions(List<Mend> mend, boolean confirm) {

    /**
     * One mend.
     *
     * @param version the migration that it is about
     */
    public record Mend(Kind kind, Version version) {}

    /** What can be mended. */
    public enum Kind {
        /** A failed or half-run script is forgotten: it counts as never run, and is pending again. */
        FORGET,
        /** A half-run script was finished by hand: it counts as applied. */
        MARK_APPLIED,
        /** The file's checksum is taken over into the history. */
        ACCEPT_CHECKSUM,
        /** The missing files are written again from the journal. */
        RESTORE_FILE
    }
}

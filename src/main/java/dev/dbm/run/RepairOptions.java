package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.List;
import java.util.OptionalInt;

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
     * @param statement the statement to go on with, counted from 1, where it is named
     */
    public record Mend(Kind kind, Version version, OptionalInt statement) {
        public Mend(Kind kind, Version version) {
            this(kind, version, OptionalInt.empty());
        }
    }

    /** What can be mended. */
    public enum Kind {
        /** A half-run script goes on with its next statement. */
        RESUME,
        /** What there is of a half-run script is taken back with the undo that was proven. */
        UNDO,
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

package dev.dbm.run;

import dev.dbm.model.Version;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What {@code dbm repair} is asked for. With nothing named it only lists what is wrong.
 *
 * @param mend what to mend in the history, in order
 * @param repeatables those to forget, by description or file name: they have no version
 * @param upkeep what to clear away beside it, in order
 * @param confirm whether {@code --confirm} was given
 * @param waiver the word that it may do without the backup that is taken before a script runs
 */
public record RepairOptions(
        List<Mend> mend, List<String> repeatables, List<Upkeep> upkeep, boolean confirm, Waiver waiver) {
    public RepairOptions {
        mend = List.copyOf(mend);
        repeatables = List.copyOf(repeatables);
        upkeep = List.copyOf(upkeep);
    }

    /** Mends of the history alone. */
    public RepairOptions(List<Mend> mend, boolean confirm) {
        this(mend, List.of(), List.of(), confirm, Waiver.NONE);
    }

    /** The same, and the explicit word was given meanwhile. */
    RepairOptions confirmed() {
        return new RepairOptions(mend, repeatables, upkeep, true, waiver);
    }

    /** The command with what it is to mend. */
    String mode() {
        StringBuilder words = new StringBuilder("repair");
        mend.forEach(one -> words.append(option(one.kind()))
                .append(one.version().text())
                .append(one.statement().isPresent() ? ":" + one.statement().getAsInt() : ""));
        repeatables.forEach(name -> words.append(option(Kind.FORGET)).append(ShellWord.of(name)));
        upkeep.forEach(one -> words.append(option(one.kind())).append(ShellWord.of(one.name())));
        return words + waiver.options();
    }

    private static String option(Enum<?> kind) {
        return " --" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + " ";
    }

    /** Whether nothing is named, so that what is wrong is only listed. */
    boolean lists() {
        return mend.isEmpty() && repeatables.isEmpty() && upkeep.isEmpty();
    }

    /** Whether the history changes, or even the schema, and not only what killed runs left beside them. */
    boolean mends() {
        return !mend.isEmpty() || !repeatables.isEmpty();
    }

    /** Whether a script runs. */
    boolean runsScripts() {
        return mend.stream().anyMatch(one -> one.kind() == Kind.RESUME || one.kind() == Kind.UNDO);
    }

    /** Whether a session is to be ended, which may be the one that holds the run lock. */
    boolean endsSession() {
        return upkeep.stream().anyMatch(one -> one.kind() == UpkeepKind.END_SESSION);
    }

    /**
     * Something that is cleared away.
     *
     * @param name the index or scratch, or the session's process id
     */
    public record Upkeep(UpkeepKind kind, String name) {}

    /** What can be cleared away. */
    public enum UpkeepKind {
        /** An invalid index is dropped. */
        DROP_INDEX,
        /** An invalid index is built again. */
        REINDEX,
        /** A scratch that a killed run left is dropped. */
        DROP_SCRATCH,
        /** The session that holds the run lock and does nothing is ended. */
        END_SESSION
    }

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

package dev.dbm.planning;

import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.util.Optional;

/**
 * Where one version stands between files and history.
 *
 * @param migration its files, where there are any
 * @param row its last row in the schema history, where it has one
 * @param kept what the journal kept when it was applied
 */
public record Standing(
        Version version,
        State state,
        Optional<Migration> migration,
        Optional<HistoryRow> row,
        Optional<JournalEntry> kept) {

    /** Whether the target has it now. */
    public boolean applied() {
        return switch (state) {
            case APPLIED, MISSING, CHANGED, FAKED -> true;
            case PENDING, UNDONE, FAILED, OUT_OF_ORDER, BASELINE -> false;
        };
    }

    /** Whether {@code migrate} would run it. */
    public boolean pending() {
        return state == State.PENDING || state == State.UNDONE || state == State.OUT_OF_ORDER;
    }

    /** Its description, from the file or else from the history. */
    public String description() {
        return migration
                .map(Migration::description)
                .or(() -> row.map(HistoryRow::description))
                .orElse("");
    }

    /** The forward script as the user would name it. */
    public String script() {
        return migration
                .map(found -> found.forward().path())
                .or(() -> row.map(HistoryRow::script))
                .orElse("");
    }
}

package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * What dbm knows of a database's past. A database without a journal is an ordinary thing (a plain Flyway project): every
 * reader copes with it.
 *
 * @param exists whether the table is there and readable
 * @param entries its rows, oldest first
 */
public record Journal(boolean exists, List<JournalEntry> entries) {
    /** A database that dbm has not worked on. */
    public static final Journal NONE = new Journal(false, List.of());

    public Journal {
        entries = List.copyOf(entries);
    }

    /** The environment that the database remembers to be. */
    public Optional<String> environment() {
        Optional<String> name = Optional.empty();
        for (JournalEntry entry : entries) {
            if (entry.action() == JournalEntry.Action.ADOPT && entry.outcome() == JournalEntry.Outcome.DONE) {
                name = Optional.of(entry.environment());
            }
        }
        return name;
    }

    /** The last entry that recorded this version as applied, by running it or by declaring it so. */
    public Optional<JournalEntry> lastApplied(Version version) {
        JournalEntry found = null;
        for (JournalEntry entry : entries) {
            boolean applies =
                    entry.action() == JournalEntry.Action.MIGRATE || entry.action() == JournalEntry.Action.FAKE;
            if (applies
                    && entry.outcome() == JournalEntry.Outcome.DONE
                    && entry.version().equals(Optional.of(version))) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The undo text that was kept when this version was applied. */
    public Optional<JournalEntry.KeptUndo> keptUndo(Version version) {
        return lastApplied(version).flatMap(JournalEntry::undo);
    }

    /** The catalog digest of the last run that recorded one. */
    public Optional<String> lastDigest() {
        Optional<String> digest = Optional.empty();
        for (JournalEntry entry : entries) {
            if (entry.catalogDigest().isPresent()) {
                digest = entry.catalogDigest();
            }
        }
        return digest;
    }
}

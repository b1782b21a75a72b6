package dev.dbm.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** The entries about what is there: those since the schemas were last emptied. */
    public List<JournalEntry> sinceReset() {
        return entries.subList(lastReset() + 1, entries.size());
    }

    /** Whether the schemas were being emptied, and nobody saw the end of it. */
    public boolean resetUnfinished() {
        int last = lastReset();
        return last >= 0 && entries.get(last).outcome() != JournalEntry.Outcome.DONE;
    }

    private int lastReset() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).action() == JournalEntry.Action.RESET) {
                return i;
            }
        }
        return -1;
    }

    /** The last entry about each version, whatever it says. */
    public Map<Version, JournalEntry> latest() {
        Map<Version, JournalEntry> latest = new HashMap<>();
        for (JournalEntry entry : sinceReset()) {
            entry.version().ifPresent(version -> latest.put(version, entry));
        }
        return latest;
    }

    /** For each version the last entry that recorded it as applied, by running it or by declaring it so. */
    public Map<Version, JournalEntry> applications() {
        Map<Version, JournalEntry> applied = new HashMap<>();
        for (JournalEntry entry : sinceReset()) {
            boolean applies =
                    entry.action() == JournalEntry.Action.MIGRATE || entry.action() == JournalEntry.Action.FAKE;
            if (applies && entry.outcome() == JournalEntry.Outcome.DONE) {
                entry.version().ifPresent(version -> applied.put(version, entry));
            }
        }
        return applied;
    }

    /**
     * The digest of the catalog as dbm last left it; empty where nobody knows: before the first run, and where the last one did not
     * come to its end after an undo or a repeatable.
     */
    public Optional<String> lastDigest() {
        Optional<String> digest = Optional.empty();
        for (JournalEntry entry : sinceReset()) {
            boolean changes =
                    switch (entry.action()) {
                        case MIGRATE, REPEAT, UNDO, FAKE, RESTORE -> true;
                        case RUN -> entry.catalogDigest().isPresent();
                        case ADOPT, PROVE, REPAIR, RESET -> false;
                    };
            if (changes && entry.outcome() == JournalEntry.Outcome.DONE) {
                digest = entry.catalogDigest();
            }
        }
        return digest;
    }

    /** The backup that was taken last, whether by dbm or by the user's own command. */
    public Optional<Report.Backup> lastBackup() {
        Optional<Report.Backup> last = Optional.empty();
        for (JournalEntry entry : entries) {
            Optional<Report.Backup> named = entry.backup().flatMap(Report.Backup::ofJournal);
            last = named.isPresent() ? named : last;
        }
        return last;
    }
}

package dev.dbm.planning;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where every migration stands.
 *
 * @param versions every version that files or history know, lowest first
 * @param repeatables every repeatable in the files, in the order in which they run
 * @param head the highest applied version
 */
public record Standings(List<Standing> versions, List<Repeatable> repeatables, Optional<Version> head) {
    public Standings {
        versions = List.copyOf(versions);
        repeatables = List.copyOf(repeatables);
    }

    /**
     * A repeatable and its last successful run.
     *
     * @param due whether it has never run, or its checksum is another one now
     */
    public record Repeatable(Script script, Optional<HistoryRow> row, boolean due) {}

    /**
     * Puts files and history side by side. The checksum of a repeatable is the one that Flyway takes, after placeholders were
     * filled in.
     */
    public static Standings of(Migrations migrations, History history, Journal journal) {
        Map<Version, Migration> files = new TreeMap<>();
        migrations.versioned().forEach(migration -> files.put(migration.version(), migration));
        Map<Version, HistoryRow> rows = history.latest();
        Map<Version, JournalEntry> entries = journal.latest();
        Map<Version, JournalEntry> kept = journal.applications();
        Optional<Version> head = history.head();
        Optional<HistoryRow> baseline = history.baseline();
        Set<Version> versions = new TreeSet<>(files.keySet());
        versions.addAll(rows.keySet());
        // a script without transaction that was killed midway is known to the journal alone
        entries.values().stream()
                .filter(entry -> entry.outcome() == JournalEntry.Outcome.STARTED)
                .forEach(entry -> entry.version().ifPresent(versions::add));
        baseline.flatMap(HistoryRow::version).ifPresent(versions::add);

        List<Standing> standings = new ArrayList<>();
        for (Version version : versions) {
            Optional<Migration> migration = Optional.ofNullable(files.get(version));
            Optional<HistoryRow> row = Optional.ofNullable(rows.get(version));
            Optional<JournalEntry> entry = Optional.ofNullable(entries.get(version));
            Optional<JournalEntry> application = Optional.ofNullable(kept.get(version));
            boolean behindBaseline = baseline.flatMap(HistoryRow::version)
                    .filter(start -> version.compareTo(start) <= 0)
                    .isPresent();
            State state = row.isEmpty() && behindBaseline && !halfRun(entry, row)
                    ? State.BASELINE
                    : state(version, migration, row, entry, application, head);
            // undone, and its files taken away: it is pending no more, also below the head
            boolean forgotten = migration.isEmpty() && (state == State.UNDONE || state == State.OUT_OF_ORDER);
            if (!forgotten) {
                Optional<HistoryRow> shown = state == State.BASELINE
                        ? baseline.filter(start -> start.version().equals(Optional.of(version)))
                        : row;
                standings.add(new Standing(version, state, migration, shown, application));
            }
        }
        return new Standings(standings, repeatables(migrations, history), head);
    }

    private static State state(
            Version version,
            Optional<Migration> migration,
            Optional<HistoryRow> row,
            Optional<JournalEntry> entry,
            Optional<JournalEntry> application,
            Optional<Version> head) {
        if (halfRun(entry, row) || row.filter(last -> !last.success()).isPresent()) {
            return State.FAILED;
        }
        if (row.isPresent() && !row.get().takesBack()) {
            if (migration.isEmpty()) {
                return State.MISSING;
            }
            Optional<Integer> recorded = row.get().checksum();
            if (recorded.isPresent()
                    && recorded.get() != migration.get().forward().checksum()) {
                return State.CHANGED;
            }
            boolean faked = application
                    .filter(found -> found.action() == JournalEntry.Action.FAKE)
                    .isPresent();
            return faked ? State.FAKED : State.APPLIED;
        }
        if (head.filter(highest -> version.compareTo(highest) < 0).isPresent()) {
            return State.OUT_OF_ORDER;
        }
        return row.isPresent() ? State.UNDONE : State.PENDING;
    }

    /** The history is the truth: whoever was stopped between its row and the journal's last word had come to the end. */
    private static boolean halfRun(Optional<JournalEntry> last, Optional<HistoryRow> row) {
        return last.filter(entry -> entry.outcome() == JournalEntry.Outcome.STARTED)
                .filter(entry -> !recorded(entry, row))
                .isPresent();
    }

    private static boolean recorded(JournalEntry entry, Optional<HistoryRow> row) {
        boolean undo = entry.action() == JournalEntry.Action.UNDO;
        return row.filter(last -> last.success() && last.takesBack() == undo).isPresent();
    }

    private static List<Repeatable> repeatables(Migrations migrations, History history) {
        Map<String, HistoryRow> ran = history.repeatables();
        List<Repeatable> repeatables = new ArrayList<>();
        for (Script script : migrations.repeatables()) {
            Optional<HistoryRow> row = Optional.ofNullable(ran.get(script.description()));
            boolean due = row.flatMap(HistoryRow::checksum)
                    .filter(then -> then == script.checksum())
                    .isEmpty();
            repeatables.add(new Repeatable(script, row, due));
        }
        return repeatables;
    }

    /** The standing of a version. */
    public Optional<Standing> find(Version version) {
        return versions.stream()
                .filter(standing -> standing.version().equals(version))
                .findFirst();
    }
}

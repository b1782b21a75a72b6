package dev.dbm.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a proven undo was seen to do to the tables that it met: what the catalog and the locks told at its end, so also what came
 * by CASCADE, in a function or a DO block. It is kept with the proof, for whoever runs the undo without rehearsing it again.
 *
 * @param drops tables and columns that it takes away
 * @param written tables whose rows it writes, deletes or may do so
 * @param locks the strongest lock that it takes on each table; only those that make others wait
 */
public record UndoEffects(List<Drop> drops, Set<String> written, Map<String, LockMode> locks) {
    private static final String TABLE = "drops table ";
    private static final String COLUMN = "drops column ";
    private static final String ROWS = "writes rows of ";
    private static final String LOCK = "locks ";

    public UndoEffects {
        drops = drops.stream()
                .sorted(Comparator.comparing(Drop::table)
                        .thenComparing(drop -> drop.column().orElse("")))
                .toList();
        written = Set.copyOf(written);
        locks = Map.copyOf(locks);
    }

    /**
     * A table, or a column of it, that is taken away.
     *
     * @param column empty where all of the table goes
     */
    public record Drop(String table, Optional<String> column) {}

    /** All of it in words, for keeping; {@link #of(Map)} reads them. */
    public Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        for (Drop drop : drops) {
            drop.column()
                    .ifPresentOrElse(
                            column -> words.put(COLUMN + drop.table() + "." + column, drop.table()),
                            () -> words.put(TABLE + drop.table(), ""));
        }
        written.forEach(table -> words.put(ROWS + table, ""));
        locks.forEach((table, mode) -> words.put(LOCK + table, mode.words()));
        return words;
    }

    /**
     * Reads what was kept.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static UndoEffects of(Map<String, String> words) {
        List<Drop> drops = new ArrayList<>();
        Set<String> written = new TreeSet<>();
        Map<String, LockMode> locks = new TreeMap<>();
        new TreeMap<>(words).forEach((word, value) -> {
            if (word.startsWith(TABLE)) {
                drops.add(new Drop(word.substring(TABLE.length()), Optional.empty()));
            } else if (word.startsWith(COLUMN + value + ".")) {
                drops.add(new Drop(value, Optional.of(word.substring(COLUMN.length() + value.length() + 1))));
            } else if (word.startsWith(ROWS)) {
                written.add(word.substring(ROWS.length()));
            } else if (word.startsWith(LOCK)) {
                locks.put(
                        word.substring(LOCK.length()),
                        LockMode.valueOf(value.toUpperCase(Locale.ROOT).replace(' ', '_')));
            } else {
                throw new IllegalArgumentException("no effect of an undo: " + word);
            }
        });
        return new UndoEffects(drops, written, locks);
    }
}

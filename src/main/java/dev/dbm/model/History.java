package dev.dbm.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The schema history: Flyway's table, which is the truth about what is applied.
 *
 * @param exists whether the table is there
 * @param rows its rows, by rank
 */
public record History(boolean exists, List<HistoryRow> rows) {
    /** A database without a history. */
    public static final History NONE = new History(false, List.of());

    public History {
        rows = List.copyOf(rows);
    }

    /** The last row of each version, lowest version first, baseline rows left out. */
    public Map<Version, HistoryRow> latest() {
        Map<Version, HistoryRow> latest = new TreeMap<>();
        for (HistoryRow row : rows) {
            if (!row.baseline()) {
                row.version().ifPresent(version -> latest.put(version, row));
            }
        }
        return latest;
    }

    /** The rows of versions that are applied now, in the order in which they were applied. */
    public List<HistoryRow> applied() {
        Map<Version, HistoryRow> latest = latest();
        List<HistoryRow> applied = new ArrayList<>();
        for (HistoryRow row : rows) {
            if (row.success() && !row.takesBack() && isLatest(row, latest)) {
                applied.add(row);
            }
        }
        return applied;
    }

    /** The highest version that is applied, a baseline's counted. */
    public Optional<Version> head() {
        Optional<Version> head = baseline().flatMap(HistoryRow::version);
        for (HistoryRow row : applied()) {
            Version version = row.version().orElseThrow();
            if (head.isEmpty() || version.compareTo(head.get()) > 0) {
                head = Optional.of(version);
            }
        }
        return head;
    }

    /** The baseline that the history starts from, if it has one. */
    public Optional<HistoryRow> baseline() {
        return rows.stream().filter(row -> row.baseline() && row.success()).reduce((first, second) -> second);
    }

    /** The rows of versions whose last attempt failed and left something to repair. */
    public List<HistoryRow> failed() {
        Map<Version, HistoryRow> latest = latest();
        List<HistoryRow> failed = new ArrayList<>();
        for (HistoryRow row : rows) {
            if (!row.success() && (row.version().isEmpty() ? !repeatedSince(row) : isLatest(row, latest))) {
                failed.add(row);
            }
        }
        return failed;
    }

    /** The last successful row of each repeatable that was not taken back since, by description. */
    public Map<String, HistoryRow> repeatables() {
        Map<String, HistoryRow> latest = new LinkedHashMap<>();
        for (HistoryRow row : rows) {
            if (row.version().isEmpty() && row.success() && row.type().equals("SQL")) {
                latest.put(row.description(), row);
            } else if (row.version().isEmpty() && row.takesBack()) {
                latest.remove(row.description());
            }
        }
        return latest;
    }

    /** Whether this version is applied now. */
    public boolean isApplied(Version version) {
        HistoryRow row = latest().get(version);
        return row != null && row.success() && !row.takesBack();
    }

    private static boolean isLatest(HistoryRow row, Map<Version, HistoryRow> latest) {
        return row.version().map(latest::get).filter(last -> last == row).isPresent();
    }

    private boolean repeatedSince(HistoryRow failed) {
        return rows.stream()
                .anyMatch(row -> row.rank() > failed.rank()
                        && row.success()
                        && row.version().isEmpty()
                        && row.description().equals(failed.description()));
    }
}

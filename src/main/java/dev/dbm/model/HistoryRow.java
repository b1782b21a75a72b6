package dev.dbm.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One row of {@code flyway_schema_history}, as it stands there.
 *
 * @param rank installed_rank
 * @param version the version; empty for a repeatable
 * @param type Flyway's type: SQL, JDBC, BASELINE, DELETE, UNDO_SQL ...
 * @param checksum Flyway's checksum; empty where the row has none
 * @param tookMs execution time in milliseconds
 */
public record HistoryRow(
        int rank,
        Optional<Version> version,
        String description,
        String type,
        String script,
        Optional<Integer> checksum,
        String installedBy,
        Instant installedOn,
        int tookMs,
        boolean success) {

    /** Whether the row takes a version back: dbm's DELETE, or the UNDO rows of Flyway's paid editions. */
    public boolean takesBack() {
        return type.equals("DELETE") || type.startsWith("UNDO");
    }

    public boolean baseline() {
        return type.equals("BASELINE") || type.endsWith("BASELINE");
    }
}

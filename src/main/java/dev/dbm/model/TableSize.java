package dev.dbm.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How big a relation of the target is.
 *
 * @param rows about how many rows it has; empty where it was never analyzed
 * @param bytes its size on disk with indexes and TOAST; empty where the role may not ask
 * @param analyzed when its statistics were last gathered
 */
public record TableSize(Optional<Long> rows, Optional<Long> bytes, Optional<Instant> analyzed) {
    /** Whether it is known to hold nothing. */
    public boolean isEmpty() {
        return rows.filter(count -> count == 0).isPresent();
    }
}

package dev.dbm.postgres.catalog;

import java.util.List;
import java.util.Optional;

/**
 * Where a leg's transaction began: what it wrote is what came after.
 *
 * @param firstXid the transaction's id; its subtransactions have later ones
 * @param writes how many rows of each watched system catalog the session had written before, in {@link Watch}'s order; empty
 *     where the server does not count ({@code track_counts} is off)
 */
public record LegMark(long firstXid, Optional<List<Long>> writes) {
    public LegMark {
        writes = writes.map(List::copyOf);
    }
}

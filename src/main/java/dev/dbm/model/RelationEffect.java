package dev.dbm.model;

import java.util.Optional;
import java.util.Set;

/**
 * What one statement did to one relation.
 *
 * @param relation its full name, as it was before the statement where that renamed it
 * @param kind what it is: {@code table}, {@code index}, {@code view}, {@code materialized-view}, {@code sequence} ...
 * @param table for an index the table that it is on
 * @param existed whether it was there before the script
 * @param lock the lock that the statement took on it, where the script held none so strong yet; held until the transaction ends
 * @param did what happened to it
 * @param rows the rows that the statement wrote in it, triggers and cascades included
 */
public record RelationEffect(
        String relation,
        String kind,
        Optional<String> table,
        boolean existed,
        Optional<LockMode> lock,
        Set<Did> did,
        Rows rows) {

    public RelationEffect {
        did = Set.copyOf(did);
    }

    /** What can happen to a relation beside rows being written. */
    public enum Did {
        CREATED,
        DROPPED,
        /** All its rows were written anew into other storage; an index was built again. */
        REWRITTEN,
        /** All its rows went at once, by TRUNCATE. */
        EMPTIED,
        /** All its rows were read, and it was not rewritten. */
        SCANNED,
        /** Some of its rows were written: in a {@link Window}, nobody knows how many. */
        WRITTEN,
        /** An index that was left invalid. */
        LEFT_INVALID
    }

    /** Counts of rows. */
    public record Rows(long inserted, long updated, long deleted) {
        public static final Rows NONE = new Rows(0, 0, 0);

        public boolean any() {
            return inserted + updated + deleted > 0;
        }
    }

    public boolean did(Did what) {
        return did.contains(what);
    }
}

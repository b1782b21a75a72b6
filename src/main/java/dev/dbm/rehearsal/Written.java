package dev.dbm.rehearsal;

import java.util.HashSet;
import java.util.Set;

/**
 * What scripts wrote to and read.
 *
 * @param relations relations whose rows may have changed, by oid
 * @param rows those of them where rows were inserted, updated or deleted, or looked for to do so
 * @param read relations that were read
 */
record Written(Set<Long> relations, Set<Long> rows, Set<Long> read) {
    static final Written NOTHING = new Written(Set.of(), Set.of(), Set.of());

    /** Nothing tells what was written to. */
    static final Written ANYTHING = new Written(Set.of(0L), Set.of(0L), Set.of());

    boolean anything() {
        return relations.containsAll(ANYTHING.relations);
    }

    Written and(Written other) {
        return new Written(union(relations, other.relations), union(rows, other.rows), union(read, other.read));
    }

    private static Set<Long> union(Set<Long> one, Set<Long> other) {
        Set<Long> union = new HashSet<>(one);
        union.addAll(other);
        return union;
    }
}

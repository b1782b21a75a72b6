package dev.dbm.postgres.catalog;

import java.util.Map;
import java.util.Set;

/**
 * What a transaction touched.
 *
 * @param everything whether it cannot be told, so that all must be read again
 * @param units OIDs by catalog of the units to read again; some may be gone
 * @param kinds the catalogs of rare kinds to read again as a whole
 * @param domains whether some domain lost a constraint: that locks nothing by which one could tell which
 * @param parts which sorts of parts the relations among the units may have, as {@link Source#parts} says it
 */
record Touched(boolean everything, Map<String, Set<Long>> units, Set<String> kinds, boolean domains, int parts) {
    /** The same with other rare kinds. */
    Touched withKinds(Set<String> others) {
        return new Touched(everything, units, others, domains, parts);
    }

    static final Touched EVERYTHING = new Touched(true, Map.of(), Set.of(), false, 0);
}

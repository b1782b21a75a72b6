package dev.dbm.rehearsal;

import dev.dbm.model.Comparison;
import dev.dbm.model.Leg;
import dev.dbm.model.Note;
import dev.dbm.model.Snapshot;
import java.util.Comparator;
import java.util.List;

/**
 * Compares two catalogs as section "What counts as the same schema" of the contract says: what counts is a difference, what does
 * not is a note, and what another difference already says is left out.
 *
 * <p>A note {@code enum-label-left} holds only if the second forward succeeds; where it fails, the undo is to blame.
 */
public final class CatalogComparison {
    /** The order in which people read: outer things first. */
    private static final List<String> KINDS = List.of(
            "database",
            "schema",
            "extension",
            "type",
            "domain",
            "table",
            "foreign-table",
            "partition",
            "inheritance",
            "of-type",
            "column",
            "attribute",
            "constraint",
            "index",
            "sequence",
            "view",
            "materialized-view",
            "rule",
            "function",
            "procedure",
            "aggregate",
            "trigger",
            "constraint-trigger",
            "event-trigger",
            "row-security",
            "policy");

    /** Facts about other objects come last. */
    private static final List<String> LAST =
            List.of("owner", "grant", "default-privileges", "security-label", "comment");

    private static final Comparator<Delta> ORDER = Comparator.<Delta>comparingInt(delta -> rank(delta.kind()))
            .thenComparing(Delta::kind)
            .thenComparing(Delta::object);

    private CatalogComparison() {}

    /**
     * Compares.
     *
     * @param expected what should be: the start for the undo, the first forward for the second, the rehearsed for the target
     * @param actual what is
     * @param leg where the comparison takes place; decides which notes there can be
     */
    public static Comparison compare(Snapshot expected, Snapshot actual, Leg leg) {
        List<Delta> found = Delta.between(expected, actual);
        if (found.isEmpty()) {
            return new Comparison(List.of(), List.of());
        }
        Excuses excuses = new Excuses(found.stream().sorted(ORDER).toList());
        // these two were built at another time than what they are compared with
        boolean later = leg == Leg.SECOND_FORWARD || leg == Leg.TARGET;
        if (later) {
            FrozenConstants.excuseNames(excuses);
        }
        GeneratedNames.excuse(excuses);
        ColumnOrder.excuse(excuses);
        BodyLayout.excuse(excuses);
        if (leg == Leg.UNDO) {
            Leftovers.excuse(excuses);
        }
        if (later) {
            FrozenConstants.excuse(excuses);
        }
        Subsumption.reduce(excuses);
        return new Comparison(
                excuses.deltas().stream()
                        .sorted(ORDER)
                        .map(delta -> delta.difference(leg))
                        .toList(),
                excuses.notes().stream()
                        .sorted(Comparator.comparing(Note::kind).thenComparing(Note::object))
                        .toList());
    }

    private static int rank(String kind) {
        int first = KINDS.indexOf(kind);
        if (first >= 0) {
            return first;
        }
        int last = LAST.indexOf(kind);
        return KINDS.size() + (last < 0 ? 0 : 1 + last);
    }
}

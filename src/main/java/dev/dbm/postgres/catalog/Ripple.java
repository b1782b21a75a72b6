package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.EnumLabels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a change reaches beyond the units that were touched. The catalog prints other objects by their present names, so a
 * rename changes the text of what depends on it; and the text of a view depends on which columns its tables have, as names that
 * clash get aliases, and on the order of the attributes that a function returns, as all of them are written out.
 *
 * @param everything whether something was, or may have been, renamed
 * @param sources units whose dependents must be read again
 */
record Ripple(boolean everything, Set<CatalogUnit.Id> sources) {
    private static final Set<String> COLUMNS = Set.of("column", "attribute");
    private static final Set<String> NAMED_PARTS = Set.of("constraint", "index");

    /** Compares the units read again with what they were. */
    static Ripple of(Map<CatalogUnit.Id, CatalogUnit> before, Map<CatalogUnit.Id, CatalogUnit> read) {
        Set<CatalogUnit.Id> sources = new HashSet<>();
        for (CatalogUnit now : read.values()) {
            CatalogUnit was = before.get(now.id());
            if (was == null || was.equals(now)) {
                continue;
            }
            Change columns = Change.of(was, now, COLUMNS);
            if (renamed(was, now) || columns.maybeRename()) {
                return new Ripple(true, Set.of());
            }
            if (columns.any()
                    || !order(was).equals(order(now))
                    || redefined(was, now)
                    || Change.of(was, now, NAMED_PARTS).maybeRename()) {
                sources.add(now.id());
            }
        }
        return new Ripple(false, sources);
    }

    private static List<CatalogItem> order(CatalogUnit unit) {
        return unit.items().stream()
                .filter(item -> item.kind().equals("column-order"))
                .toList();
    }

    private static boolean renamed(CatalogUnit was, CatalogUnit now) {
        CatalogItem old = was.items().get(0);
        CatalogItem current = now.items().get(0);
        return !old.object().equals(current.object()) || labelRenamed(old.definition(), current.definition());
    }

    // Labels can be added anywhere but not taken away, so an old label that is not there any more was renamed. Two
    // renames that
    // swap labels change the order.
    private static boolean labelRenamed(String was, String now) {
        return was.startsWith(EnumLabels.PREFIX) && !EnumLabels.addedOnly(was, now);
    }

    private static boolean redefined(CatalogUnit was, CatalogUnit now) {
        CatalogItem view = now.items().get(0);
        return view.kind().equals("view")
                && !view.definition().equals(was.items().get(0).definition());
    }

    /** Which names of some kinds a unit lost, and which it gained. */
    private record Change(boolean lost, boolean gained) {
        static Change of(CatalogUnit was, CatalogUnit now, Set<String> kinds) {
            Set<String> old = names(was.items(), kinds);
            Set<String> current = names(now.items(), kinds);
            return new Change(!current.containsAll(old), !old.containsAll(current));
        }

        private static Set<String> names(List<CatalogItem> items, Set<String> kinds) {
            return items.stream()
                    .filter(item -> kinds.contains(item.kind()))
                    .map(CatalogItem::object)
                    .collect(Collectors.toSet());
        }

        boolean any() {
            return lost || gained;
        }

        boolean maybeRename() {
            return lost && gained;
        }
    }
}

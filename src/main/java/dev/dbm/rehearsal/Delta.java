package dev.dbm.rehearsal;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One fact that two catalogs do not share.
 *
 * @param before the fact as expected
 * @param after the fact as found; of the two, one at least is there
 */
record Delta(Optional<Side> before, Optional<Side> after) {

    /** A fact and the unit that it stands in. */
    record Side(CatalogItem item, CatalogUnit unit) {}

    /** All facts that differ, by kind and full name. Units that are equal are not looked into. */
    static List<Delta> between(Snapshot expected, Snapshot actual) {
        Map<String, Side> before = sides(expected, actual);
        Map<String, Side> after = sides(actual, expected);
        List<Delta> deltas = new ArrayList<>();
        before.forEach((key, side) -> {
            Optional<Side> now = Optional.ofNullable(after.get(key));
            if (now.map(other -> !same(side.item(), other.item())).orElse(true)) {
                deltas.add(new Delta(Optional.of(side), now));
            }
        });
        after.forEach((key, side) -> {
            if (!before.containsKey(key)) {
                deltas.add(new Delta(Optional.empty(), Optional.of(side)));
            }
        });
        return deltas;
    }

    private static Map<String, Side> sides(Snapshot of, Snapshot other) {
        Map<String, Side> sides = new HashMap<>();
        of.units().forEach((id, unit) -> {
            if (!unit.equals(other.units().get(id))) {
                unit.items().forEach(item -> sides.put(key(item.kind(), item.object()), new Side(item, unit)));
            }
        });
        return sides;
    }

    private static String key(String kind, String object) {
        return kind + '\0' + object;
    }

    static boolean same(CatalogItem one, CatalogItem other) {
        return one.definition().equals(other.definition()) && one.body().equals(other.body());
    }

    CatalogItem item() {
        return side().item();
    }

    Side side() {
        return after.or(() -> before).orElseThrow();
    }

    String kind() {
        return item().kind();
    }

    String object() {
        return item().object();
    }

    Difference.Change change() {
        if (before.isEmpty()) {
            return Difference.Change.LEFT;
        }
        return after.isEmpty() ? Difference.Change.GONE : Difference.Change.CHANGED;
    }

    boolean changed() {
        return change() == Difference.Change.CHANGED;
    }

    /** The fact as expected, where something is changed or gone. */
    CatalogItem was() {
        return before.orElseThrow().item();
    }

    /** The fact as found, where something is changed or left. */
    CatalogItem is() {
        return after.orElseThrow().item();
    }

    /** Whether this is about the unit's object itself, not about a part of it. */
    boolean wholeUnit() {
        return side().unit().items().get(0).equals(item());
    }

    Difference difference(Leg leg) {
        return new Difference(
                leg,
                kind(),
                object(),
                change(),
                before.map(Side::item).map(CatalogItem::text),
                after.map(Side::item).map(CatalogItem::text));
    }
}

package dev.dbm.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A table that a script makes, drops or changes, before and after.
 *
 * @param table its full name, the new one where it was renamed
 * @param before its columns, constraints and indexes before the script; empty where it was not there
 * @param after the same after the script; empty where it is gone
 */
public record TableChange(String table, Optional<List<CatalogItem>> before, Optional<List<CatalogItem>> after) {
    public TableChange {
        before = before.map(List::copyOf);
        after = after.map(List::copyOf);
    }

    /** The tables that two catalogs do not share, by name. */
    public static List<TableChange> between(Snapshot before, Snapshot after) {
        List<TableChange> changes = new ArrayList<>();
        before.units().forEach((id, unit) -> {
            CatalogUnit now = after.units().get(id);
            if (unit != now && isTable(unit) && !unit.equals(now)) {
                CatalogUnit named = now == null ? unit : now;
                changes.add(new TableChange(
                        named.items().get(0).object(),
                        Optional.of(shape(unit)),
                        Optional.ofNullable(now).map(TableChange::shape)));
            }
        });
        after.units().forEach((id, unit) -> {
            if (isTable(unit) && !before.units().containsKey(id)) {
                changes.add(new TableChange(unit.items().get(0).object(), Optional.empty(), Optional.of(shape(unit))));
            }
        });
        changes.removeIf(change -> change.before().equals(change.after()));
        changes.sort(Comparator.comparing(TableChange::table));
        return changes;
    }

    private static boolean isTable(CatalogUnit unit) {
        return !unit.items().isEmpty() && unit.items().get(0).kind().equals("table");
    }

    /** Columns as the table has them, then constraints, then indexes. */
    private static List<CatalogItem> shape(CatalogUnit unit) {
        int name = unit.items().get(0).object().length() + 1;
        List<String> order = unit.items().stream()
                .filter(item -> item.kind().equals("column-order"))
                .findFirst()
                .map(item -> List.of(item.definition().split(", ", -1)))
                .orElse(List.of());
        List<CatalogItem> shape = new ArrayList<>();
        unit.items().stream()
                .filter(item -> item.kind().equals("column"))
                .sorted(Comparator.comparingInt(
                        column -> order.indexOf(column.object().substring(name))))
                .forEach(shape::add);
        for (String kind : List.of("constraint", "index")) {
            unit.items().stream().filter(item -> item.kind().equals(kind)).forEach(shape::add);
        }
        return shape;
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.LockMode;
import dev.dbm.model.Snapshot;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.UndoEffects.Drop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells from what a leg leaves anyway, its locks and its catalog, what the undo did to tables. */
final class UndoSight {
    private static final Set<String> TABLES = Set.of("table", "materialized-view");

    private UndoSight() {}

    /**
     * What the undo did.
     *
     * @param before the catalog that it met
     */
    static UndoEffects of(Snapshot before, LegRunner.Outcome undo) {
        List<Drop> drops = new ArrayList<>();
        Map<String, String> partitions = new HashMap<>();
        Set<String> written = new TreeSet<>();
        Map<String, LockMode> locks = new TreeMap<>();
        for (CatalogUnit.Id id : met(before, undo)) {
            CatalogUnit unit = before.units().get(id);
            if (unit == null || !TABLES.contains(unit.items().get(0).kind())) {
                continue;
            }
            String table = unit.items().get(0).object();
            drops(unit, table, Optional.ofNullable(undo.after().units().get(id)), drops);
            partitionOf(unit).ifPresent(parent -> partitions.put(table, parent));
            Optional<LockMode> lock = Optional.ofNullable(undo.locks().get(id.oid()));
            lock.filter(LockMode::blocksWrites).ifPresent(mode -> locks.put(table, mode));
            if (undo.written().rows().contains(id.oid())) {
                written.add(table);
            }
        }
        Set<String> dropped = drops.stream()
                .filter(drop -> drop.column().isEmpty())
                .map(Drop::table)
                .collect(Collectors.toSet());
        // a partition goes with its table, which holds its rows
        drops.removeIf(drop -> dropped.contains(partitions.getOrDefault(drop.table(), "")));
        return new UndoEffects(drops, written, locks);
    }

    private static Optional<String> partitionOf(CatalogUnit unit) {
        return unit.items().stream()
                .filter(item ->
                        item.kind().equals("partition") && item.definition().startsWith("OF "))
                .map(item -> item.definition().substring(3).split(" ", 2)[0])
                .findFirst();
    }

    /** A relation that a transaction drops or changes is locked to its end; of a script without one nothing is known. */
    private static Set<CatalogUnit.Id> met(Snapshot before, LegRunner.Outcome undo) {
        if (undo.written().anything()) {
            return before.units().keySet();
        }
        return undo.locks().keySet().stream()
                .map(oid -> new CatalogUnit.Id("pg_class", oid))
                .collect(Collectors.toSet());
    }

    private static void drops(CatalogUnit unit, String table, Optional<CatalogUnit> now, List<Drop> drops) {
        if (now.isEmpty()) {
            drops.add(new Drop(table, Optional.empty()));
            return;
        }
        if (now.get() == unit) {
            return;
        }
        Set<String> left = new HashSet<>();
        now.get().items().stream().filter(UndoSight::isColumn).forEach(column -> left.add(column.object()));
        String renamed = now.get().items().get(0).object();
        for (CatalogItem column : unit.items()) {
            if (isColumn(column)) {
                String name = column.object().substring(table.length() + 1);
                if (!left.contains(renamed + "." + name)) {
                    drops.add(new Drop(table, Optional.of(name)));
                }
            }
        }
    }

    private static boolean isColumn(CatalogItem item) {
        return Objects.equals(item.kind(), "column");
    }
}

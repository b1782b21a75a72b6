package dev.dbm.findings;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Snapshot;
import dev.dbm.model.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What belongs to each table at the end of a run: its columns, constraints and indexes, by the table's full name. */
public final class Catalog {
    /** Nothing is known. */
    public static final Catalog UNKNOWN = new Catalog(Map.of());

    private final Map<String, List<CatalogItem>> tables;

    private Catalog(Map<String, List<CatalogItem>> tables) {
        this.tables = tables;
    }

    public static Catalog of(Snapshot snapshot) {
        Map<String, List<CatalogItem>> tables = new HashMap<>();
        for (CatalogUnit unit : snapshot.units().values()) {
            boolean table =
                    !unit.items().isEmpty() && unit.items().get(0).kind().equals("table");
            if (table) {
                tables.put(unit.items().get(0).object(), unit.items());
            }
        }
        return new Catalog(tables);
    }

    /** The same after a script that changed these tables. */
    public Catalog after(List<TableChange> changes) {
        Map<String, List<CatalogItem>> changed = new HashMap<>(tables);
        for (TableChange change : changes) {
            if (change.after().isEmpty()) {
                changed.remove(change.table());
                continue;
            }
            // a change tells of columns, constraints and indexes; what the table itself is stays
            List<CatalogItem> items = new ArrayList<>(of(change.table(), "table"));
            items.addAll(change.after().get());
            changed.put(change.table(), items);
        }
        return new Catalog(changed);
    }

    List<CatalogItem> of(String table, String kind) {
        return tables.getOrDefault(table, List.of()).stream()
                .filter(item -> item.kind().equals(kind))
                .toList();
    }

    /** The full name of the table that is meant, where only one can be. */
    Optional<String> find(Name name) {
        List<String> meant = tables.keySet().stream().filter(name::means).toList();
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    /** Whether it is known to be divided into partitions. */
    boolean isPartitioned(String table) {
        return of(table, "table").stream().anyMatch(item -> item.definition().startsWith("TABLE PARTITION BY"));
    }

    boolean knows(String table) {
        return tables.containsKey(table);
    }
}

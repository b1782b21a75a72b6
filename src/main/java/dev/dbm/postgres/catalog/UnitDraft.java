package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.postgres.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A unit while its facts arrive. */
final class UnitDraft {
    private final CatalogUnit.Id id;
    private final Optional<String> schema;
    private final String object;
    private final List<CatalogItem> items = new ArrayList<>();
    private final SortedMap<Integer, String> places = new TreeMap<>();

    UnitDraft(CatalogUnit.Id id, Optional<String> schema, String object) {
        this.id = id;
        this.schema = schema;
        this.object = object;
    }

    String object() {
        return object;
    }

    /** The full name of something in the same schema. */
    String beside(String name) {
        return schema.map(Identifiers::shown).map(in -> in + "." + name).orElse(name);
    }

    void add(CatalogItem item) {
        items.add(item);
    }

    /** Tells where a column stands. */
    void place(int position, String column) {
        places.put(position, column);
    }

    CatalogUnit unit() {
        // Positions have gaps where columns were dropped; the order is what can be seen.
        if (!places.isEmpty()) {
            items.add(CatalogItem.of("column-order", object, String.join(", ", places.values())));
        }
        // A schema is inside itself, so that what is asked of one schema includes it.
        Optional<String> within = id.catalog().equals("pg_namespace") ? Optional.of(object) : schema;
        return new CatalogUnit(id, within, items);
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tables before and after, as fields of a kept proof. */
final class StoredTables {
    private StoredTables() {}

    static void write(List<TableChange> tables, List<String> fields) {
        fields.add(String.valueOf(tables.size()));
        for (TableChange table : tables) {
            fields.add(table.table());
            side(table.before(), fields);
            side(table.after(), fields);
        }
    }

    static List<TableChange> read(ProofFields fields) {
        List<TableChange> tables = new ArrayList<>();
        for (long i = fields.number(); i > 0; i--) {
            tables.add(new TableChange(fields.next(), side(fields), side(fields)));
        }
        return tables;
    }

    private static void side(Optional<List<CatalogItem>> side, List<String> fields) {
        fields.add(String.valueOf(side.isPresent()));
        side.ifPresent(items -> {
            fields.add(String.valueOf(items.size()));
            items.forEach(item -> fields.addAll(List.of(item.kind(), item.object(), item.definition())));
        });
    }

    private static Optional<List<CatalogItem>> side(ProofFields fields) {
        if (!fields.flag()) {
            return Optional.empty();
        }
        List<CatalogItem> items = new ArrayList<>();
        for (long i = fields.number(); i > 0; i--) {
            items.add(CatalogItem.of(fields.next(), fields.next(), fields.next()));
        }
        return Optional.of(items);
    }
}

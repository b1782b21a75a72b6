package dev.dbm.postgres.catalog;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.postgres.Identifiers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Shows one schema under another's name, and nothing else. The schema's own name must be one that occurs nowhere else in a
 * catalog, as a scratch's random name does: it is replaced wherever it stands, in definitions and bodies too.
 */
record RenamedSchema(String schema, String shownAs) implements UnaryOperator<Map<CatalogUnit.Id, CatalogUnit>> {

    @Override
    public Map<CatalogUnit.Id, CatalogUnit> apply(Map<CatalogUnit.Id, CatalogUnit> units) {
        Map<CatalogUnit.Id, CatalogUnit> renamed = new HashMap<>();
        units.forEach((id, unit) -> {
            if (unit.schema().filter(schema::equals).isPresent()) {
                renamed.put(
                        id,
                        new CatalogUnit(
                                id,
                                Optional.of(shownAs),
                                unit.items().stream().map(this::item).toList()));
            }
        });
        return renamed;
    }

    private CatalogItem item(CatalogItem item) {
        return new CatalogItem(
                item.kind(),
                text(item.object()),
                text(item.definition()),
                item.language(),
                item.body().map(this::text),
                item.generated());
    }

    private String text(String text) {
        return text.replace(schema, Identifiers.shown(shownAs));
    }
}

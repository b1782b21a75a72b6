package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * What is read from the catalog as one piece: a relation with its columns, constraints, indexes and triggers; a routine; a
 * type; or all objects of a rarer kind.
 *
 * @param id the piece's identity inside one database, for as long as the object lives
 * @param schema the schema that it is in; empty for what belongs to the database
 * @param items its facts, the object itself first
 */
public record CatalogUnit(Id id, Optional<String> schema, List<CatalogItem> items) {
    public CatalogUnit {
        items = List.copyOf(items);
    }

    /** Where it is. */
    public Place place() {
        return new Place(schema, id.catalog().equals("pg_namespace"));
    }

    /**
     * Where a unit is.
     *
     * @param schema the schema that it is in; empty for what belongs to the database
     * @param itself whether the unit is that schema itself
     */
    public record Place(Optional<String> schema, boolean itself) {}

    /**
     * The identity of a unit.
     *
     * @param catalog the system catalog that holds it, such as {@code pg_class}
     * @param oid its object identifier; 0 for a unit that stands for all of a kind
     */
    public record Id(String catalog, long oid) {}
}

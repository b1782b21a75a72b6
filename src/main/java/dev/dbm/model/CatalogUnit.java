package dev.dbm.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    // Written out, as in the other records of a catalog: what Java links when records are first compared takes a cold
    // run longer than to compare them.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CatalogUnit that
                && id.equals(that.id)
                && schema.equals(that.schema)
                && items.equals(that.items);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
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
    public record Place(Optional<String> schema, boolean itself) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place that && schema.equals(that.schema) && itself == that.itself;
        }

        @Override
        public int hashCode() {
            return schema.hashCode() * 2 + (itself ? 1 : 0);
        }
    }

    /**
     * The identity of a unit.
     *
     * @param catalog the system catalog that holds it, such as {@code pg_class}
     * @param oid its object identifier; 0 for a unit that stands for all of a kind
     */
    public record Id(String catalog, long oid) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Id that && oid == that.oid && catalog.equals(that.catalog);
        }

        @Override
        public int hashCode() {
            return catalog.hashCode() * 31 + Long.hashCode(oid);
        }
    }
}

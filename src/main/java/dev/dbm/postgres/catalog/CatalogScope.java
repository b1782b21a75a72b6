package dev.dbm.postgres.catalog;

import java.util.Set;

/**
 * What a snapshot leaves out beside PostgreSQL's own schemas: dbm's bookkeeping, which no migration makes.
 *
 * @param historySchema the schema that holds the tables
 * @param excludedTables their names; their indexes, sequences and types are left out with them
 */
public record CatalogScope(String historySchema, Set<String> excludedTables) {
    public CatalogScope {
        excludedTables = Set.copyOf(excludedTables);
    }
}

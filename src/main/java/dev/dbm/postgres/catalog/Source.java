package dev.dbm.postgres.catalog;

import java.util.List;
import java.util.stream.Stream;

/**
 * A query for one sort of facts. Its columns, of which it has those that apply, are what {@link UnitBuilder} reads.
 *
 * @param catalog the system catalog whose rows are the units; of several sources of one catalog, the first makes the units and the
 *     others add to them
 * @param byUnit whether single units can be read; else all are read again when one is touched, as the kind is rare
 * @param seldom whether there is nothing to read where the catalog has no row but those that initdb made
 * @param parts the sort of a relation's parts that it reads, one bit; 0 for what every unit of its catalog has
 * @param template the query, with the macros of {@link SqlTemplate}
 */
record Source(String catalog, boolean byUnit, boolean seldom, int parts, String template) {
    /** Relations other than sequences have columns and constraints. */
    static final int COLUMNS = 1;

    static final int INDEXES = 2;
    static final int TRIGGERS = 4;
    static final int RULES = 8;
    static final int POLICIES = 16;

    /** All that a snapshot is read from. */
    static final List<Source> ALL = Stream.of(
                    RelationSources.ALL, RoutineSources.ALL, TypeSources.ALL, RareSources.ALL, TextSearchSources.ALL)
            .flatMap(List::stream)
            .toList();

    static Source of(String catalog, String template) {
        return new Source(catalog, true, false, 0, template);
    }

    /** A sort of parts that not every relation has. */
    static Source parts(int parts, String template) {
        return new Source("pg_class", true, false, parts, template);
    }

    static Source rare(String catalog, String template) {
        return new Source(catalog, false, false, 0, template);
    }

    /** A rare kind of which most databases have none. */
    static Source seldom(String catalog, String template) {
        return new Source(catalog, false, true, 0, template);
    }
}

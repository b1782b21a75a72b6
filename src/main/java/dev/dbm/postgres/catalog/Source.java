package dev.dbm.postgres.catalog;

import java.util.List;
import java.util.stream.Stream;

/**
 * A query for one sort of facts. Its columns, of which it has those that apply, are what {@link UnitBuilder} reads.
 *
 * @param catalog the system catalog whose rows are the units; of several sources of one catalog, the first makes the units and the
 *     others add to them
 * @param byUnit whether single units can be read; else all are read again when one is touched, as the kind is rare
 * @param template the query, with the macros of {@link SqlTemplate}
 */
record Source(String catalog, boolean byUnit, String template) {
    /** All that a snapshot is read from. */
    static final List<Source> ALL = Stream.of(
                    RelationSources.ALL, RoutineSources.ALL, TypeSources.ALL, RareSources.ALL, TextSearchSources.ALL)
            .flatMap(List::stream)
            .toList();

    static Source of(String catalog, String template) {
        return new Source(catalog, true, template);
    }

    static Source rare(String catalog, String template) {
        return new Source(catalog, false, template);
    }
}

package dev.dbm.model;

import java.util.List;

/**
 * Two catalogs compared.
 *
 * @param differences what counts
 * @param notes what does not count but is told
 */
public record Comparison(List<Difference> differences, List<Note> notes) {
    public Comparison {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    public boolean same() {
        return differences.isEmpty();
    }
}

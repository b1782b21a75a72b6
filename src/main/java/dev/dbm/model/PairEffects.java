package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * What a pair did on the scratch.
 *
 * @param forward what its forward script did
 * @param undo what its undo script did; empty where that did not run
 * @param undoChanges what the undo changes in the catalog, as differences from what the forward script left
 * @param tables the tables that the forward script makes, drops or changes, column by column; by name
 */
public record PairEffects(
        ScriptEffects forward, Optional<ScriptEffects> undo, List<Difference> undoChanges, List<TableChange> tables) {
    public PairEffects {
        undoChanges = List.copyOf(undoChanges);
        tables = List.copyOf(tables);
    }

    /** Effects whose tables nobody kept. */
    public PairEffects(ScriptEffects forward, Optional<ScriptEffects> undo, List<Difference> undoChanges) {
        this(forward, undo, undoChanges, List.of());
    }
}

package dev.dbm.model;

import java.util.List;

/**
 * What one statement did on the scratch.
 *
 * @param statement the statement
 * @param tookMicros how long it ran on the scratch, in microseconds
 * @param relations what it did to each relation that it locked, wrote, made or dropped; only read from is not listed
 */
public record StatementEffects(Statement statement, long tookMicros, List<RelationEffect> relations) {
    public StatementEffects {
        relations = List.copyOf(relations);
    }
}

package dev.dbm.findings;

import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import java.util.List;
import java.util.Optional;

/**
 * A statement, what it says it is and what it was seen to do.
 *
 * @param index its place in the script
 */
record Step(int index, Statement statement, Command command, List<RelationEffect> relations) {
    static Step of(int index, StatementEffects seen, Command command) {
        return new Step(index, seen.statement(), command, seen.relations());
    }

    Optional<RelationEffect> effect(String relation) {
        return relations.stream()
                .filter(effect -> effect.relation().equals(relation))
                .findFirst();
    }

    boolean did(String relation, Did what) {
        return effect(relation).filter(effect -> effect.did(what)).isPresent();
    }

    /** The relations of that kind to which this happened. */
    List<RelationEffect> all(String kind, Did what) {
        return relations.stream()
                .filter(effect -> effect.kind().equals(kind) && effect.did(what))
                .toList();
    }
}

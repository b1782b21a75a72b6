package dev.dbm.model;

import java.util.Optional;

/**
 * A versioned migration: a forward script and the undo script that is paired with it.
 *
 * @param version its version
 * @param forward the V script
 * @param undo the U script; missing only where that is a reported problem, or the forward script changes nothing
 */
public record Migration(Version version, Script forward, Optional<Script> undo) {
    public String description() {
        return forward.description();
    }

    /** Why it cannot be undone, where its undo script declares so. */
    public Optional<String> irreversible() {
        return undo.flatMap(Script::irreversible).map(Directive.Irreversible::reason);
    }
}

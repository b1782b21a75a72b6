package dev.dbm.model;

import java.util.List;

/**
 * What a script did on the scratch, statement by statement.
 *
 * @param script the script
 * @param statements its statements in order; where it is folded, what all of them did as the effects of the first
 * @param folded whether it has too many statements to watch each
 * @param transactional whether locks are held until its end
 */
public record ScriptEffects(Script script, List<StatementEffects> statements, boolean folded, boolean transactional) {
    public ScriptEffects {
        statements = List.copyOf(statements);
    }
}

package dev.dbm.engine;

import dev.dbm.model.JournalEntry;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import java.util.List;
import java.util.Optional;

/**
 * One script to run on the target, or to record there.
 *
 * @param action what is recorded: MIGRATE, REPEAT, UNDO or FAKE
 * @param version the version; empty for a repeatable
 * @param description what the history says of it
 * @param script the script whose name and checksum are recorded
 * @param statements what runs; nothing for FAKE
 * @param keptUndo the undo script that was proven with it, which the journal keeps
 */
public record Step(
        JournalEntry.Action action,
        Optional<Version> version,
        String description,
        Script script,
        List<Statement> statements,
        Optional<JournalEntry.KeptUndo> keptUndo) {
    public Step {
        statements = List.copyOf(statements);
    }

    /** Runs a V script. */
    public static Step migrate(
            Version version, Script forward, List<Statement> statements, Optional<JournalEntry.KeptUndo> undo) {
        return new Step(
                JournalEntry.Action.MIGRATE, Optional.of(version), forward.description(), forward, statements, undo);
    }

    /** Runs a repeatable. */
    public static Step repeat(Script script, List<Statement> statements) {
        return new Step(
                JournalEntry.Action.REPEAT,
                Optional.empty(),
                script.description(),
                script,
                statements,
                Optional.empty());
    }

    /** Runs a U script. */
    public static Step undo(Version version, Script undo, List<Statement> statements) {
        return new Step(
                JournalEntry.Action.UNDO, Optional.of(version), undo.description(), undo, statements, Optional.empty());
    }

    /** Records a V script as applied without running it. */
    public static Step fake(Version version, Script forward, Optional<JournalEntry.KeptUndo> undo) {
        return new Step(
                JournalEntry.Action.FAKE, Optional.of(version), forward.description(), forward, List.of(), undo);
    }

    /** Whether script, history row and journal entry share one transaction. */
    boolean transactional() {
        return action == JournalEntry.Action.FAKE || script.transactional();
    }
}

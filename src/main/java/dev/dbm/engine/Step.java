package dev.dbm.engine;

import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.JournalEntry.Proof;
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
 * @param kept what the journal keeps of it
 */
public record Step(
        Action action,
        Optional<Version> version,
        String description,
        Script script,
        List<Statement> statements,
        Kept kept) {
    public Step {
        statements = List.copyOf(statements);
    }

    /**
     * What the journal keeps when the step is done, so that later runs need neither the files nor another rehearsal.
     *
     * @param forward the script that ran
     * @param undo the undo that was proven with it
     * @param proof what the proof rests on
     * @param catalogDigest digest of the catalog that the rehearsal says it leads to
     */
    public record Kept(
            Optional<KeptScript> forward,
            Optional<KeptScript> undo,
            Optional<Proof> proof,
            Optional<String> catalogDigest) {
        /** Nothing. */
        public static final Kept NOTHING =
                new Kept(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Runs a V script. */
    public static Step migrate(Version version, Script forward, List<Statement> statements, Kept kept) {
        return new Step(Action.MIGRATE, Optional.of(version), forward.description(), forward, statements, kept);
    }

    /** Runs a repeatable. */
    public static Step repeat(Script script, List<Statement> statements, Kept kept) {
        return new Step(Action.REPEAT, Optional.empty(), script.description(), script, statements, kept);
    }

    /** Runs a U script. */
    public static Step undo(Version version, Script undo, List<Statement> statements) {
        return new Step(Action.UNDO, Optional.of(version), undo.description(), undo, statements, Kept.NOTHING);
    }

    /** Records a V script as applied without running it. */
    public static Step fake(Version version, Script forward, Kept kept) {
        return new Step(Action.FAKE, Optional.of(version), forward.description(), forward, List.of(), kept);
    }

    /** Whether script, history row and journal entry share one transaction. */
    boolean transactional() {
        return action == Action.FAKE || script.transactional();
    }
}

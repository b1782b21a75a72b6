package dev.dbm.engine;

import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.JournalEntry.Proof;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One script to run on the target, or to record there.
 *
 * @param action what is recorded: MIGRATE, REPEAT, UNDO or FAKE
 * @param version the version; empty for a repeatable
 * @param description what the history says of it
 * @param script the script whose name and checksum are recorded
 * @param statements what runs; nothing for FAKE
 * @param kept what the journal keeps of it
 * @param resumedAfter how many statements at its start ran before, where a script without transaction goes on that did not come to
 *     its end
 */
public record Step(
        Action action,
        Optional<Version> version,
        String description,
        Script script,
        List<Statement> statements,
        Kept kept,
        OptionalInt resumedAfter) {
    public Step {
        statements = List.copyOf(statements);
        if (resumedAfter.isPresent() && (script.transactional() || resumedAfter.getAsInt() > statements.size())) {
            throw new IllegalArgumentException("only a script without transaction can go on in its middle");
        }
    }

    private Step(
            Action action,
            Optional<Version> version,
            String description,
            Script script,
            List<Statement> statements,
            Kept kept) {
        this(action, version, description, script, statements, kept, OptionalInt.empty());
    }

    /** The same, going on after so many of its statements. */
    public Step after(int statementsRun) {
        return new Step(action, version, description, script, statements, kept, OptionalInt.of(statementsRun));
    }

    /** How many statements at its start are left out. */
    int from() {
        return resumedAfter.orElse(0);
    }

    /** Only what is done, and stays, leaves something to go back with. */
    Kept keptAt(JournalEntry.Outcome outcome) {
        return outcome == JournalEntry.Outcome.DONE && action != Action.UNDO ? kept : Kept.NOTHING;
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

    /** Runs a U script; its text is kept where it is begun without a transaction, until it comes to its end. */
    public static Step undo(Version version, Script undo, List<Statement> statements, KeptScript text) {
        Kept kept = new Kept(Optional.empty(), Optional.of(text), Optional.empty(), Optional.empty());
        return new Step(Action.UNDO, Optional.of(version), undo.description(), undo, statements, kept);
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

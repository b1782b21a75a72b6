package dev.dbm.engine;

import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What all journal entries of one run have in common.
 *
 * @param id ties the entries together; after a lost connection it tells which of them were kept
 * @param environment the environment's name
 * @param by who runs it
 * @param backup the backup that was taken before
 */
public record EngineRun(String id, String environment, JournalEntry.By by, Optional<String> backup) {

    /** A step that came to its end, or did not. */
    JournalEntry entry(Step step, Outcome outcome, long tookMs, String detail) {
        return entry(step, outcome, step.keptAt(outcome), tookMs, detail);
    }

    /** A script without transaction that is on its way; with the first such entry the journal keeps what going on will need. */
    JournalEntry started(Step step, boolean first, String detail) {
        return entry(step, Outcome.STARTED, first ? step.kept() : Step.Kept.NOTHING, 0, detail);
    }

    private JournalEntry entry(Step step, Outcome outcome, Step.Kept kept, long tookMs, String detail) {
        return new JournalEntry(
                0,
                id,
                Instant.EPOCH,
                step.action(),
                outcome,
                step.version(),
                step.description(),
                step.script().fileName(),
                OptionalInt.of(step.script().checksum()),
                kept.forward(),
                kept.undo(),
                kept.proof(),
                environment,
                by,
                backup,
                tookMs,
                kept.catalogDigest(),
                detail);
    }
}

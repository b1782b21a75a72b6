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

    JournalEntry entry(Step step, Outcome outcome, long tookMs, String detail) {
        Step.Kept kept = outcome == Outcome.DONE ? step.kept() : Step.Kept.NOTHING;
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

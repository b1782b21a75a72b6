package dev.dbm.engine;

import dev.dbm.engine.EngineResult.Done;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Progress;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import java.util.function.Consumer;

/**
 * One migrate() of Flyway's: what its steps share.
 *
 * @param within what else belongs into each step's transaction, after its script
 */
record EngineCall(
        EngineTarget target,
        EngineRun run,
        Runnable guard,
        Progress progress,
        Ledger ledger,
        int total,
        boolean atomic,
        Consumer<Session> within) {

    /** What was executed so far is committed: say so, and end the journal's account of scripts without transaction. */
    void confirm() {
        for (Done done : ledger.commit()) {
            if (!done.step().transactional()) {
                note(run.entry(done.step(), Outcome.DONE, done.tookMs(), ""));
            }
            progress.scriptEnds(done.step().script(), done.tookMs());
        }
    }

    /** Writes an entry about something that is settled already, and that matters more than the entry. */
    void note(JournalEntry entry) {
        try (Session session = target.sessions().get()) {
            JournalTable.append(session, target.schema(), entry);
        } catch (DatabaseException e) {
            progress.remark("dbm_journal could not be written: " + e.failure().message());
        }
    }
}

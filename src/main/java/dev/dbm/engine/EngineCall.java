package dev.dbm.engine;

import dev.dbm.engine.EngineResult.Done;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.LockWait;
import dev.dbm.model.Progress;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.LockWatch;
import dev.dbm.postgres.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One migrate() of Flyway's: what its steps share.
 *
 * @param within what else belongs into each step's transaction, after its script
 * @param retries how often it was tried before, for the sake of the step that it begins with
 * @param watch sees whom the call's session waits for
 */
record EngineCall(
        EngineTarget target,
        EngineRun run,
        Runnable guard,
        Progress progress,
        Ledger ledger,
        int total,
        boolean atomic,
        Consumer<Session> within,
        int retries,
        Watch watch) {

    /** Opened by the call's first script, on the session that it runs in. */
    static final class Watch implements AutoCloseable {
        private Optional<LockWatch> watch = Optional.empty();

        private void open(Session session, EngineTarget target, Progress progress) {
            if (watch.isEmpty()) {
                watch = Optional.of(LockWatch.over(session, target.sessions(), target.locks(), progress));
            }
        }

        Optional<LockWait> last() {
            return watch.flatMap(LockWatch::last);
        }

        List<String> ended() {
            return watch.map(LockWatch::ended).orElse(List.of());
        }

        @Override
        public void close() {
            watch.ifPresent(LockWatch::close);
        }
    }

    void watch(Session session) {
        watch.open(session, target, progress);
    }

    /** What was executed so far is committed: say so, and end the journal's account of scripts without transaction. */
    void confirm() {
        for (Done done : ledger.commit()) {
            if (!done.step().transactional()) {
                note(run.entry(done.step(), Outcome.DONE, done.tookMs(), detail(done.retries())));
            }
            progress.scriptEnds(done.step().script(), done.tookMs());
        }
    }

    /** What the journal says of a script that came to its end. */
    String detail(int retries) {
        String ended = String.join("; ", watch.ended());
        if (retries == 0) {
            return ended;
        }
        return triedAgain(retries) + (ended.isEmpty() ? "" : "; " + ended);
    }

    /** Writes an entry about something that is settled already, and that matters more than the entry. */
    void note(JournalEntry entry) {
        try (Session session = target.sessions().get()) {
            JournalTable.append(session, target.schema(), entry);
        } catch (DatabaseException e) {
            progress.remark("dbm_journal could not be written: " + e.failure().message());
        }
    }

    static String triedAgain(int retries) {
        return "tried again " + (retries == 1 ? "once" : retries + " times");
    }
}

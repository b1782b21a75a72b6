package dev.dbm.engine;

import dev.dbm.model.History;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script without transaction that began and did not come to its end: a statement of it failed, or the process that ran it
 * was killed.
 *
 * @param entry the last entry about it: STARTED where nobody saw its end, FAILED where a statement failed
 * @param finished how many of its statements are known to have finished; one more may have where nobody saw the end
 * @param total how many it has
 */
public record HalfRun(JournalEntry entry, int finished, int total) {
    private static final Pattern DETAIL = Pattern.compile("(\\d+) of (\\d+) statements finished.*", Pattern.DOTALL);

    /** Whether nobody saw how it stopped, so that one more statement may have finished. */
    public boolean endUnseen() {
        return entry.outcome() == Outcome.STARTED;
    }

    /** What the journal says of a script that is about to go on: with this, taking its failed row out leaves it half run. */
    public static JournalEntry resumed(EngineRun run, Step step) {
        return run.started(step, true, detail(step.from(), step.statements().size()));
    }

    static String detail(int finished, int total) {
        return finished + " of " + total + " statements finished";
    }

    /** Every script that is half run now, oldest first. A later success, fake or repair of the same script ends that. */
    public static List<HalfRun> find(History history, Journal journal) {
        Map<Object, JournalEntry> last = new LinkedHashMap<>();
        for (JournalEntry entry : journal.sinceReset()) {
            switch (entry.action()) {
                case MIGRATE, REPEAT, UNDO, FAKE, REPAIR -> {
                    Object key = key(entry);
                    last.remove(key);
                    last.put(key, entry);
                }
                case ADOPT, PROVE, RESTORE, RESET, RUN -> {}
            }
        }
        List<HalfRun> found = new ArrayList<>();
        for (JournalEntry entry : last.values()) {
            Matcher counts = DETAIL.matcher(entry.detail());
            boolean open = entry.outcome() == Outcome.STARTED || entry.outcome() == Outcome.FAILED;
            if (open && counts.matches() && !recorded(history, entry)) {
                found.add(new HalfRun(entry, Integer.parseInt(counts.group(1)), Integer.parseInt(counts.group(2))));
            }
        }
        return found;
    }

    /** A version is one however it is written; a repeatable is known by its description. */
    private static Object key(JournalEntry entry) {
        return entry.version().<Object>map(version -> version).orElseGet(entry::description);
    }

    /** The history is the truth: a row written between the last statement and the journal's last entry counts. */
    private static boolean recorded(History history, JournalEntry entry) {
        if (entry.version().isEmpty()) {
            return history.rows().stream()
                    .anyMatch(row -> row.version().isEmpty()
                            && row.success()
                            && row.description().equals(entry.description())
                            && !row.installedOn().isBefore(entry.at()));
        }
        boolean applied = history.isApplied(entry.version().get());
        return entry.action() == Action.UNDO ? !applied && notFailed(history, entry) : applied;
    }

    private static boolean notFailed(History history, JournalEntry entry) {
        return history.failed().stream().noneMatch(row -> row.version().equals(entry.version()));
    }
}

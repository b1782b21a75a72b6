package dev.dbm.safety;

import dev.dbm.model.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks a person for the words that the command line lacks. What has to be typed cannot be typed by habit: the name of the database,
 * and for what cannot be had back a whole sentence.
 */
public final class Confirmation {
    private static final String UNDERSTOOD = "I understand";

    private final Progress progress;
    private final String database;

    /**
     * A confirmation.
     *
     * @param database the name that must be typed
     */
    public Confirmation(Progress progress, String database) {
        this.progress = progress;
        this.database = database;
    }

    /** What came of asking. */
    public enum Answer {
        YES,
        NO,
        /** Nobody can be asked. */
        NOBODY
    }

    /** Whether the change is meant for this database. */
    public Answer meant(List<String> facts) {
        return answer(progress.ask(facts, "Type the name of the database to go on:"), database);
    }

    /** Whether it is understood that this is lost. */
    public Answer understood(List<String> losses) {
        List<String> facts = new ArrayList<>(losses);
        facts.add(0, "This cannot be had back:");
        return answer(progress.ask(facts, "Type \"" + UNDERSTOOD + "\" to go on:"), UNDERSTOOD);
    }

    private static Answer answer(Optional<String> typed, String wanted) {
        return typed.map(text -> text.strip().equals(wanted) ? Answer.YES : Answer.NO)
                .orElse(Answer.NOBODY);
    }
}

package dev.dbm.run;

import dev.dbm.engine.Step;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.Version;
import java.util.Optional;

/** The ways on from a script without transaction that stopped in its middle, as commands. */
final class HalfRunMoves {
    private HalfRunMoves() {}

    static String of(Step step) {
        return of(step.version(), step.script().fileName(), step.action() == Action.UNDO);
    }

    static String of(Optional<Version> version, String script, boolean undo) {
        if (version.isEmpty()) {
            return FailedRepeatable.move(script);
        }
        String name = version.get().text();
        return "dbm repair --resume " + name + "   goes on with the next statement, once the cause is mended"
                + (undo ? "" : "\ndbm repair --undo " + name + "   runs its undo, and it is pending again")
                + "\ndbm repair --mark-applied " + name + "   when you have finished it by hand"
                + "\ndbm repair --forget " + name + "   when you have taken it back by hand";
    }
}

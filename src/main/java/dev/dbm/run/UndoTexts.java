package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.KeptScripts;
import dev.dbm.model.Directive;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Migration;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.UndoEffects;
import dev.dbm.planning.Standing;
import dev.dbm.source.ScriptReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which text undoes each migration: the one that the journal kept when it was proven, unless the files were asked for. */
final class UndoTexts {
    private final Settings settings;
    private final Optional<RollbackOptions.UndoFrom> wanted;
    private final ScriptReader reader;
    private final List<Problem> problems = new ArrayList<>();

    UndoTexts(Settings settings, Optional<RollbackOptions.UndoFrom> wanted) {
        this.settings = settings;
        this.wanted = wanted;
        this.reader = new ScriptReader(settings.historyTable());
    }

    /**
     * The undo of one migration.
     *
     * @param placeholders the values for its text
     * @param proven whether it is the very text that was proven
     * @param effects what it was seen to do when it was proven; empty where that is not known
     */
    record Undo(
            Standing standing,
            Script script,
            Placeholders placeholders,
            boolean proven,
            Optional<UndoEffects> effects) {
        /** The same, seen in a rehearsal. */
        Undo seen(Optional<UndoEffects> now) {
            return new Undo(standing, script, placeholders, proven, now);
        }

        /** The pair as it must be rehearsed before this undo may run. */
        Migration pair(Script forward) {
            return new Migration(standing.version(), forward, Optional.of(script));
        }
    }

    /** What stands in the way of the undos that were asked for so far. */
    List<Problem> problems() {
        return problems;
    }

    /** The undo of that migration; empty where there is a problem with it. */
    Optional<Undo> of(Standing standing) {
        try {
            Optional<Undo> undo = choose(standing);
            Optional<Directive.Irreversible> declared =
                    undo.flatMap(found -> found.script().irreversible());
            if (declared.isPresent()) {
                problems.add(irreversible(standing, undo.get().script(), declared.get()));
                return Optional.empty();
            }
            return undo;
        } catch (ProblemException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private Optional<Undo> choose(Standing standing) {
        Optional<KeptScript> kept = standing.kept().flatMap(JournalEntry::undo);
        Optional<Script> file = standing.migration().flatMap(Migration::undo);
        boolean differs = kept.isPresent()
                && file.isPresent()
                && !(kept.get().sql().equals(file.get().sql())
                        && kept.get().config().equals(file.get().config().text()));
        if (wanted.filter(RollbackOptions.UndoFrom.FILES::equals).isPresent()) {
            if (file.isEmpty()) {
                problems.add(noFile(standing));
                return Optional.empty();
            }
            boolean proven = kept.isPresent() && !differs;
            return Optional.of(new Undo(
                    standing,
                    file.get(),
                    settings.placeholders(),
                    proven,
                    proven ? effects(standing) : Optional.empty()));
        }
        if (kept.isPresent()) {
            if (differs && wanted.isEmpty()) {
                // damaged is worse than different, and must not be offered as the one that was proven
                KeptScripts.verify(kept.get());
                problems.add(differs(standing, file.orElseThrow()));
                return Optional.empty();
            }
            return Optional.of(kept(standing, kept.get(), file));
        }
        if (file.isEmpty() || wanted.isPresent()) {
            problems.add(notKept(standing));
            return Optional.empty();
        }
        return Optional.of(new Undo(standing, file.get(), settings.placeholders(), false, Optional.empty()));
    }

    private Undo kept(Standing standing, KeptScript kept, Optional<Script> file) {
        KeptScripts.verify(kept);
        String shown = file.map(Script::path).orElse(settings.migrationsShown() + "/" + kept.script());
        boolean proven = standing.kept().flatMap(JournalEntry::proof).isPresent();
        return new Undo(
                standing,
                reader.fromJournal(kept, Script.Kind.UNDO, shown),
                Placed.of(settings, kept),
                proven,
                effects(standing));
    }

    private static Optional<UndoEffects> effects(Standing standing) {
        return standing.kept().flatMap(JournalEntry::proof).flatMap(JournalEntry.Proof::undoing);
    }

    private static Problem irreversible(Standing standing, Script undo, Directive.Irreversible declared) {
        Optional<Report.Backup> backup =
                standing.kept().flatMap(JournalEntry::backup).flatMap(Report.Backup::ofJournal);
        String known = standing.kept()
                .flatMap(JournalEntry::backup)
                .map(text -> backup.map(taken -> " The backup taken before it is " + taken.file() + ".")
                        .orElse(" Backup taken before it: " + text + "."))
                .orElse(" dbm has no backup from before it.");
        return Problem.in(
                undo.path(),
                ProblemCode.IRREVERSIBLE,
                "Version " + standing.version() + " cannot be undone: " + declared.reason() + "." + known,
                "to undo what came after it: dbm rollback --to " + standing.version()
                        + backup.map(taken -> "; to go back to where the backup was taken: dbm restore " + taken.file())
                                .orElse(""));
    }

    private static Problem differs(Standing standing, Script file) {
        return Problem.in(
                file.path(),
                ProblemCode.UNDO_DIFFERS,
                "The undo script is not the one that was proven when version " + standing.version()
                        + " was applied; the database keeps that one.",
                "run the one that was proven: dbm rollback --undo-from kept; or this file, after a rehearsal: --undo-from"
                        + " files");
    }

    private static Problem noFile(Standing standing) {
        return Problem.of(
                ProblemCode.UNDO_NOT_KEPT,
                "There is no undo script of version " + standing.version() + " in the migrations folder.",
                "run the one that the database keeps: dbm rollback --undo-from kept");
    }

    private static Problem notKept(Standing standing) {
        return Problem.of(
                ProblemCode.UNDO_NOT_KEPT,
                "There is no undo of version " + standing.version() + " (" + standing.description()
                        + "): dbm did not apply it, and the migrations folder has none.",
                "write its undo script; to undo what came after it: dbm rollback --to " + standing.version());
    }
}

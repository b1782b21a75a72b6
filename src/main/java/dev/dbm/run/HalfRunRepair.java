package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineResult;
import dev.dbm.engine.EngineTarget;
import dev.dbm.engine.HalfRun;
import dev.dbm.engine.KeptScripts;
import dev.dbm.engine.Step;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.HistoryRepair;
import dev.dbm.postgres.OutsideRunner;
import dev.dbm.postgres.Session;
import dev.dbm.source.ScriptReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Ends a script without transaction that did not come to its end, with the texts that the journal kept when it began: goes on with
 * its next statement, or takes back what there is of it with the undo that was proven.
 */
final class HalfRunRepair {
    private final Settings settings;
    private final Target target;
    private final Inventory inventory;
    private final RunRecord record;
    private final Runnable backup;
    private final Runnable guard;
    private final ReportBuilder report;
    private final Progress progress;

    /**
     * Repairs of one run.
     *
     * @param backup takes the backup that the environment demands; called before a script runs
     */
    HalfRunRepair(
            Settings settings,
            Target target,
            Inventory inventory,
            RunRecord record,
            Runnable backup,
            Runnable guard,
            ReportBuilder report,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.inventory = inventory;
        this.record = record;
        this.backup = backup;
        this.guard = guard;
        this.report = report;
        this.progress = progress;
    }

    /**
     * Goes on with the script and records it as if it had never stopped.
     *
     * @param at the statement to begin with, counted from 1, where the user names it
     */
    void resume(Standing standing, OptionalInt at) {
        Version version = standing.version();
        Optional<Begun> begun = begun(version);
        if (begun.isEmpty()) {
            return;
        }
        boolean undo = begun.get().entry().action() == Action.UNDO;
        Optional<KeptScript> text =
                undo ? begun.get().entry().undo() : begun.get().entry().forward();
        if (text.isEmpty()) {
            report.problem(unfit(version, "the journal kept no text of the script that stopped"));
            return;
        }
        Script script = script(text.get(), undo ? Script.Kind.UNDO : Script.Kind.FORWARD);
        if (!undo && changed(standing, script)) {
            report.problem(Problem.in(
                    script.path(),
                    ProblemCode.NOT_MENDABLE,
                    "The file is not the script that stopped: its checksum is another one, and nobody has proven the two"
                            + " halves together.",
                    "put the file back as it was; or take back what ran, dbm repair --undo " + version
                            + ", and then dbm migrate"));
            return;
        }
        List<Statement> statements =
                Parsers.of(settings, Optional.of(target)).parse(script, Placed.of(settings, text.get()));
        OptionalInt from = from(begun.get().half(), statements, version, at);
        if (from.isPresent()) {
            goOn(version, undo, begun.get().entry(), text.get(), script, statements, from.getAsInt());
        }
    }

    private void goOn(
            Version version,
            boolean undo,
            JournalEntry begun,
            KeptScript text,
            Script script,
            List<Statement> statements,
            int from) {
        backup.run();
        Step step = (undo
                        ? Step.undo(version, script, statements, text)
                        : Step.migrate(
                                version,
                                script,
                                statements,
                                new Step.Kept(begun.forward(), begun.undo(), begun.proof(), begun.catalogDigest())))
                .after(from);
        progress.stage("Going on with " + script.fileName() + ", statement " + (from + 1) + " of " + statements.size());
        Engine engine = engine();
        try (Session session = target.database().dedicated()) {
            new HistoryRepair(session, settings.schema(), settings.historyTable())
                    .forgetAfter(failedRow(version), HalfRun.resumed(record.engineRun(), step), () -> {});
        }
        EngineResult result =
                undo ? engine.undo(List.of(step), 0, session -> {}) : engine.forward(List.of(step), false);
        if (!new Endings(settings, target, record, report).tell(result, undo ? State.UNDONE : State.APPLIED)) {
            return;
        }
        Aftermath aftermath = new Aftermath(settings, target, record, report, progress);
        if (undo) {
            aftermath.afterRollback(inventory, Optional.empty());
        } else {
            aftermath.afterResume(inventory, begun.catalogDigest());
        }
        report.nextChange("dbm migrate");
    }

    private Engine engine() {
        return new Engine(
                EngineTarget.of(
                        target.database(), settings.schemas(), settings.historyTable(), Locks.policy(settings, false)),
                record.engineRun(),
                guard,
                progress);
    }

    /** Runs the proven undo over what there is, and records the version as never run. */
    void undo(Standing standing) {
        Version version = standing.version();
        Optional<Begun> begun = begun(version);
        if (begun.isEmpty()) {
            return;
        }
        if (begun.get().entry().action() == Action.UNDO) {
            report.problem(unfit(version, "it is its undo that stopped midway: dbm repair --resume " + version));
            return;
        }
        Optional<KeptScript> text = begun.get().entry().undo();
        if (text.isEmpty()) {
            report.problem(unfit(version, "the journal kept no undo of it"));
            return;
        }
        Script script = script(text.get(), Script.Kind.UNDO);
        if (script.irreversible().isPresent()) {
            report.problem(unfit(
                    version,
                    "it cannot be undone: " + script.irreversible().get().reason()));
            return;
        }
        List<Statement> statements =
                Parsers.of(settings, Optional.of(target)).parse(script, Placed.of(settings, text.get()));
        backup.run();
        progress.stage("Undoing what there is of version " + version);
        JournalEntry entry = record.repaired(version, script.fileName(), "taken back with its undo");
        guard.run();
        boolean done = new UndoOfHalf(settings, target, engine(), progress, report)
                .run(script, statements, failedRow(version), entry);
        if (done) {
            report.mended(version, State.PENDING);
            new Aftermath(settings, target, record, report, progress).afterRollback(inventory, Optional.empty());
            report.nextChange("dbm migrate");
        }
    }

    /** A half-run script, and the journal's entry of its beginning, which keeps the texts. */
    private record Begun(HalfRun half, JournalEntry entry) {}

    private Optional<Begun> begun(Version version) {
        Optional<HalfRun> half = HalfRun.find(inventory.history(), inventory.journal()).stream()
                .filter(found -> found.entry().version().equals(Optional.of(version)))
                .findFirst();
        if (half.isEmpty()) {
            report.problem(unfit(version, "it is not half run"));
            return Optional.empty();
        }
        Optional<JournalEntry> entry = inventory.journal().entries().stream()
                .filter(found -> found.version().equals(Optional.of(version))
                        && found.outcome() == Outcome.STARTED
                        && found.action() == half.get().entry().action()
                        && (found.forward().isPresent() || found.undo().isPresent()))
                .reduce((first, second) -> second);
        if (entry.isEmpty()) {
            report.problem(unfit(version, "the journal kept no text of the script that stopped"));
        }
        return entry.map(found -> new Begun(half.get(), found));
    }

    private Optional<HistoryRow> failedRow(Version version) {
        return Optional.ofNullable(inventory.history().latest().get(version)).filter(row -> !row.success());
    }

    private Script script(KeptScript text, Script.Kind kind) {
        KeptScripts.verify(text);
        return new ScriptReader(settings.historyTable())
                .fromJournal(text, kind, settings.migrationsShown() + "/" + text.script());
    }

    private static boolean changed(Standing standing, Script script) {
        return standing.migration()
                .filter(migration -> migration.forward().checksum() != script.checksum())
                .isPresent();
    }

    /** After how many statements to go on; empty where nobody can tell whether the next one ran. */
    private OptionalInt from(HalfRun half, List<Statement> statements, Version version, OptionalInt at) {
        int finished = half.finished();
        Optional<Boolean> done = finished < statements.size() ? done(statements.get(finished)) : Optional.empty();
        if (at.isPresent()) {
            boolean next = at.getAsInt() == finished + 1;
            boolean madeSince = done.orElse(false);
            boolean afterNext = (half.endUnseen() || madeSince) && at.getAsInt() == finished + 2;
            if (next || afterNext) {
                return OptionalInt.of(at.getAsInt() - 1);
            }
            report.problem(unfit(
                    version,
                    "the journal says that " + finished + " of " + statements.size()
                            + " statements finished, so it cannot go on with statement " + at.getAsInt()));
            return OptionalInt.empty();
        }
        if (finished >= statements.size() || !half.endUnseen() && !done.orElse(false)) {
            return OptionalInt.of(finished);
        }
        Statement next = statements.get(finished);
        if (!half.endUnseen()) {
            report.problem(Problem.at(
                    half.entry().script(),
                    next.line(),
                    ProblemCode.NOT_MENDABLE,
                    "Statement " + (finished + 1) + " of " + statements.size()
                            + " failed, and what it is to do has been done since by somebody else:\n"
                            + next.shown().strip(),
                    "dbm repair --resume " + version + ":" + (finished + 2)
                            + "   goes on behind it\ndbm repair --resume " + version + ":" + (finished + 1)
                            + "   runs it all the same"));
            return OptionalInt.empty();
        }
        if (done.isPresent()) {
            return OptionalInt.of(done.get() ? finished + 1 : finished);
        }
        report.problem(Problem.at(
                half.entry().script(),
                next.line(),
                ProblemCode.NOT_MENDABLE,
                "Nobody saw the end of statement " + (finished + 1) + " of " + statements.size()
                        + ", so it may have run or not:\n" + next.shown().strip(),
                "look at the database, then: dbm repair --resume " + version + ":" + (finished + 1)
                        + "   (it did not run)\nor: dbm repair --resume " + version + ":" + (finished + 2)
                        + "   (it did)"));
        return OptionalInt.empty();
    }

    private Optional<Boolean> done(Statement statement) {
        try (Session session = target.database().dedicated()) {
            return OutsideRunner.done(session, statement);
        }
    }

    private static Problem unfit(Version version, String why) {
        return Problem.of(
                ProblemCode.NOT_MENDABLE,
                "Version " + version + " cannot be ended like that: " + why + ".",
                "dbm repair lists what is wrong");
    }
}

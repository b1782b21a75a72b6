package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineResult;
import dev.dbm.engine.KeptScripts;
import dev.dbm.engine.ScriptParser;
import dev.dbm.engine.Step;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Snapshot;
import dev.dbm.model.State;
import dev.dbm.model.Statement;
import dev.dbm.planning.Standings;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.rehearsal.RepeatableScripts;
import dev.dbm.source.ScriptReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Undoes migrations on the target, and runs again the repeatables whose objects an undo took away. A repeatable that cannot stand
 * any more counts as never run, so that a later migrate brings it back.
 */
final class Backward {
    private final Settings settings;
    private final Target target;
    private final Inventory inventory;
    private final Engine engine;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;
    private final ScriptParser parser;
    private final List<Script> standing;
    private Snapshot before = Snapshot.EMPTY;
    private List<Script> vanished = List.of();

    Backward(
            Settings settings,
            Target target,
            Inventory inventory,
            Engine engine,
            RunRecord record,
            ReportBuilder report,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.inventory = inventory;
        this.engine = engine;
        this.record = record;
        this.report = report;
        this.progress = progress;
        this.parser = Parsers.of(settings, Optional.of(target));
        this.standing = new ArrayList<>(repeatables());
    }

    /** Whether all of it is undone. Whatever is not is in the report. */
    boolean run(List<UndoTexts.Undo> undos) {
        if (!standing.isEmpty()) {
            before = catalog();
        }
        List<Step> steps = undos.stream()
                .map(undo -> Step.undo(
                        undo.standing().version(),
                        undo.script(),
                        parser.parse(undo.script(), undo.placeholders()),
                        KeptScripts.keep(undo.script(), undo.placeholders())))
                .toList();
        for (int at = 0; at < steps.size(); at++) {
            EngineResult result = engine.undo(steps, at, this::forgetVanished);
            if (!new Endings(settings, target, record, report).tell(result, State.UNDONE)) {
                return false;
            }
            bringBack();
        }
        return true;
    }

    /**
     * In the undo's own transaction: what it took away of repeatables counts as never run from here on, whatever becomes of this run
     * before it has brought them back.
     */
    private void forgetVanished(Session session) {
        if (standing.isEmpty()) {
            return;
        }
        Snapshot after = new CatalogReader(session, TargetCatalog.scope(settings)).readAll();
        vanished = new RepeatableScripts(standing).toRunAgain(before, after);
        vanished.forEach(
                script -> HistoryTable.forgetRepeatable(session, settings.schema(), settings.historyTable(), script));
        before = after;
    }

    private void bringBack() {
        for (Script script : vanished) {
            List<Statement> statements = parser.parse(script, settings.placeholders());
            if (canRun(script, statements)) {
                Step.Kept kept = new Step.Kept(
                        Optional.of(KeptScripts.keep(script, settings.placeholders())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
                EngineResult result = engine.forward(List.of(Step.repeat(script, statements, kept)), false);
                if (result.completed()) {
                    report.remark("Ran again, because the undo took away what it makes: " + script.path() + ".");
                    continue;
                }
            }
            standing.remove(script);
            report.remark(script.path() + " cannot stand on what is left; the next migrate runs it again.");
        }
        if (!vanished.isEmpty()) {
            before = catalog();
            vanished = List.of();
        }
    }

    /** Tried and taken back, so that a repeatable whose tables are gone leaves no failure behind. */
    private boolean canRun(Script script, List<Statement> statements) {
        if (!script.transactional()) {
            return true;
        }
        try (Session session = target.database().dedicated()) {
            session.begin();
            StatementRunner.run(session, script, statements, 0, Progress.SILENT);
            session.rollback();
            return true;
        } catch (ScriptFailure e) {
            // Who only had to wait for a lock may run all the same, and is waited for then.
            return e.failure().transientLock();
        }
    }

    private Snapshot catalog() {
        return TargetCatalog.read(settings, target).snapshot();
    }

    /** The repeatables as they last ran: from the journal, else from the files. */
    private List<Script> repeatables() {
        ScriptReader reader = new ScriptReader(settings.historyTable());
        Map<String, Script> kept = new HashMap<>();
        for (JournalEntry entry : inventory.journal().entries()) {
            if (entry.action() == JournalEntry.Action.REPEAT && entry.outcome() == JournalEntry.Outcome.DONE) {
                entry.forward()
                        .ifPresent(text -> kept.put(
                                entry.description(),
                                reader.fromJournal(
                                        text,
                                        Script.Kind.REPEATABLE,
                                        settings.migrationsShown() + "/" + text.script())));
            }
        }
        for (Standings.Repeatable repeatable : inventory.standings().repeatables()) {
            if (repeatable.row().isPresent()) {
                kept.putIfAbsent(repeatable.script().description(), repeatable.script());
            }
        }
        return inventory.history().repeatables().keySet().stream()
                .sorted()
                .map(kept::get)
                .filter(Objects::nonNull)
                .toList();
    }
}

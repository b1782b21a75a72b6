package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.Statement;
import dev.dbm.postgres.HistoryRepair;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import java.util.List;
import java.util.Optional;

/** Runs an undo over a script that stopped midway; Flyway cannot, as to it nothing is applied. */
final class UndoOfHalf {
    private final Settings settings;
    private final Target target;
    private final Engine engine;
    private final Progress progress;
    private final ReportBuilder report;

    UndoOfHalf(Settings settings, Target target, Engine engine, Progress progress, ReportBuilder report) {
        this.settings = settings;
        this.target = target;
        this.engine = engine;
        this.progress = progress;
        this.report = report;
    }

    /** Whether it ran to its end, and the failed row is gone; else the problem is in the report. */
    boolean run(Script script, List<Statement> statements, Optional<HistoryRow> failed, JournalEntry entry) {
        progress.scriptBegins(script, 1, 1);
        long start = System.nanoTime();
        try (Session session = target.database().dedicated()) {
            HistoryRepair repair = new HistoryRepair(session, settings.schema(), settings.historyTable());
            if (script.transactional()) {
                engine.patiently(
                        session,
                        script,
                        () -> repair.forgetAfter(failed, entry, () -> {
                            StatementRunner.run(session, script, statements, 0, progress);
                            StatementRunner.settle(session, script, statements, true);
                        }));
            } else {
                engine.patientlyOutside(session, script, statements);
                StatementRunner.settle(session, script, statements, true);
                repair.forgetAfter(failed, entry, () -> {});
            }
        } catch (ScriptFailure e) {
            boolean busy = e.failure().transientLock();
            report.problem(e.problem(
                    busy
                            ? ProblemCode.LOCK_TIMEOUT
                            : script.transactional() ? ProblemCode.SQL_FAILED : ProblemCode.STOPPED_MIDWAY,
                    busy
                            ? "run the same command again"
                            : "the undo was proven from the script's end, and this is its middle: take back by hand what it"
                                    + " meets no more, then dbm repair --forget "
                                    + entry.version().map(Object::toString).orElse("")));
            return false;
        }
        progress.scriptEnds(script, (System.nanoTime() - start) / 1_000_000);
        return true;
    }
}

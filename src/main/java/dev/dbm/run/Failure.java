package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.HalfRun;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows when a migrate did not come to its end: what it applied stays, or is undone where that was asked for. */
final class Failure {
    private final Settings settings;
    private final Target target;
    private final Inventory before;
    private final Engine engine;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;

    Failure(
            Settings settings,
            Target target,
            Inventory before,
            Engine engine,
            RunRecord record,
            ReportBuilder report,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.before = before;
        this.engine = engine;
        this.record = record;
        this.report = report;
        this.progress = progress;
    }

    /**
     * Tells where the run stands, and goes back to where it began if told to.
     *
     * @param goOn the command that does the rest
     * @param undo whether everything that this run applied is undone, last first, by the undo that was proven with it
     */
    void after(String goOn, boolean undo) {
        List<Report.Item> applied = report.applied();
        if (undo && !applied.isEmpty()) {
            goBack(applied);
        }
        new Standstill(report).tell("Applied", goOn);
    }

    private void goBack(List<Report.Item> applied) {
        Inventory now;
        try (Session session = target.database().dedicated()) {
            now = Inventory.of(settings, before.migrations(), session, true);
        }
        if (!HalfRun.find(now.history(), now.journal()).isEmpty()) {
            report.remark(
                    "--undo-on-failure undid nothing: the script that stopped midway stands on what was applied before it,"
                            + " and comes first.");
            return;
        }
        progress.stage("Undoing what this run applied");
        Set<Version> versions =
                applied.stream().flatMap(item -> item.version().stream()).collect(Collectors.toSet());
        UndoTexts texts = new UndoTexts(settings, Optional.of(RollbackOptions.UndoFrom.KEPT));
        List<UndoTexts.Undo> undos = new ArrayList<>();
        for (Standing standing : lastFirst(now, versions)) {
            Optional<UndoTexts.Undo> undo = texts.of(standing);
            if (undo.isEmpty()) {
                break;
            }
            undos.add(undo.get());
        }
        report.problems(texts.problems());
        TargetCatalog there = TargetCatalog.read(settings, target);
        if (new Backward(settings, target, now, engine, record, report, progress).run(undos)) {
            new Aftermath(settings, target, record, report, progress).afterRollback(now, Optional.of(there));
        }
        if (report.applied().isEmpty()) {
            report.takenBack();
        }
    }

    private static List<Standing> lastFirst(Inventory now, Set<Version> versions) {
        return now.standings().versions().stream()
                .filter(standing -> standing.applied() && versions.contains(standing.version()))
                .sorted(Comparator.comparing((Standing standing) ->
                                standing.row().map(row -> row.rank()).orElse(0))
                        .reversed())
                .toList();
    }
}

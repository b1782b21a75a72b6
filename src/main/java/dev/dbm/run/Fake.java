package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineResult;
import dev.dbm.engine.KeptScripts;
import dev.dbm.engine.Step;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Migration;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.State;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Records migrations as applied without running them: how a database that has them already is adopted. */
final class Fake {
    private final Settings settings;
    private final Inventory inventory;
    private final Engine engine;
    private final RunRecord record;
    private final ReportBuilder report;

    Fake(Settings settings, Inventory inventory, Engine engine, RunRecord record, ReportBuilder report) {
        this.settings = settings;
        this.inventory = inventory;
        this.engine = engine;
        this.record = record;
        this.report = report;
    }

    void run(List<Migration> migrations) {
        Set<String> faked = new HashSet<>();
        migrations.forEach(migration -> {
            faked.add(migration.forward().path());
            migration.undo().ifPresent(undo -> faked.add(undo.path()));
        });
        inventory.fileProblems().forEach(problem -> report.problem(tolerated(problem, faked)));
        report.items(new ReportItems(inventory).planned(migrations, List.of(), Map.of(), false));
        if (report.hasErrors() || migrations.isEmpty()) {
            return;
        }
        engine.prepare(true);
        if (inventory.journal().environment().isEmpty()
                || settings.environment().asEnvironment().isPresent()) {
            record.adopt();
        }
        List<Step> steps = migrations.stream().map(this::step).toList();
        EngineResult result = engine.forward(steps, true);
        result.done()
                .forEach(done -> report.ran(done.step().version(), done.step().script(), State.FAKED, done.tookMs()));
        if (result.ending() instanceof EngineResult.Ending.Refused refused) {
            report.problems(refused.problems());
        } else if (!result.completed()) {
            report.problem(Problem.of(
                    ProblemCode.SQL_FAILED,
                    "The migrations could not be recorded: " + result.ending() + ".",
                    "nothing was recorded; look at the server's log"));
        }
        if (result.completed()) {
            record.ended(
                    Outcome.DONE,
                    migrations.stream().map(Migration::version).max(java.util.Comparator.naturalOrder()),
                    Optional.empty(),
                    "recorded without running",
                    report.tookMs());
        }
    }

    /** What was applied before dbm came may lack its undo: a warning now, and rollback stops there. */
    private static Problem tolerated(Problem problem, Set<String> faked) {
        boolean undo = problem.code() == ProblemCode.UNDO_MISSING || problem.code() == ProblemCode.UNDO_EMPTY;
        return undo && problem.script().filter(faked::contains).isPresent() ? problem.asWarning() : problem;
    }

    private Step step(Migration migration) {
        return Step.fake(
                migration.version(),
                migration.forward(),
                new Step.Kept(
                        Optional.of(KeptScripts.keep(migration.forward(), settings.placeholders())),
                        migration.undo().map(undo -> KeptScripts.keep(undo, settings.placeholders())),
                        Optional.empty(),
                        Optional.empty()));
    }
}

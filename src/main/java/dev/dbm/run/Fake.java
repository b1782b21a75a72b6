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
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.State;
import dev.dbm.planning.ForwardPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records migrations as applied without running them: how a database that has them already is adopted. That it has them is checked
 * first: they are run on a scratch, and the target's catalog must be what they build there.
 */
final class Fake {
    private static final String ALL_THE_SAME =
            "to record them all the same, and rehearse on a copy of what is there from then on: --accept-drift";

    private final Settings settings;
    private final Target target;
    private final Inventory inventory;
    private final Engine engine;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;

    Fake(
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
    }

    void run(ForwardPlan plan, MigrateOptions options) {
        List<Migration> migrations = plan.migrations();
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
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        boolean same = compare(plan, catalog, options.acceptDrift());
        if (report.hasErrors()) {
            return;
        }
        if (options.dryRun()) {
            Words.NONE
                    .gates(settings)
                    .confirmation(settings.environment().name(), "migrate --fake")
                    .forEach(problem -> report.problem(problem.asWarning()));
            return;
        }
        report.problems(new Gatekeeper(settings, target, report, progress)
                .confirm("migrate --fake", options.confirm(), List.of(), () -> new Stake(settings, target)
                        .forward("migrate --fake", migrations, Map.of())));
        if (!report.hasErrors()) {
            record(migrations, same, catalog.snapshot().digest(OwnSchemas.of(settings, inventory)));
        }
    }

    /** Whether the target is just what the migrations build. Where it is not, or nobody knows, that is in the report. */
    private boolean compare(ForwardPlan plan, TargetCatalog catalog, boolean accepted) {
        Claim claim = claim(plan, catalog);
        report.remarks(claim.remarks());
        report.drift(claim.differences());
        if (claim.unknownBecause().isPresent()) {
            tell(
                    Problem.of(
                            ProblemCode.DRIFT,
                            "Whether the target has what these migrations build cannot be told: "
                                    + claim.unknownBecause().get() + ".",
                            ALL_THE_SAME),
                    accepted);
            return false;
        }
        if (claim.differences().isEmpty()) {
            report.remark("The target's catalog is what the recorded migrations build.");
            return true;
        }
        int count = claim.differences().size();
        tell(
                Problem.of(
                        ProblemCode.DRIFT,
                        "The target is not what these migrations build (" + count
                                + (count == 1 ? " difference)." : " differences)."),
                        "record up to the version that the target is at (--to), or put the difference into a migration; "
                                + ALL_THE_SAME),
                accepted);
        return false;
    }

    private Claim claim(ForwardPlan plan, TargetCatalog catalog) {
        try {
            return new Rehearser(settings, Optional.of(target), Optional.of(catalog), inventory, true, progress)
                    .claim(plan.migrations(), plan.repeatables());
        } catch (ProblemException e) {
            Problem first = e.problems().get(0);
            if (first.code().exit() != dev.dbm.model.ExitCode.BLOCKED) {
                throw e;
            }
            String where = first.script().map(script -> script + ": ").orElse("");
            String why = where + first.message().strip();
            return new Claim(
                    List.of(), Optional.of(why.endsWith(".") ? why.substring(0, why.length() - 1) : why), List.of());
        }
    }

    private void tell(Problem problem, boolean accepted) {
        report.problem(accepted ? problem.asWarning() : problem);
    }

    private void record(List<Migration> migrations, boolean same, String digest) {
        engine.prepare(true);
        if (inventory.journal().environment().isEmpty()
                || settings.environment().asEnvironment().isPresent()) {
            record.adopt();
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < migrations.size(); i++) {
            // the catalog that was compared is the one after the last of them
            boolean last = i == migrations.size() - 1;
            steps.add(step(migrations.get(i), same && last ? Optional.of(digest) : Optional.empty()));
        }
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
                    Optional.of(digest),
                    same
                            ? "recorded without running; the catalog is what they build"
                            : "recorded without running; the catalog is not known to be what they build, and that was"
                                    + " accepted",
                    report.tookMs());
        }
    }

    /** What was applied before dbm came may lack its undo: a warning now, and rollback stops there. */
    private static Problem tolerated(Problem problem, Set<String> faked) {
        boolean undo = problem.code() == ProblemCode.UNDO_MISSING || problem.code() == ProblemCode.UNDO_EMPTY;
        return undo && problem.script().filter(faked::contains).isPresent() ? problem.asWarning() : problem;
    }

    private Step step(Migration migration, Optional<String> digest) {
        return Step.fake(
                migration.version(),
                migration.forward(),
                new Step.Kept(
                        Optional.of(KeptScripts.keep(migration.forward(), settings.placeholders())),
                        migration.undo().map(undo -> KeptScripts.keep(undo, settings.placeholders())),
                        Optional.empty(),
                        digest));
    }
}

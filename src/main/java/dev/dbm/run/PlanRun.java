package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Demand;
import dev.dbm.model.Insight;
import dev.dbm.model.Migrations;
import dev.dbm.model.PairResult;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import java.util.Map;
import java.util.Optional;

/** {@code dbm plan}: all that {@code migrate} would do, without touching the target. */
public final class PlanRun {
    private final Settings settings;
    private final Progress progress;

    public PlanRun(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(PlanOptions options) {
        if (options.rollback().isPresent()) {
            return new Rollback(settings, progress).plan(options.rollback().get(), options.sql());
        }
        ReportBuilder report = new ReportBuilder("plan", settings);
        try {
            Migrations files = Inventory.files(settings);
            boolean stop =
                    !options.keepGoing() && !Inventory.alwaysErrors(files).isEmpty();
            if (stop) {
                filesOnly(report, files, options);
            } else if (options.all()) {
                fromNothing(report, files, options);
            } else {
                against(report, files, options);
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return report.build();
    }

    private void filesOnly(ReportBuilder report, Migrations files, PlanOptions options) {
        Inventory inventory = Inventory.of(files);
        report.problems(inventory.fileProblems());
        show(report, inventory, ForwardPlan.of(inventory.standings(), Optional.empty(), true), Map.of(), options);
    }

    /** Every pair on a scratch that begins with nothing: what a CI job does that has no database. */
    private void fromNothing(ReportBuilder report, Migrations files, PlanOptions options) {
        Inventory inventory = Inventory.of(files);
        report.problems(inventory.fileProblems());
        ForwardPlan plan = ForwardPlan.of(inventory.standings(), options.to(), true);
        report.problems(plan.problems());
        if (settings.target().filter(Settings.Target.Server.class::isInstance).isPresent()
                && !(settings.scratch() instanceof Settings.Scratch.Embedded)
                && !(settings.scratch() instanceof Settings.Scratch.Server)) {
            try (Target target = Target.open(settings, progress)) {
                report.database(target.shown());
                rehearse(report, inventory, plan, Optional.of(target), Optional.empty(), options);
            }
        } else {
            rehearse(report, inventory, plan, Optional.empty(), Optional.empty(), options);
        }
    }

    private void against(ReportBuilder report, Migrations files, PlanOptions options) {
        try (Target target = Target.open(settings, progress)) {
            report.database(target.shown());
            Inventory inventory;
            try (Session session = target.database().reading()) {
                inventory = Inventory.of(settings, files, session, true);
            }
            report.problems(inventory.fileProblems());
            Environments.conflict(settings, inventory.journal()).ifPresent(report::problem);
            ForwardPlan plan = ForwardPlan.of(inventory.standings(), options.to(), options.outOfOrder());
            report.problems(Disagreements.of(inventory, options.outOfOrder()));
            report.problems(plan.problems());
            if (options.atomic()) {
                report.problems(plan.outsideTransactions());
            }
            if (plan.isEmpty() || report.hasErrors() && !options.keepGoing()) {
                show(report, inventory, plan, Map.of(), options);
                return;
            }
            TargetCatalog catalog = TargetCatalog.read(settings, target);
            Adoption.needed(settings, inventory, catalog).ifPresent(report::problem);
            if (report.hasErrors() && !options.keepGoing()) {
                show(report, inventory, plan, Map.of(), options);
                return;
            }
            rehearse(report, inventory, plan, Optional.of(target), Optional.of(catalog), options);
        }
    }

    private void rehearse(
            ReportBuilder report,
            Inventory inventory,
            ForwardPlan plan,
            Optional<Target> target,
            Optional<TargetCatalog> catalog,
            PlanOptions options) {
        if (plan.isEmpty()) {
            show(report, inventory, plan, Map.of(), options);
            return;
        }
        // Drift is a gate like the others: the plan goes on behind it, on a copy of what is there.
        Rehearser rehearser = new Rehearser(
                settings, target, catalog, inventory, true, options.effects() || Insights.mayStop(settings), progress);
        Rehearsed rehearsed = rehearser.prove(plan.migrations(), plan.repeatables());
        report.rehearsed(rehearsed);
        Map<Version, Insight> insights = new Insights(settings, options.all() ? Optional.empty() : target, catalog)
                .of(plan.migrations(), rehearsed);
        insights.values().forEach(insight -> report.problems(dev.dbm.findings.Findings.problems(insight.findings())));
        show(report, inventory, plan, rehearsed.pairs(), options);
        report.itemsWithInsight(insights);
        if (!options.all()) {
            boolean clear = !report.hasErrors();
            // The gates to come are no fault of the plan's.
            Words.NONE
                    .gates(settings)
                    .forward(settings.environment().name(), plan.migrations(), rehearsed.pairs())
                    .forEach(problem -> report.problem(problem.isError() ? problem.asWarning() : problem));
            target.ifPresent(open -> Safeguard.ahead(settings, open, inventory.journal(), report));
            if (clear) {
                boolean drifts = !options.acceptDrift()
                        && driftRefused()
                        && !rehearsed.drift().isEmpty();
                report.next(options.migrate(settings.environment().confirm()) + (drifts ? " --accept-drift" : ""));
            }
            report.remarks(Around.of(settings));
        }
    }

    private boolean driftRefused() {
        Demand demand = settings.environment().drift();
        return demand == Demand.REFUSE || demand == Demand.ASK;
    }

    private void show(
            ReportBuilder report,
            Inventory inventory,
            ForwardPlan plan,
            Map<Version, PairResult> pairs,
            PlanOptions options) {
        report.items(new ReportItems(inventory).planned(plan.migrations(), plan.repeatables(), pairs, !options.all()));
        if (options.sql() && !report.hasErrors()) {
            report.script(PlanScript.forward(plan.migrations(), plan.repeatables(), settings.placeholders()));
        }
    }
}

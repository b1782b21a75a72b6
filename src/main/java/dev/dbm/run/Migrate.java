package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineStart;
import dev.dbm.engine.EngineTarget;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.JournalEntry.Proof;
import dev.dbm.model.Migrations;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code dbm migrate}: read and check the files, connect, take the lock, compare files, history and target, rehearse, pass the
 * gates, apply, and hold the target against what was rehearsed.
 */
public final class Migrate {
    private final Settings settings;
    private final Progress progress;

    public Migrate(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(MigrateOptions options) {
        if (options.dryRun() && !options.fake()) {
            return new PlanRun(settings, progress).run(PlanOptions.dryRun(options));
        }
        ReportBuilder report = new ReportBuilder("migrate", settings);
        report.mode(options.mode());
        try {
            Ahead.of(() -> {
                EngineStart.begin();
                return true;
            });
            Locks.refusal(settings, options.terminateIdle()).ifPresent(report::problem);
            Migrations files = Inventory.files(settings);
            if (report.hasErrors()) {
                return report.build();
            }
            if (!Inventory.alwaysErrors(files).isEmpty()) {
                report.problems(files.problems());
                return Epilogue.of(settings, progress, report.build());
            }
            if (options.reset()) {
                Reset.notAllowed(settings.environment()).ifPresent(report::problem);
            }
            if (report.hasErrors()) {
                return report.build();
            }
            try (Target target = Target.open(settings, progress)) {
                report.database(target.shown());
                target.database().requireWritable();
                target.database().openAhead();
                try (RunLock lock = RunLock.acquire(target.database(), settings.schema(), patience(), progress)) {
                    Optional<MigrateOptions> agreed = options.reset()
                            ? new Reset(settings, target, files, report, progress).run(options)
                            : Optional.of(options);
                    agreed.ifPresent(words -> new Locked(report, words, files, target, lock).run());
                }
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return Epilogue.of(settings, progress, report.build());
    }

    /** Another run is waited for as long as a statement waits for a lock. */
    private Duration patience() {
        return settings.environment().lockTimeout();
    }

    /** The part of a run that nobody else runs beside. */
    private final class Locked {
        private final ReportBuilder report;
        private final MigrateOptions options;
        private final Target target;
        private final Inventory inventory;
        private final RunRecord record;
        private final RunLock lock;

        Locked(ReportBuilder report, MigrateOptions options, Migrations files, Target target, RunLock lock) {
            this.report = report;
            this.options = options;
            this.target = target;
            try (Session session = target.database().reading()) {
                this.inventory = Inventory.of(settings, files, session, true);
            }
            report.head(inventory.standings().head());
            this.record = new RunRecord(settings, target);
            this.lock = lock;
        }

        /** Its journal entries name the backup that was taken by now. */
        private Engine engine() {
            return new Engine(
                    EngineTarget.of(
                            target.database(),
                            settings.schemas(),
                            settings.historyTable(),
                            Locks.policy(settings, options.terminateIdle())),
                    record.engineRun(),
                    lock::check,
                    progress);
        }

        void run() {
            ForwardPlan plan = ForwardPlan.of(inventory.standings(), options.to(), options.outOfOrder());
            report.items(new ReportItems(inventory).planned(plan.migrations(), plan.repeatables(), Map.of(), false));
            Environments.conflict(settings, inventory.journal()).ifPresent(report::problem);
            Reset.unfinished(inventory).ifPresent(report::problem);
            report.problems(Disagreements.of(inventory, options.outOfOrder()));
            report.problems(plan.problems());
            if (options.atomic()) {
                report.problems(plan.outsideTransactions());
            }
            if (options.fake()) {
                new Fake(settings, target, inventory, engine(), record, report, progress).run(plan, options);
                return;
            }
            report.problems(inventory.fileProblems());
            if (report.hasErrors()) {
                return;
            }
            if (plan.isEmpty()) {
                rename();
                return;
            }
            if (!Proofs.maybeKnown(settings, inventory.journal())
                    && ScratchPlace.beside(settings, target, plan.scripts())) {
                target.prepareScratch(settings);
            }
            TargetCatalog before = TargetCatalog.read(settings, target);
            target.database().openAhead();
            Engine engine = engine();
            Ahead.of(() -> {
                engine.warmUp();
                return engine;
            });
            Adoption.needed(settings, inventory, before).ifPresent(report::problem);
            if (report.hasErrors()) {
                return;
            }
            Rehearsed rehearsed = new Rehearser(
                            settings,
                            Optional.of(target),
                            Optional.of(before),
                            inventory,
                            options.acceptDrift(),
                            Insights.mayStop(settings),
                            progress)
                    .prove(plan.migrations(), plan.repeatables());
            report.rehearsed(rehearsed);
            report.items(new ReportItems(inventory)
                    .planned(plan.migrations(), plan.repeatables(), rehearsed.pairs(), false));
            if (Insights.mayStop(settings)) {
                new Insights(settings, Optional.of(target), Optional.of(before))
                        .of(plan.migrations(), rehearsed)
                        .values()
                        .forEach(insight -> report.problems(dev.dbm.findings.Findings.problems(insight.findings())));
            }
            if (!report.hasErrors()) {
                report.problems(new Gatekeeper(settings, target, report, progress)
                        .pass(
                                new Words(options.confirm(), options.acceptDataLoss()),
                                rehearsed.pairs().keySet(),
                                Safeguard.gate(settings, target, inventory.journal(), options.waiver()),
                                gates -> gates.forward(
                                        settings.environment().name(), plan.migrations(), rehearsed.pairs()),
                                () -> new Stake(settings, target)
                                        .forward("migrate", plan.migrations(), rehearsed.pairs())));
            }
            if (report.hasErrors()) {
                refused(plan, rehearsed);
                return;
            }
            apply(plan, rehearsed);
        }

        private void apply(ForwardPlan plan, Rehearsed rehearsed) {
            new Safeguard(settings, target, inventory, record, report, progress).take(options.waiver());
            progress.stage("Migrating " + target.shown().url());
            Engine engine = engine();
            engine.prepare(false);
            rename();
            Forward forward = new Forward(settings, target, inventory, engine, record, report, progress);
            boolean ran = forward.run(plan, rehearsed, options.atomic());
            if (ran) {
                new Aftermath(settings, target, record, report, progress).afterForward(inventory, rehearsed);
            }
            if (!ran || report.hasErrors() && options.undoOnFailure()) {
                new Failure(settings, target, inventory, engine, record, report, progress)
                        .after(options.goOn(), options.undoOnFailure());
            }
        }

        /** The database is told its environment's name, where it knows none or was given another on purpose. */
        private void rename() {
            boolean known = inventory.journal().environment().isPresent();
            boolean told = settings.environment().asEnvironment().isPresent();
            if (Environments.mustBeTold(settings, inventory.journal())
                    && (inventory.journal().exists() || known || engineIsReady())
                    && (!known || told)) {
                record.adopt();
            }
        }

        private boolean engineIsReady() {
            try (Session session = target.database().session()) {
                return dev.dbm.postgres.JournalTable.access(session, settings.schema())
                        != dev.dbm.postgres.JournalTable.Access.MISSING;
            }
        }

        /**
         * What was proven is kept although nothing ran, so that the next run, with the word that was missing, need not prove it again.
         * A database that dbm has never touched stays untouched.
         */
        private void refused(ForwardPlan plan, Rehearsed rehearsed) {
            if (!inventory.journal().exists()) {
                return;
            }
            for (var migration : plan.migrations()) {
                PairResult pair = rehearsed.pairs().get(migration.version());
                String key = rehearsed.keys().get(migration.version());
                if (pair != null && key != null && !pair.remembered()) {
                    pair.afterDigest()
                            .ifPresent(digest -> record.proven(
                                    migration.version(), migration.forward(), Proof.of(key, pair), digest));
                }
            }
            Optional<Version> head = inventory.standings().head();
            record.ended(Outcome.REFUSED, head, Optional.empty(), codes(report.problems()), report.tookMs());
        }
    }

    /** The errors of a run as one line for the journal. */
    static String codes(List<Problem> problems) {
        return problems.stream()
                .filter(Problem::isError)
                .map(problem -> problem.script()
                        .map(script -> problem.code() + " " + script)
                        .orElse(problem.code().name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

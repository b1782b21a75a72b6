package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.planning.Standing;
import dev.dbm.planning.Standings;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dbm status}: where everything stands. Changes nothing, and needs a scratch only to look for drift. */
public final class Status {
    private final Settings settings;
    private final Progress progress;

    public Status(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(StatusOptions options) {
        ReportBuilder report = new ReportBuilder("status", settings);
        if (options.verbose()) {
            report.origins(settings.origins());
        }
        try {
            if (embeddedIsYetToBeMade()) {
                report.remark("The embedded PostgreSQL has no data yet: dbm migrate makes it.");
                show(report, options, Inventory.of(Inventory.files(settings)), Map.of(), List.of(), true);
            } else {
                reach(report, options);
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return report.build();
    }

    private void reach(ReportBuilder report, StatusOptions options) {
        Ahead<Reached> reaching = Ahead.of(() -> Reached.of(settings, options, progress));
        Optional<ProblemException> noFolder = Optional.empty();
        Migrations files = Migrations.none(settings.migrationsShown());
        try {
            files = Inventory.files(settings);
        } catch (ProblemException e) {
            noFolder = Optional.of(e);
        }
        Reached reached = reaching.get();
        try (Target target = reached.target()) {
            report.database(target.shown());
            look(report, options, files, noFolder, reached);
        }
    }

    /** The target and what it tells, which is read while the files are. */
    private record Reached(Target target, Inventory.Recorded recorded, Optional<RunLock.Holder> holder) {
        private static Reached of(Settings settings, StatusOptions options, Progress progress) {
            Target target = Target.open(settings, progress);
            try (Session session = target.database().reading()) {
                return new Reached(
                        target,
                        Inventory.Recorded.read(settings, session, options.drift()),
                        RunLock.holder(session, settings.schema()));
            } catch (RuntimeException e) {
                target.close();
                throw e;
            }
        }
    }

    private boolean embeddedIsYetToBeMade() {
        return settings.requireTarget() instanceof Settings.Target.Embedded embedded
                && !EmbeddedServer.hasData(embedded.folder());
    }

    private void look(
            ReportBuilder report,
            StatusOptions options,
            Migrations files,
            Optional<ProblemException> noFolder,
            Reached reached) {
        Target target = reached.target();
        Inventory inventory = Inventory.of(files, reached.recorded());
        reached.holder().ifPresent(holder -> report.remark("Another run is at work: " + holder.describe() + "."));
        if (noFolder.isPresent()) {
            // In an emergency the database alone must be enough: it knows what is applied, and keeps the undos.
            if (options.check() || !inventory.history().exists()) {
                throw noFolder.get();
            }
            noFolder.get().problems().forEach(problem -> report.problem(problem.asWarning()));
        }
        if (options.history()) {
            report.history(inventory.journal().entries());
        }
        List<Problem> drift = options.drift() ? drift(report, target, inventory) : List.of();
        show(report, options, inventory, proven(inventory, target), drift, noFolder.isEmpty());
    }

    private Map<Version, PairResult> proven(Inventory inventory, Target target) {
        List<Migration> pending =
                ForwardPlan.of(inventory.standings(), Optional.empty(), true).migrations();
        if (pending.isEmpty() || !Proofs.maybeKnown(settings, inventory.journal())) {
            return Map.of();
        }
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        return new Rehearser(settings, Optional.of(target), Optional.of(catalog), inventory, true, progress)
                .remembered(pending);
    }

    private List<Problem> drift(ReportBuilder report, Target target, Inventory inventory) {
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        Drift drift = Drift.of(settings, target, catalog, inventory, progress);
        report.drift(drift.differences());
        report.remarks(drift.remarks());
        return drift.problems();
    }

    private void show(
            ReportBuilder report,
            StatusOptions options,
            Inventory inventory,
            Map<Version, PairResult> proven,
            List<Problem> drift,
            boolean folder) {
        report.lists();
        report.items(new ReportItems(inventory).all(proven));
        List<Problem> problems = new ArrayList<>();
        Environments.conflict(settings, inventory.journal()).ifPresent(problems::add);
        Disagreements.of(inventory, false).stream()
                // that there is no folder was said; every file of it is missing
                .filter(problem -> folder || problem.code() != ProblemCode.APPLIED_FILE_MISSING)
                .forEach(problems::add);
        problems.addAll(drift);
        problems.addAll(inventory.fileProblems());
        boolean wrong = problems.stream().anyMatch(Problem::isError);
        Optional<Problem> pending = pending(inventory.standings());
        if (options.check()) {
            pending.ifPresent(problems::add);
        }
        // Without --check nobody asked for a judgement: what is wrong is told, and the exit code says that it could be
        // read.
        problems.forEach(
                problem -> report.problem(options.check() || !problem.isError() ? problem : problem.asWarning()));
        if (pending.isPresent() && !wrong) {
            report.next("dbm plan");
        }
    }

    private static Optional<Problem> pending(Standings standings) {
        long versions = standings.versions().stream().filter(Standing::pending).count();
        long repeatables = standings.repeatables().stream()
                .filter(Standings.Repeatable::due)
                .count();
        long all = versions + repeatables;
        return all == 0
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.MIGRATIONS_PENDING,
                        all == 1 ? "1 migration is pending." : all + " migrations are pending.",
                        "dbm plan, then dbm migrate"));
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineTarget;
import dev.dbm.model.Demand;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import dev.dbm.planning.RollbackPlan;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import dev.dbm.safety.Losses;
import dev.dbm.source.ScriptReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code dbm rollback}: undoes what was applied last, with the text that was proven then and that the database keeps. It works
 * without any file.
 */
public final class Rollback {
    private final Settings settings;
    private final Progress progress;

    public Rollback(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(RollbackOptions options) {
        ReportBuilder report = new ReportBuilder("rollback", settings);
        Optional<Problem> mayNotEnd = Locks.refusal(settings, options.terminateIdle());
        if (mayNotEnd.isPresent()) {
            report.problem(mayNotEnd.get());
            return report.build();
        }
        report.mode(options.mode());
        try (Target target = Target.open(settings, progress)) {
            report.database(target.shown());
            target.database().requireWritable();
            try (RunLock lock = RunLock.acquire(
                    target.database(), settings.schema(), settings.environment().lockTimeout(), progress)) {
                Inventory inventory = inventory(target);
                RollbackPlan plan = decide(report, inventory, options);
                if (!report.hasErrors() && !plan.undos().isEmpty()) {
                    List<UndoTexts.Undo> undos = proven(report, inventory, target, options, plan);
                    if (!report.hasErrors()) {
                        report.problems(gates(report, inventory, options, target, undos));
                    }
                    if (report.hasErrors()) {
                        refused(report, inventory, target);
                    } else {
                        undo(report, inventory, target, lock, undos, options);
                    }
                }
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return Epilogue.of(settings, progress, report.build());
    }

    /** The plan of a rollback: the same decisions, and nothing touched. */
    Report plan(RollbackOptions options, boolean sql) {
        ReportBuilder report = new ReportBuilder("plan", settings);
        try (Target target = Target.open(settings, progress)) {
            report.database(target.shown());
            Inventory inventory = inventory(target);
            List<UndoTexts.Undo> undos = proven(report, inventory, target, options, decide(report, inventory, options));
            if (!report.hasErrors() && !undos.isEmpty()) {
                report.remarks(new Stake(settings, target).ofUndos(undos));
            }
            report.itemsWithSql(undos.stream()
                    .collect(Collectors.toMap(undo -> undo.standing().version(), undo -> undo.script()
                            .sql())));
            Map<Version, List<String>> losses = undos.isEmpty() ? Map.of() : losses(target, undos);
            if (!undos.isEmpty()) {
                Words.NONE
                        .gates(settings)
                        .backward(settings.environment().name(), scripts(undos), losses)
                        .forEach(problem -> report.problem(problem.asWarning()));
                Safeguard.ahead(settings, target, inventory.journal(), report);
            }
            if (sql && !report.hasErrors()) {
                report.script(
                        PlanScript.of(undos.stream().map(UndoTexts.Undo::script).toList(), settings.placeholders()));
            }
            if (!report.hasErrors() && !undos.isEmpty()) {
                report.next(options.rollback(undos.size()) + wanted(losses.keySet()));
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return report.build();
    }

    /** The words without which the rollback that was planned will be refused. */
    private String wanted(Set<Version> losing) {
        boolean ask = settings.environment().destructive() == Demand.ASK;
        return Words.options(settings.environment().confirm(), ask ? losing : Set.of());
    }

    private List<Problem> gates(
            ReportBuilder report,
            Inventory inventory,
            RollbackOptions options,
            Target target,
            List<UndoTexts.Undo> undos) {
        Map<Version, List<String>> losses = losses(target, undos);
        return new Gatekeeper(settings, target, report, progress)
                .pass(
                        new Words(options.confirm(), options.acceptDataLoss()),
                        losses.keySet(),
                        Safeguard.gate(settings, target, inventory.journal(), options.waiver()),
                        gates -> gates.backward(settings.environment().name(), scripts(undos), losses),
                        () -> new Stake(settings, target).backward(undos, losses));
    }

    private static Map<Version, String> scripts(List<UndoTexts.Undo> undos) {
        return undos.stream().collect(Collectors.toMap(undo -> undo.standing().version(), undo -> undo.script()
                .path()));
    }

    /** What each undo destroys of the target's rows; those that destroy nothing are left out. */
    private Map<Version, List<String>> losses(Target target, List<UndoTexts.Undo> undos) {
        Map<Version, List<String>> losses = new LinkedHashMap<>();
        try (Session session = target.database().dedicated()) {
            for (UndoTexts.Undo undo : undos) {
                List<String> lost = Losses.of(
                        session,
                        Parsers.of(settings, Optional.of(target)).parse(undo.script(), undo.placeholders()),
                        undo.effects());
                if (!lost.isEmpty()) {
                    losses.put(undo.standing().version(), lost);
                }
            }
        }
        return losses;
    }

    private Inventory inventory(Target target) {
        try (Session session = target.database().dedicated()) {
            return Inventory.of(settings, files(), session, true);
        }
    }

    /** Files are welcome and not needed: the journal keeps what a rollback runs. */
    private Migrations files() {
        try {
            return Inventory.files(settings);
        } catch (ProblemException e) {
            return Migrations.none(settings.migrationsShown());
        }
    }

    /** Who asked, and why it was not done, is kept as it is of a migrate. */
    private void refused(ReportBuilder report, Inventory inventory, Target target) {
        if (inventory.journal().exists()) {
            new RunRecord(settings, target)
                    .ended(
                            JournalEntry.Outcome.REFUSED,
                            inventory.standings().head(),
                            Optional.empty(),
                            Migrate.codes(report.problems()),
                            report.tookMs());
        }
    }

    /** What is to be undone; what stands in the way, as files and history have it, is in the report. */
    private RollbackPlan decide(ReportBuilder report, Inventory inventory, RollbackOptions options) {
        RollbackPlan plan = RollbackPlan.of(
                inventory.standings(), inventory.history(), options.steps(), options.to(), options.all());
        ReportItems items = new ReportItems(inventory);
        report.items(plan.undos().stream()
                .map(standing -> items.versioned(standing, Optional.empty(), Optional.empty()))
                .toList());
        Environments.conflict(settings, inventory.journal()).ifPresent(report::problem);
        report.problems(Disagreements.withMoves(inventory, plan.problems()));
        return plan;
    }

    /** With which text it is undone, proven; what stands in the way is in the report. */
    private List<UndoTexts.Undo> proven(
            ReportBuilder report, Inventory inventory, Target target, RollbackOptions options, RollbackPlan plan) {
        UndoTexts texts = new UndoTexts(settings, options.undoFrom());
        List<UndoTexts.Undo> undos = new ArrayList<>();
        plan.undos().forEach(standing -> texts.of(standing).ifPresent(undos::add));
        report.problems(texts.problems());
        if (!report.hasErrors() && !undos.isEmpty()) {
            drift(report, inventory, target, options);
        }
        return report.hasErrors() ? undos : prove(report, inventory, target, undos);
    }

    /** Whether somebody else changed the target since dbm's last run. */
    private void drift(ReportBuilder report, Inventory inventory, Target target, RollbackOptions options) {
        Optional<String> then = inventory.journal().lastDigest();
        if (then.isEmpty()) {
            return;
        }
        OwnSchemas own = OwnSchemas.of(settings, inventory);
        String now = TargetCatalog.read(settings, target).snapshot().digest(own);
        if (!then.get().equals(now)) {
            Problem problem = Problem.of(
                    ProblemCode.DRIFT,
                    "The target's catalog is not what it was after the last run of dbm.",
                    "dbm status --drift shows what changed; to roll back all the same: --accept-drift");
            Demand demand = settings.environment().drift();
            boolean refused = !options.acceptDrift() && (demand == Demand.REFUSE || demand == Demand.ASK);
            if (refused || demand != Demand.ALLOW) {
                report.problem(refused ? problem : problem.asWarning());
            }
        }
    }

    /** An undo that is not the proven one is proven now, on what the target was before its migration. */
    private List<UndoTexts.Undo> prove(
            ReportBuilder report, Inventory inventory, Target target, List<UndoTexts.Undo> undos) {
        if (undos.stream().allMatch(UndoTexts.Undo::proven)) {
            return undos;
        }
        Set<Version> versions =
                undos.stream().map(undo -> undo.standing().version()).collect(Collectors.toSet());
        Rehearser rehearser = new Rehearser(
                settings,
                Optional.of(target),
                Optional.of(TargetCatalog.read(settings, target)),
                inventory.without(versions),
                true,
                progress);
        Optional<String> copied = rehearser.onlyByCopy();
        if (copied.isPresent()) {
            report.problem(Problem.of(
                    ProblemCode.UNDO_NOT_KEPT,
                    "The undo was never proven, and cannot be proven now: " + copied.get() + ".",
                    "undo only what dbm has applied, or undo this by hand and then: dbm repair"));
            return undos;
        }
        List<Migration> pairs = new ArrayList<>();
        for (UndoTexts.Undo undo : undos) {
            Optional<Script> forward = forward(undo.standing());
            if (forward.isEmpty()) {
                report.problem(Problem.of(
                        ProblemCode.UNDO_NOT_KEPT,
                        "The undo of version " + undo.standing().version()
                                + " was never proven, and its V script as it was applied is not to be had.",
                        "get the file back from version control"));
                return undos;
            }
            pairs.add(undo.pair(forward.get()));
        }
        pairs.sort(Comparator.comparing(Migration::version));
        Rehearsed rehearsed = rehearser.proveAgain(pairs);
        report.rehearsed(rehearsed);
        report.itemsWithRehearsal(rehearsed.pairs());
        return undos.stream()
                .map(undo -> Optional.ofNullable(
                                rehearsed.pairs().get(undo.standing().version()))
                        .map(pair -> undo.seen(pair.undoing()))
                        .orElse(undo))
                .toList();
    }

    private Optional<Script> forward(Standing standing) {
        return standing.kept()
                .flatMap(JournalEntry::forward)
                .map(kept -> new ScriptReader(settings.historyTable())
                        .fromJournal(kept, Script.Kind.FORWARD, settings.migrationsShown() + "/" + kept.script()))
                .or(() -> standing.migration().map(Migration::forward));
    }

    private void undo(
            ReportBuilder report,
            Inventory inventory,
            Target target,
            RunLock lock,
            List<UndoTexts.Undo> undos,
            RollbackOptions options) {
        RunRecord record = new RunRecord(settings, target);
        new Safeguard(settings, target, inventory, record, report, progress).take(options.waiver());
        progress.stage("Rolling back " + target.shown().url());
        Engine engine = new Engine(
                EngineTarget.of(
                        target.database(),
                        settings.schemas(),
                        settings.historyTable(),
                        Locks.policy(settings, options.terminateIdle())),
                record.engineRun(),
                lock::check,
                progress);
        if (settings.environment().asEnvironment().isPresent()
                && Environments.mustBeTold(settings, inventory.journal())) {
            // Where only Flyway was at work so far there is no journal to write that into.
            engine.prepare(false);
            record.adopt();
        }
        Aftermath aftermath = new Aftermath(settings, target, record, report, progress);
        TargetCatalog before = TargetCatalog.read(settings, target);
        if (new Backward(settings, target, inventory, engine, record, report, progress).run(undos)) {
            aftermath.afterRollback(inventory, Optional.of(before));
        } else {
            long undone = report.items().stream().filter(Report.Item::ran).count();
            new Standstill(report).tell("Undone", options.goOn((int) undone));
        }
    }
}

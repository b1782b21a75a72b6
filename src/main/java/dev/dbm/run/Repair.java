package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.HalfRun;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.HistoryRepair;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code dbm repair}: lists what is wrong in the history, and mends what it is told to, by name. */
public final class Repair {
    private final Settings settings;
    private final Progress progress;

    public Repair(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(RepairOptions options) {
        ReportBuilder report = new ReportBuilder("repair", settings);
        report.mode(options.mode());
        try (Target target = Target.open(settings, progress)) {
            report.database(target.shown());
            if (options.lists()) {
                list(report, target);
            } else {
                target.database().requireWritable();
                RepairOptions agreed = options.endsSession() ? endSession(report, target, options) : options;
                if (report.hasErrors()) {
                    return report.build();
                }
                try (RunLock lock = RunLock.acquire(
                        target.database(),
                        settings.schema(),
                        settings.environment().lockTimeout(),
                        progress)) {
                    lock.check();
                    mend(report, target, lock::check, agreed);
                }
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return options.mends() ? Epilogue.of(settings, progress, report.build()) : report.build();
    }

    private Inventory inventory(Session session) {
        return Inventory.of(settings, files().orElse(Migrations.none(settings.migrationsShown())), session, true);
    }

    private Optional<Migrations> files() {
        try {
            return Optional.of(Inventory.files(settings));
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    private void list(ReportBuilder report, Target target) {
        try (Session session = target.database().dedicated()) {
            boolean noFiles = files().isEmpty();
            Inventory inventory = inventory(session);
            report.lists();
            // Whoever has no checkout knows that, and not one of the files is missing.
            report.problems(new Findings(settings, target)
                    .all(session, inventory).stream()
                            .filter(problem -> !noFiles || problem.code() != ProblemCode.APPLIED_FILE_MISSING)
                            .toList());
            List<Report.Item> items = new ReportItems(inventory)
                    .all(Map.of()).stream()
                            .filter(item -> switch (item.state()) {
                                case FAILED, CHANGED -> true;
                                case MISSING -> !noFiles;
                                default -> false;
                            })
                            .toList();
            if (noFiles) {
                report.remark("There is no folder " + settings.migrationsShown()
                        + ", so no file was compared with what ran. To have the files of a version:"
                        + " dbm repair --restore-file VERSION.");
            }
            report.items(items);
        }
    }

    /** Before the lock is taken, which that session may hold. Who agreed to this is not asked again for the rest. */
    private RepairOptions endSession(ReportBuilder report, Target target, RepairOptions options) {
        try (Session session = target.database().dedicated()) {
            Clearing clearing = new Clearing(settings, target, report);
            Inventory inventory = inventory(session);
            List<Problem> certain = certain(session, target, inventory, clearing, options);
            certain.addAll(clearing.unfitSessions(session, options.upkeep()));
            report.problems(confirm(report, target, options, certain));
            if (!report.hasErrors()) {
                clearing.endSessions(session, options.upkeep());
            }
        }
        return options.confirmed();
    }

    private List<Problem> confirm(ReportBuilder report, Target target, RepairOptions options, List<Problem> certain) {
        return new Gatekeeper(settings, target, report, progress)
                .confirm("repair", options.confirm(), certain, () -> new Stake(settings, target).place("repair"));
    }

    /** What stands in the way whatever anybody says: all of it is looked at before anybody is asked and before the first mend. */
    private List<Problem> certain(
            Session session, Target target, Inventory inventory, Clearing clearing, RepairOptions options) {
        List<Problem> certain = new ArrayList<>();
        Environments.conflict(settings, inventory.journal()).ifPresent(certain::add);
        options.mend().forEach(mend -> unfit(inventory, mend).ifPresent(certain::add));
        options.repeatables().stream()
                .filter(name -> FailedRepeatable.named(inventory, name).isEmpty())
                .forEach(name -> certain.add(FailedRepeatable.unfit(name)));
        certain.addAll(clearing.unfit(session, options.upkeep()));
        if (options.runsScripts()) {
            certain.addAll(Safeguard.gate(settings, target, inventory.journal(), options.waiver()));
        }
        return certain;
    }

    private void mend(ReportBuilder report, Target target, Runnable guard, RepairOptions options) {
        try (Session session = target.database().session()) {
            Clearing clearing = new Clearing(settings, target, report);
            Inventory inventory = inventory(session);
            report.items(mended(inventory, options));
            report.problems(confirm(report, target, options, certain(session, target, inventory, clearing, options)));
            if (report.hasErrors()) {
                return;
            }
            RunRecord record = new RunRecord(settings, target);
            HistoryRepair repair = new HistoryRepair(session, settings.schema(), settings.historyTable());
            Safeguard safeguard = new Safeguard(settings, target, inventory, record, report, progress);
            HalfRunRepair halfRun = new HalfRunRepair(
                    settings,
                    target,
                    inventory,
                    record,
                    once(() -> safeguard.take(options.waiver())),
                    guard,
                    report,
                    progress);
            for (RepairOptions.Mend mend : options.mend()) {
                Standing standing = standing(inventory, mend);
                switch (mend.kind()) {
                    case RESUME -> halfRun.resume(standing, mend.statement());
                    case UNDO -> halfRun.undo(standing);
                    case FORGET, MARK_APPLIED, ACCEPT_CHECKSUM, RESTORE_FILE ->
                        mend(report, inventory, record, repair, mend, standing);
                }
            }
            for (String name : options.repeatables()) {
                FailedRepeatable failed =
                        FailedRepeatable.named(inventory, name).orElseThrow();
                failed.forget(repair, record);
                report.touched();
                report.remark(failed.script() + " is forgotten: the next migrate runs it again.");
            }
            clearing.run(options.upkeep(), record, repair);
        }
    }

    /** One backup serves all scripts of a run. */
    private static Runnable once(Runnable work) {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                work.run();
            }
        };
    }

    private static Standing standing(Inventory inventory, RepairOptions.Mend mend) {
        return inventory.standings().find(mend.version()).orElseThrow();
    }

    /** Why a mend does not fit, where it does not. All are looked at before the first is made. */
    private Optional<Problem> unfit(Inventory inventory, RepairOptions.Mend mend) {
        if (inventory.standings().find(mend.version()).isEmpty()) {
            return Optional.of(unfit(mend, "is known neither to the files nor to the history"));
        }
        Standing standing = standing(inventory, mend);
        return switch (mend.kind()) {
            case FORGET, MARK_APPLIED ->
                failed(standing).isEmpty() && half(inventory, mend).isEmpty()
                        ? Optional.of(unfit(mend, "did not fail and is not half run"))
                        : Optional.empty();
            case RESUME, UNDO ->
                half(inventory, mend).isEmpty() ? Optional.of(unfit(mend, "is not half run")) : Optional.empty();
            case ACCEPT_CHECKSUM ->
                standing.state() == State.CHANGED
                        ? Optional.empty()
                        : Optional.of(unfit(mend, "has the checksum that the history says"));
            case RESTORE_FILE -> {
                KeptFiles files = new KeptFiles(settings, standing);
                if (files.isEmpty()) {
                    yield Optional.of(unfit(mend, "was not applied by dbm, so the database keeps no text of it"));
                }
                yield files.missing().isEmpty()
                        ? Optional.of(unfit(mend, "has all its files, and none is overwritten"))
                        : Optional.empty();
            }
        };
    }

    private static Optional<HistoryRow> failed(Standing standing) {
        return standing.row().filter(row -> !row.success());
    }

    private static Optional<HalfRun> half(Inventory inventory, RepairOptions.Mend mend) {
        return HalfRun.find(inventory.history(), inventory.journal()).stream()
                .filter(found -> found.entry().version().equals(Optional.of(mend.version())))
                .findFirst();
    }

    private static List<Report.Item> mended(Inventory inventory, RepairOptions options) {
        Set<Version> named =
                options.mend().stream().map(RepairOptions.Mend::version).collect(java.util.stream.Collectors.toSet());
        return new ReportItems(inventory)
                .all(Map.of()).stream()
                        .filter(item -> item.version().filter(named::contains).isPresent())
                        .toList();
    }

    private void mend(
            ReportBuilder report,
            Inventory inventory,
            RunRecord record,
            HistoryRepair repair,
            RepairOptions.Mend mend,
            Standing standing) {
        Optional<HistoryRow> failed = failed(standing);
        Optional<HalfRun> half = half(inventory, mend);
        switch (mend.kind()) {
            case FORGET -> {
                JournalEntry entry = record.repaired(standing.version(), standing.script(), "forgotten: it never ran");
                failed.ifPresentOrElse(row -> repair.forget(row, entry), () -> repair.note(entry));
                boolean undo = half.filter(found -> found.entry().action() == JournalEntry.Action.UNDO)
                        .isPresent();
                report.mended(mend.version(), undo ? State.APPLIED : State.PENDING);
            }
            case MARK_APPLIED -> markApplied(report, record, repair, mend, standing, failed, half);
            case ACCEPT_CHECKSUM -> {
                Script now = standing.migration().orElseThrow().forward();
                HistoryRow row = standing.row().orElseThrow();
                String detail = "checksum " + row.checksum().orElse(0) + " replaced by the file's " + now.checksum();
                repair.takeChecksum(row, now.checksum(), record.repaired(standing.version(), now.fileName(), detail));
                report.mended(mend.version(), State.APPLIED);
            }
            case RESTORE_FILE -> restore(report, record, repair, mend, standing);
            case RESUME, UNDO -> throw new IllegalArgumentException(mend.kind() + " runs scripts");
        }
    }

    private void markApplied(
            ReportBuilder report,
            RunRecord record,
            HistoryRepair repair,
            RepairOptions.Mend mend,
            Standing standing,
            Optional<HistoryRow> failed,
            Optional<HalfRun> half) {
        JournalEntry entry = record.repaired(standing.version(), standing.script(), "finished by hand");
        boolean undo = half.filter(found -> found.entry().action() == JournalEntry.Action.UNDO)
                .isPresent();
        if (failed.isPresent()) {
            repair.markDone(failed.get(), entry);
        } else {
            JournalEntry begun = half.orElseThrow().entry();
            repair.add(
                    mend.version(),
                    begun.description(),
                    undo ? "DELETE" : "SQL",
                    begun.script(),
                    begun.checksum().orElse(0),
                    entry);
        }
        report.mended(mend.version(), undo ? State.UNDONE : State.APPLIED);
    }

    /** Writes the files again that the journal keeps; never over one that is there. */
    private void restore(
            ReportBuilder report, RunRecord record, HistoryRepair repair, RepairOptions.Mend mend, Standing standing) {
        List<String> written = new KeptFiles(settings, standing).write();
        repair.note(record.repaired(
                standing.version(), standing.script(), "files written again: " + String.join(", ", written)));
        report.files(written);
        report.mended(mend.version(), State.APPLIED);
    }

    private static Problem unfit(RepairOptions.Mend mend, String why) {
        return Problem.of(
                ProblemCode.NOT_MENDABLE,
                "Version " + mend.version() + " " + why + ", so "
                        + switch (mend.kind()) {
                            case FORGET -> "--forget has nothing to forget";
                            case MARK_APPLIED -> "--mark-applied has nothing to mark";
                            case ACCEPT_CHECKSUM -> "--accept-checksum has nothing to accept";
                            case RESTORE_FILE -> "--restore-file has nothing to restore";
                            case RESUME -> "--resume has nothing to go on with";
                            case UNDO -> "--undo has nothing to undo";
                        }
                        + ".",
                "dbm repair lists what is wrong");
    }
}

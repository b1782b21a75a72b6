package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.postgres.Contents;
import dev.dbm.postgres.PgArchive;
import dev.dbm.postgres.Session;
import dev.dbm.safety.BackupOrder;
import dev.dbm.safety.Backups;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The backup that an environment demands, between the gates and the first change. */
final class Safeguard {
    private final Settings settings;
    private final Target target;
    private final Inventory inventory;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;

    Safeguard(
            Settings settings,
            Target target,
            Inventory inventory,
            RunRecord record,
            ReportBuilder report,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.inventory = inventory;
        this.record = record;
        this.report = report;
        this.progress = progress;
    }

    /** Where backups of the environment go. */
    static Path folder(Settings settings) {
        return settings.environment()
                .backupDir()
                .orElseGet(() -> settings.project()
                        .resolve(".dbm")
                        .resolve("backups")
                        .resolve(settings.environment().name()))
                .toAbsolutePath()
                .normalize();
    }

    /** What stands in the way of the backup that is demanded, or of a run without it. */
    static List<Problem> gate(Settings settings, Target target, Journal journal, Waiver waiver) {
        Environment environment = settings.environment();
        if (!environment.backup()) {
            return List.of();
        }
        if (!waiver.noBackup()) {
            return obstacles(settings, target, journal);
        }
        Problem problem = Problem.of(
                ProblemCode.NO_BACKUP,
                "Environment " + environment.name() + " demands a backup, and this run is told to take none.",
                waiver.reason().isPresent() ? "" : "say why, for the journal: --no-backup --accept-risk \"<reason>\"");
        return List.of(waiver.reason().isPresent() ? problem.asWarning() : problem);
    }

    /** For a plan: what backup will be taken, and whether it can be. */
    static void ahead(Settings settings, Target target, Journal journal, ReportBuilder report) {
        Environment environment = settings.environment();
        if (!environment.backup()) {
            return;
        }
        report.remark("A backup is taken first, into " + folder(settings) + ".");
        obstacles(settings, target, journal).forEach(problem -> report.problem(problem.asWarning()));
    }

    /** Where PostgreSQL's own programs take the backup: what is wrong with them, or with the place for it. */
    private static List<Problem> obstacles(Settings settings, Target target, Journal journal) {
        if (!settings.environment().backupCommand().isEmpty()) {
            return List.of();
        }
        try {
            PgArchive archive = new PgArchive(target.database().facts());
            archive.pgDump();
            archive.pgRestore();
            try (Session session = target.database().session()) {
                Backups.requirePlace(folder(settings), Contents.bytes(session), journal.lastBackup());
            }
            return List.of();
        } catch (ProblemException e) {
            return e.problems();
        }
    }

    /**
     * Takes the backup, where one is demanded and not waived. All that the run records from here on names it.
     *
     * @throws ProblemException where it cannot be taken: nothing may be changed then
     */
    Optional<Report.Backup> take(Waiver waiver) {
        return take(waiver, settings.environment().backupKeep());
    }

    /** The same, and no older one is tidied away for it: one of them may be the one that is restored. */
    Optional<Report.Backup> takeBesideTheOthers(Waiver waiver) {
        return take(waiver, 0);
    }

    private Optional<Report.Backup> take(Waiver waiver, int keep) {
        if (!settings.environment().backup()) {
            return Optional.empty();
        }
        if (waiver.noBackup()) {
            record.backup("none: " + waiver.reason().orElseThrow());
            return Optional.empty();
        }
        try {
            Backups.Taken taken = new Backups(target.database(), order(keep), progress).take();
            record.backup(taken.backup().journaled());
            report.backup(taken.backup());
            report.problems(taken.warnings());
            report.remarks(taken.remarks());
            return Optional.of(taken.backup());
        } catch (ProblemException e) {
            if (inventory.journal().exists()) {
                Optional<Version> head = inventory.standings().head();
                record.ended(Outcome.FAILED, head, Optional.empty(), Migrate.codes(e.problems()), report.tookMs());
            }
            throw e;
        }
    }

    private BackupOrder order(int keep) {
        Environment environment = settings.environment();
        OwnSchemas own = OwnSchemas.of(settings, inventory);
        return new BackupOrder(
                folder(settings),
                keep,
                environment.backupCommand(),
                environment.lockTimeout(),
                environment.name(),
                List.copyOf(own.names()),
                () -> TargetCatalog.read(settings, target).snapshot().digest(own),
                inventory.standings().head().map(Version::text),
                inventory.journal().lastBackup());
    }
}

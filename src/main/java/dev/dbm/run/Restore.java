package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Contents;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Emptying;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.OtherSessions;
import dev.dbm.postgres.PgArchive;
import dev.dbm.postgres.Replacement;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.Session;
import dev.dbm.safety.BackupFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code dbm restore}: puts a backup in the target's place. It is restored into a new database and looked at there; then both are
 * renamed, and the old one is kept. In place, or into another database, where that is asked for.
 */
public final class Restore {
    private final Settings settings;
    private final Progress progress;

    public Restore(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(RestoreOptions options) {
        ReportBuilder report = new ReportBuilder("restore", settings);
        report.mode(options.mode());
        try {
            if (options.into().isPresent()) {
                into(report, options, options.into().get());
            } else {
                overTarget(report, options);
            }
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return Epilogue.of(settings, progress, report.build());
    }

    private void overTarget(ReportBuilder report, RestoreOptions options) {
        try (Target target = Target.open(settings, progress)) {
            report.database(target.shown());
            target.database().requireWritable();
            try (RunLock lock = RunLock.acquire(
                    target.database(), settings.schema(), settings.environment().lockTimeout(), progress)) {
                Inventory now;
                BackupFile backup;
                try (Session session = target.database().dedicated()) {
                    now = Inventory.of(settings, files(), session, false);
                    List<Problem> certain = new ArrayList<>();
                    Environments.conflict(settings, now.journal()).ifPresent(certain::add);
                    backup = open(report, options, target.database());
                    List<String> preview =
                            RestorePreview.of(backup, target.shown().url(), Contents.of(session), now, Instant.now());
                    report.remarks(preview);
                    DatabaseAddress address = target.database().address();
                    doubt(options, backup, address, known(now)).ifPresent(certain::add);
                    if (options.inPlace()) {
                        certain.addAll(Safeguard.gate(settings, target, now.journal(), options.waiver()));
                    } else {
                        Replacement.refusal(target.database(), session).ifPresent(certain::add);
                        certain.addAll(inUse(options, OtherSessions.in(session, address.database())));
                    }
                    gate(report, options, address, preview, certain);
                }
                if (!report.hasErrors()) {
                    new Over(report, options, target, lock, now, backup).run();
                }
            }
        }
    }

    private BackupFile open(ReportBuilder report, RestoreOptions options, Database database) {
        Path file = options.file().toAbsolutePath().normalize();
        BackupFile backup = BackupFile.open(file, new PgArchive(database.facts()), progress);
        report.backup(backup.backup());
        return backup;
    }

    private static Set<String> known(Inventory now) {
        return now.journal().entries().stream()
                .flatMap(entry -> entry.backup().flatMap(Report.Backup::ofJournal).stream())
                .map(Report.Backup::sha256)
                .collect(Collectors.toSet());
    }

    private Optional<Problem> doubt(RestoreOptions options, BackupFile backup, DatabaseAddress of, Set<String> known) {
        return backup.doubt(
                        of.database(),
                        of.host() + ":" + of.port(),
                        settings.environment().name(),
                        known)
                .map(why -> Problem.of(
                        ProblemCode.BACKUP_FOREIGN,
                        "That this is a backup of " + of.display() + " is doubtful: " + why + ".",
                        "if it is meant all the same: --accept-risk \"<reason>\""))
                .map(problem -> options.waiver().reason().isPresent() ? problem.asWarning() : problem);
    }

    private void gate(
            ReportBuilder report,
            RestoreOptions options,
            DatabaseAddress address,
            List<String> preview,
            List<Problem> certain) {
        String command = "restore " + options.file();
        report.problems(
                new Gatekeeper(settings, address, report, progress).confirm(command, options.confirm(), certain, () -> {
                    List<String> facts = Stake.place(settings, command, address, false);
                    preview.forEach(line -> facts.add("  " + line));
                    return facts;
                }));
    }

    private static List<Problem> inUse(RestoreOptions options, List<String> sessions) {
        return sessions.isEmpty() || options.terminateSessions()
                ? List.of()
                : List.of(
                        Problem.of(
                                ProblemCode.DATABASE_IN_USE,
                                "A database can be replaced only while nobody is in it. In it are:\n"
                                        + String.join("\n", sessions),
                                "stop the application, then try again; or have them ended at the last moment: --terminate-sessions"));
    }

    /** Files are welcome and not needed. */
    private Migrations files() {
        try {
            return Inventory.files(settings);
        } catch (ProblemException e) {
            return new Migrations(settings.migrationsShown(), List.of(), List.of(), Map.of(), List.of(), List.of());
        }
    }

    /** An empty database elsewhere takes what is in the backup; the target is not even asked. */
    private void into(ReportBuilder report, RestoreOptions options, DatabaseAddress address) {
        try (Database database = Database.open(address, ConnectionOptions.PLAIN.withSchema(settings.schema()))) {
            report.database(new Report.Database(
                    address.display(), settings.schema(), database.facts().version(), false));
            database.requireWritable();
            List<Problem> certain = new ArrayList<>();
            try (Session session = database.dedicated()) {
                if (!Contents.isEmpty(session)) {
                    certain.add(Problem.of(
                            ProblemCode.RESTORE_FAILED,
                            address.display() + " is not empty.",
                            "name an empty database: createdb makes one"));
                }
            }
            BackupFile backup = open(report, options, database);
            if (backup.label().isEmpty()) {
                doubt(options, backup, address, Set.of()).ifPresent(certain::add);
            }
            gate(report, options, address, List.of(), certain);
            if (report.hasErrors()) {
                return;
            }
            progress.stage("Restoring into " + address.display());
            report.touched();
            new PgArchive(database.facts()).restore(options.file(), address);
            Restored restored = Restored.read(settings, files(), database, report, progress);
            restored.record(new RunRecord(settings, database), backup, detail("restored from a backup", options));
            restored.isAsBackedUp(backup, options.acceptDrift(), ProblemCode.NOT_AS_BACKED_UP);
            report.remark(
                    "The target was not touched. Whoever works with " + address.display()
                            + " from now on: it remembers the environment that it was backed up in (--as-environment changes that).");
        }
    }

    private static String detail(String what, RestoreOptions options) {
        return what + options.waiver().reason().map(why -> "; accepted: " + why).orElse("");
    }

    /** The part that nobody else runs beside. */
    private final class Over {
        private final ReportBuilder report;
        private final RestoreOptions options;
        private final Target target;
        private final RunLock lock;
        private final Inventory now;
        private final BackupFile backup;

        Over(
                ReportBuilder report,
                RestoreOptions options,
                Target target,
                RunLock lock,
                Inventory now,
                BackupFile backup) {
            this.report = report;
            this.options = options;
            this.target = target;
            this.lock = lock;
            this.now = now;
            this.backup = backup;
        }

        void run() {
            if (options.inPlace()) {
                inPlace();
            } else {
                beside();
            }
        }

        private void beside() {
            try (Replacement replacement = Replacement.of(target.database())) {
                progress.stage("Restoring into a new database, "
                        + replacement.address().database());
                new PgArchive(target.database().facts()).restore(options.file(), replacement.address());
                if (!examined(replacement.address())) {
                    return;
                }
                // From here on nobody may be in the target, dbm itself included.
                lock.check();
                lock.close();
                target.database().close();
                progress.stage("Putting it in the place of " + target.shown().url());
                String kept = replacement.takePlace(options.terminateSessions());
                report.touched();
                report.remark("What was there is kept as database " + kept
                        + ". When nobody needs it any more: DROP DATABASE " + Identifiers.quote(kept) + ";");
            }
        }

        private boolean examined(DatabaseAddress address) {
            try (Database database = Database.open(address, target.database().options())) {
                Restored restored = Restored.read(settings, files(), database, report, progress);
                if (!restored.isAsBackedUp(backup, options.acceptDrift(), ProblemCode.RESTORED_DIFFERS)) {
                    return false;
                }
                restored.record(new RunRecord(settings, database), backup, detail("restored from a backup", options));
                restored.show(now);
                return true;
            }
        }

        /** In one transaction of its own; what comes after it cannot be taken back. */
        private void inPlace() {
            RunRecord record = new RunRecord(settings, target);
            new Safeguard(settings, target, now, record, report, progress)
                    .takeBesideTheOthers(options.waiver())
                    .ifPresent(taken -> report.remark("What was there is in the backup " + taken.file() + "."));
            report.backup(backup.backup());
            progress.stage("Restoring in the place of what is there");
            Database database = target.database();
            lock.check();
            new PgArchive(database.facts())
                    .replace(
                            options.file(),
                            database.address(),
                            Emptying.statement(
                                    settings.environment().lockTimeout().toMillis()));
            report.touched();
            Restored restored = Restored.read(settings, files(), database, report, progress);
            restored.record(record, backup, detail("restored in place from a backup", options));
            restored.show(now);
            restored.isAsBackedUp(backup, options.acceptDrift(), ProblemCode.NOT_AS_BACKED_UP);
        }
    }
}

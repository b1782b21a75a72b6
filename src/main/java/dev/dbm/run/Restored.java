package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import dev.dbm.safety.BackupFile;
import dev.dbm.safety.BackupLabel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A database that was made of a backup: held against what is known of the moment it was taken, and recorded in itself. */
final class Restored {
    private final Settings settings;
    private final Database database;
    private final ReportBuilder report;
    private final Inventory inventory;
    private final Snapshot catalog;

    private Restored(
            Settings settings, Database database, ReportBuilder report, Inventory inventory, Snapshot catalog) {
        this.settings = settings;
        this.database = database;
        this.report = report;
        this.inventory = inventory;
        this.catalog = catalog;
    }

    static Restored read(
            Settings settings, Migrations files, Database database, ReportBuilder report, Progress progress) {
        progress.stage("Gathering statistics");
        try (Session session = database.dedicated()) {
            session.execute("SET statement_timeout = 0");
            // A dump holds none, and without them the planner guesses.
            session.execute("ANALYZE");
            progress.stage("Comparing the catalog with what it was");
            Inventory inventory = Inventory.of(settings, files, session, true);
            return new Restored(
                    settings,
                    database,
                    report,
                    inventory,
                    TargetCatalog.read(settings, database).snapshot());
        }
    }

    /**
     * Whether the catalog is what it was when the backup was taken; what is otherwise is in the report.
     *
     * @param code what a difference is
     */
    boolean isAsBackedUp(BackupFile backup, boolean acceptDrift, ProblemCode code) {
        Optional<BackupLabel> label =
                backup.label().filter(found -> found.catalog().isPresent());
        Optional<String> then =
                label.flatMap(BackupLabel::catalog).or(() -> inventory.journal().lastDigest());
        OwnSchemas own = label.map(found -> OwnSchemas.named(settings, found.schemas()))
                .orElseGet(() -> OwnSchemas.of(settings, inventory));
        if (then.isEmpty()) {
            report.remark("Nothing says what the catalog was when the backup was taken, so it was not compared.");
            return true;
        }
        if (then.get().equals(catalog.digest(own))) {
            report.remark("The restored catalog is what it was when the backup was taken.");
            return true;
        }
        Problem problem = Problem.of(
                code,
                "The restored catalog is not what it was when the backup was taken.",
                "find out why (another version of an extension, roles that are missing?); to take it as it is:"
                        + " --accept-drift");
        report.problem(acceptDrift ? problem.asWarning() : problem);
        return acceptDrift;
    }

    /** Writes the restore into the journal, where the restored database has a history. */
    void record(RunRecord record, BackupFile backup, String detail) {
        try (Session session = database.session()) {
            if (!inventory.history().exists()) {
                return;
            }
            JournalTable.create(session, settings.schema());
            record.backup(backup.backup().journaled());
            JournalEntry entry = record.restored(
                    inventory.standings().head(),
                    catalog.digest(OwnSchemas.of(settings, inventory)),
                    detail,
                    report.tookMs());
            JournalTable.append(session, settings.schema(), entry);
        }
    }

    /** Shows where the migrations stand now that stood elsewhere before. */
    void show(Inventory before) {
        Set<Version> then = applied(before);
        Set<Version> now = applied(inventory);
        report.items(new ReportItems(inventory)
                .all(Map.of()).stream()
                        .filter(item -> item.version()
                                .filter(version -> then.contains(version) != now.contains(version))
                                .isPresent())
                        .map(item -> item.ranTo(item.state(), 0, 0))
                        .toList());
    }

    static Set<Version> applied(Inventory inventory) {
        List<Standing> versions = inventory.standings().versions();
        return versions.stream()
                .filter(Standing::applied)
                .map(Standing::version)
                .collect(Collectors.toSet());
    }
}

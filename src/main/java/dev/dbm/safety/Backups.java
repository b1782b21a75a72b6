package dev.dbm.safety;

import dev.dbm.model.Bytes;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.ExportedSnapshot;
import dev.dbm.postgres.PgArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a backup and proves that it can be read: without that nothing is changed. Whatever goes wrong is thrown, and leaves nothing
 * behind that looks like a backup.
 */
public final class Backups {
    private final Database database;
    private final BackupOrder order;
    private final Progress progress;

    public Backups(Database database, BackupOrder order, Progress progress) {
        this.database = database;
        this.order = order;
        this.progress = progress;
    }

    /**
     * A backup that is there and was read to its end.
     *
     * @param warnings what is odd about it
     * @param remarks what else was done
     */
    public record Taken(Report.Backup backup, List<Problem> warnings, List<String> remarks) {}

    /**
     * Takes it.
     *
     * @throws ProblemException TOOL_MISSING, TOOL_FAILED, BACKUP_NO_SPACE or BACKUP_FAILED
     */
    public Taken take() {
        progress.stage("Backing up " + database.address().display());
        try {
            BackupFolder folder = new BackupFolder(order.folder());
            folder.prepare();
            if (!order.command().isEmpty()) {
                Report.Backup backup = new OwnBackup(database, order).take();
                return new Taken(backup, shrunk(backup), List.of());
            }
            Report.Backup backup = dump(folder);
            return new Taken(backup, shrunk(backup), prune(folder));
        } catch (IOException e) {
            throw failed("The backup cannot be written to " + order.folder() + ": " + said(e) + ".");
        }
    }

    /**
     * Sees whether a backup of so large a database can be written there at all, without making anything.
     *
     * @throws ProblemException BACKUP_NO_SPACE or BACKUP_FAILED
     */
    public static void requirePlace(Path folder, long databaseBytes, Optional<Report.Backup> last) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw failed("The backup cannot be written to " + folder + ": " + there
                    + " is no folder that may be written to.");
        }
        try {
            Space.require(Files.getFileStore(there).getUsableSpace(), databaseBytes, last, folder);
        } catch (IOException e) {
            throw failed("The backup cannot be written to " + folder + ": " + said(e) + ".");
        }
    }

    private Report.Backup dump(BackupFolder folder) throws IOException {
        PgArchive archive = new PgArchive(database.facts());
        archive.pgDump();
        archive.pgRestore();
        String before = order.catalog().get();
        try (ExportedSnapshot moment = ExportedSnapshot.of(database)) {
            Space.require(folder.space(), moment.databaseBytes(), order.last(), order.folder());
            Path place = folder.fresh(database.address().database(), moment.at());
            try (Partial part = Partial.begin(place, progress::written)) {
                archive.write(moment, order.lockWait(), part);
                part.settle();
                progress.stage("Reading the backup to its end");
                verify(archive, part, moment);
                Report.Backup backup = new Report.Backup(place.toString(), part.bytes(), part.sha256());
                // pg_dump and the catalog are read one after the other: what changed meanwhile is nobody's certain
                // state.
                boolean still = order.catalog().get().equals(before);
                folder.label(place, label(moment, backup, still ? Optional.of(before) : Optional.empty()));
                part.publish();
                return backup;
            }
        }
    }

    private void verify(PgArchive archive, Partial part, ExportedSnapshot moment) {
        PgArchive.Tables held;
        try {
            archive.readToEnd(part.path());
            held = archive.tables(part.path());
        } catch (IOException e) {
            throw failed("The backup was written and cannot be read: " + said(e) + ".");
        }
        boolean same = held.tables().equals(moment.tables());
        Set<Long> filled = moment.tablesWithRows();
        if (!same || !held.filled().containsAll(filled)) {
            throw failed("The backup does not hold what the database holds: "
                    + held.tables().size() + " tables and not "
                    + moment.tables().size() + ", the rows of "
                    + filled.stream().filter(held.filled()::contains).count() + " and not of " + filled.size() + ".");
        }
    }

    private BackupLabel label(ExportedSnapshot moment, Report.Backup backup, Optional<String> catalog) {
        return new BackupLabel(
                database.address().database(),
                BackupFolder.server(database.address()),
                order.environment(),
                moment.at(),
                backup.bytes(),
                backup.sha256(),
                order.schemas(),
                catalog,
                order.head());
    }

    /** A backup that is half as large as the one before may be right; a person should know all the same. */
    private List<Problem> shrunk(Report.Backup backup) {
        Optional<Report.Backup> last = order.last().filter(before -> backup.bytes() < before.bytes() / 2);
        return last
                .map(before -> Problem.of(
                                ProblemCode.BACKUP_SHRANK,
                                "The backup has " + Bytes.words(backup.bytes()) + ", the one before it ("
                                        + before.file() + ") " + Bytes.words(before.bytes()) + ".",
                                "see that the rows are there that should be")
                        .asWarning())
                .stream()
                .toList();
    }

    private List<String> prune(BackupFolder folder) throws IOException {
        List<String> remarks = new ArrayList<>();
        if (order.keep() > 0) {
            folder.prune(database.address(), order.environment(), order.keep())
                    .forEach(
                            file -> remarks.add("Deleted an old backup (backup_keep = " + order.keep() + "): " + file));
        }
        return remarks;
    }

    static ProblemException failed(String message) {
        return new ProblemException(Problem.of(
                ProblemCode.BACKUP_FAILED,
                message,
                "mend that; without a backup nothing is changed here. To go on without one: --no-backup --accept-risk"
                        + " \"<reason>\""));
    }

    static String said(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.strip().replaceFirst("[.]$", "");
    }
}

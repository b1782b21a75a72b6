package dev.dbm.safety;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.postgres.PgArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A backup that is whole: read to its end, and what it was when it was taken as far as anybody knows.
 *
 * @param backup its place, size and SHA-256
 * @param label what dbm wrote down about it, where that is still beside it
 * @param tables how many tables are in it
 */
public record BackupFile(Report.Backup backup, Optional<BackupLabel> label, int tables) {

    /**
     * Looks at a file.
     *
     * @param archive the programs of the server that it is for
     * @throws ProblemException BAD_OPTION where there is no such file, BACKUP_DAMAGED where it cannot be restored from
     */
    public static BackupFile open(Path file, PgArchive archive, Progress progress) {
        if (!Files.isRegularFile(file)) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BAD_OPTION,
                    Files.exists(file) ? file + " is not a file." : "There is no file " + file + ".",
                    "name a backup that dbm took: dbm status --history shows where each is"));
        }
        progress.stage("Reading the backup to its end");
        try {
            if (Files.size(file) == 0) {
                throw damaged(file, "it is empty");
            }
            Optional<BackupLabel> label = BackupLabel.read(file);
            archive.readToEnd(file);
            int tables = archive.tables(file).tables().size();
            String sha256 = Sha256.of(file);
            if (label.filter(found -> !found.sha256().equals(sha256)).isPresent()) {
                throw damaged(
                        file,
                        "its SHA-256 is " + sha256 + ", and was "
                                + label.orElseThrow().sha256() + " when it was taken");
            }
            return new BackupFile(new Report.Backup(file.toString(), Files.size(file), sha256), label, tables);
        } catch (IOException e) {
            throw damaged(file, Backups.said(e));
        }
    }

    private static ProblemException damaged(Path file, String why) {
        return new ProblemException(Problem.of(
                ProblemCode.BACKUP_DAMAGED,
                file + " cannot be restored from: " + why + ".",
                "take an earlier backup, or another copy of this one"));
    }

    /**
     * What makes it doubtful that it is a backup of that database.
     *
     * @param known the SHA-256 of the backups that the database's journal names
     */
    public Optional<String> doubt(String database, String server, String environment, Set<String> known) {
        if (known.contains(backup.sha256())) {
            return Optional.empty();
        }
        if (label.isEmpty()) {
            return Optional.of(
                    "it has no label (" + BackupLabel.of(Path.of(backup.file())).getFileName()
                            + "), and the database's journal does not know it");
        }
        BackupLabel found = label.get();
        if (!found.database().equals(database) || !found.server().equals(server)) {
            return Optional.of("it was taken of " + found.database() + " at " + found.server());
        }
        return found.environment().equals(environment)
                ? Optional.empty()
                : Optional.of("it was taken in environment " + found.environment());
    }
}

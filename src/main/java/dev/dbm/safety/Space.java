package dev.dbm.safety;

import dev.dbm.model.Bytes;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a backup will fit, as far as that can be told before. */
final class Space {
    private Space() {}

    /**
     * Twice the last backup is plenty; without one there is only the database's size on the server, indexes included, which a
     * compressed dump hardly ever reaches.
     */
    static void require(long there, long databaseBytes, Optional<Report.Backup> last, Path folder) {
        long wanted =
                last.map(before -> Math.min(databaseBytes, 2 * before.bytes())).orElse(databaseBytes);
        if (there < wanted) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BACKUP_NO_SPACE,
                    "There may be too little room for the backup: " + Bytes.words(there) + " are free at " + folder
                            + ", the database has " + Bytes.words(databaseBytes)
                            + last.map(before -> ", the last backup " + Bytes.words(before.bytes()))
                                    .orElse("")
                            + ".",
                    "make room, or name another folder with backup_dir"));
        }
    }
}

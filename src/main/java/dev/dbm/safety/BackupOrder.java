package dev.dbm.safety;

import dev.dbm.model.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is to be backed up, and how.
 *
 * @param folder where backups go
 * @param keep how many of the database's backups stay there; 0 for all
 * @param command what takes it in pg_dump's place; empty for pg_dump
 * @param lockWait how long pg_dump waits for the lock on a table; zero for ever
 * @param environment whose database it is
 * @param schemas the schemas that the migrations build
 * @param catalog tells the digest of their catalog as it is now
 * @param head the highest applied version
 * @param last the backup before this one
 */
public record BackupOrder(
        Path folder,
        int keep,
        List<String> command,
        Duration lockWait,
        String environment,
        List<String> schemas,
        Supplier<String> catalog,
        Optional<String> head,
        Optional<Report.Backup> last) {
    public BackupOrder {
        command = List.copyOf(command);
        schemas = List.copyOf(schemas);
    }

    /** The programs' names only: values of variables, which may be secrets, can stand in the command. */
    @Override
    public String toString() {
        return "BackupOrder[" + environment + ", " + folder + "]";
    }
}

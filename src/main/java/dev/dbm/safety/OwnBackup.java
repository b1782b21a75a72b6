package dev.dbm.safety;

import dev.dbm.model.Report;
import dev.dbm.model.Secret;
import dev.dbm.postgres.ClientTool;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.ToolProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The user's own command takes the backup. It must exit 0, and the last line of its standard output names what it made: a file or
 * folder that is there and not empty.
 */
final class OwnBackup {
    private final Database database;
    private final BackupOrder order;

    OwnBackup(Database database, BackupOrder order) {
        this.database = database;
        this.order = order;
    }

    Report.Backup take() throws IOException {
        String program = order.command().get(0);
        String output;
        try (ToolProcess process = ToolProcess.start(order.command(), variables())) {
            process.input().close();
            output = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.await();
            if (status != 0) {
                String errors = clean(process.errors());
                throw Backups.failed("backup_command " + program + " ended with status " + status
                        + (errors.isEmpty() ? "." : ":\n" + errors));
            }
        } catch (IOException e) {
            throw Backups.failed("backup_command " + program + " does not run: " + Backups.said(e) + ".");
        }
        Path made = named(output);
        long bytes = 0;
        for (Path file : Sha256.files(made)) {
            bytes += Files.size(file);
        }
        if (bytes == 0) {
            throw Backups.failed("What backup_command " + program + " made is empty: " + made + ".");
        }
        return new Report.Backup(made.toString(), bytes, Sha256.of(made));
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(ClientTool.environment(database.address()));
        variables.put("DBM_ENV", order.environment());
        variables.put("DBM_BACKUP_DIR", order.folder().toString());
        return variables;
    }

    private Path named(String output) {
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw Backups.failed("backup_command " + order.command().get(0)
                    + " ended well and did not name what it made: the last line of its standard output must be the file's or"
                    + " folder's path.");
        }
        String last = clean(lines.get(lines.size() - 1));
        try {
            Path made = order.folder().resolve(last);
            if (Files.exists(made)) {
                return made;
            }
        } catch (InvalidPathException e) {
            throw Backups.failed("backup_command names a backup that is no path: " + last + ".");
        }
        throw Backups.failed("backup_command names a backup that is not there: " + last + ".");
    }

    private String clean(String said) {
        return database.address()
                .password()
                .map(Secret::reveal)
                .filter(password -> !password.isEmpty())
                .map(password -> said.replace(password, "****"))
                .orElse(said);
    }
}

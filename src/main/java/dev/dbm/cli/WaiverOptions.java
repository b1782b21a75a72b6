package dev.dbm.cli;

import dev.dbm.run.Waiver;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of the commands that take a backup first. */
final class WaiverOptions {
    @Option(
            names = "--no-backup",
            description = "Take no backup; where the environment demands one, only with --accept-risk.")
    boolean noBackup;

    @Option(
            names = "--accept-risk",
            paramLabel = "<reason>",
            description = "Why this run may do without the backup that is demanded; goes into the journal.")
    Optional<String> acceptRisk = Optional.empty();

    Waiver waiver() {
        if (acceptRisk.filter(String::isBlank).isPresent()) {
            throw Exclusive.bad("--accept-risk gives no reason.", "write the reason behind it: somebody will need it");
        }
        if (acceptRisk.isPresent() && !noBackup) {
            throw Exclusive.bad(
                    "--accept-risk says why there is no backup, and --no-backup is not given.",
                    "give both, or neither");
        }
        return new Waiver(noBackup, acceptRisk.map(String::strip));
    }
}

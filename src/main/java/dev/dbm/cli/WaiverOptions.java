package dev.dbm.cli;

import dev.dbm.run.Waiver;

/** The options of the commands that take a backup first. */
final class WaiverOptions {
    private final Options.Flag noBackup;
    private final Options.Value<String> acceptRisk;

    WaiverOptions(Options typed) {
        noBackup = typed.flag(
                "--no-backup", "Take no backup; where the environment demands one, only with --accept-risk.");
        acceptRisk = typed.text(
                "--accept-risk",
                "<reason>",
                "Why this run may do without the backup that is demanded; goes into the journal.");
    }

    Waiver waiver() {
        if (acceptRisk.get().filter(String::isBlank).isPresent()) {
            throw Exclusive.bad("--accept-risk gives no reason.", "write the reason behind it: somebody will need it");
        }
        if (acceptRisk.get().isPresent() && !noBackup.given()) {
            throw Exclusive.bad(
                    "--accept-risk says why there is no backup, and --no-backup is not given.",
                    "give both, or neither");
        }
        return new Waiver(noBackup.given(), acceptRisk.get().map(String::strip));
    }
}

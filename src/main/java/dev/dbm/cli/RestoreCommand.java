package dev.dbm.cli;

import dev.dbm.config.Addresses;
import dev.dbm.run.RestoreOptions;
import dev.dbm.run.Waiver;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm restore}. */
final class RestoreCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Value<Path> file =
            typed.parameter("<file>", Path.class, "The backup, as migrate and rollback name it.");
    private final Options.Value<String> into =
            typed.text("--into", "<url>", "Restore into this empty database; the target is left alone.");
    private final Options.Flag inPlace = typed.flag(
            "--in-place", "Replace what is in the database itself: where no other can be created, or renamed.");
    private final Options.Flag terminateSessions =
            typed.flag("--terminate-sessions", "End the sessions that are in the database when it is to be renamed.");
    private final Options.Flag confirm = typed.flag("--confirm", "The explicit word that prod asks for.");
    private final Options.Flag acceptDrift = typed.flag(
            "--accept-drift", "Go on although the restored catalog is not what it was when the backup was taken.");
    private final Options.Flag noBackup =
            typed.flag("--no-backup", "With --in-place: take no backup first, only with --accept-risk.");
    private final Options.Value<String> acceptRisk = typed.text(
            "--accept-risk",
            "<reason>",
            "Why a backup that is not known to be the target's is restored, or none is taken; goes into the "
                    + "journal.");

    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "Put a backup in the target's place. It is restored into a new database and looked at there; then "
                        + "both are renamed, and the old one is kept.",
                """
                Exit codes: 0 done; 1 the restore failed and the target is as it was, or no server; 2 usage;
                  3 the backup is damaged, or is not what it was; 4 an explicit word is needed;
                  5 the database is another environment's; 6 somebody is in the database, or another runner
                  holds the lock; 7 restored, and not as it was.

                Examples:
                  dbm restore .dbm/backups/prod/shop-20260105T093000Z.dump --env prod --confirm
                  dbm restore shop.dump --into postgres://localhost/shop_copy
                """);
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        Exclusive.of("--into", into.get().isPresent(), "--in-place", inPlace.given());
        Exclusive.of("--into", into.get().isPresent(), "--terminate-sessions", terminateSessions.given());
        Exclusive.needs("--no-backup", noBackup.given(), "--in-place", inPlace.given());
        if (acceptRisk.get().filter(String::isBlank).isPresent()) {
            throw Exclusive.bad("--accept-risk gives no reason.", "write the reason behind it: somebody will need it");
        }
        RestoreOptions options = new RestoreOptions(
                file.get().orElseThrow(),
                into.get().map(url -> Addresses.read(url, "--into", System.getenv())),
                inPlace.given(),
                terminateSessions.given(),
                confirm.given(),
                acceptDrift.given(),
                new Waiver(noBackup.given(), acceptRisk.get().map(String::strip)));
        return (cases, settings, progress) -> cases.restore(settings, progress, options);
    }
}

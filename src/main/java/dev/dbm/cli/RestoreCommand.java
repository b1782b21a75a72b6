package dev.dbm.cli;

import dev.dbm.config.Addresses;
import dev.dbm.run.RestoreOptions;
import dev.dbm.run.Waiver;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbm restore}. */
@Command(
        sortOptions = false,
        name = "restore",
        description =
                "Put a backup in the target's place. It is restored into a new database and looked at there; then "
                        + "both are renamed, and the old one is kept.",
        footer = {
            "",
            "Exit codes: 0 done; 1 the restore failed and the target is as it was, or no server; 2 usage;",
            "  3 the backup is damaged, or is not what it was; 4 an explicit word is needed;",
            "  5 the database is another environment's; 6 somebody is in the database, or another runner",
            "  holds the lock; 7 restored, and not as it was.",
            "",
            "Examples:",
            "  dbm restore .dbm/backups/prod/shop-20260105T093000Z.dump --env prod --confirm",
            "  dbm restore shop.dump --into postgres://localhost/shop_copy"
        })
final class RestoreCommand implements Subcommand {
    @Parameters(paramLabel = "<file>", description = "The backup, as migrate and rollback name it.")
    Path file = Path.of("");

    @Option(
            names = "--into",
            paramLabel = "<url>",
            description = "Restore into this empty database; the target is left alone.")
    Optional<String> into = Optional.empty();

    @Option(
            names = "--in-place",
            description = "Replace what is in the database itself: where no other can be created, or renamed.")
    boolean inPlace;

    @Option(
            names = "--terminate-sessions",
            description = "End the sessions that are in the database when it is to be renamed.")
    boolean terminateSessions;

    @Option(names = "--confirm", description = "The explicit word that prod asks for.")
    boolean confirm;

    @Option(
            names = "--accept-drift",
            description = "Go on although the restored catalog is not what it was when the backup was taken.")
    boolean acceptDrift;

    @Option(names = "--no-backup", description = "With --in-place: take no backup first, only with --accept-risk.")
    boolean noBackup;

    @Option(
            names = "--accept-risk",
            paramLabel = "<reason>",
            description =
                    "Why a backup that is not known to be the target's is restored, or none is taken; goes into the "
                            + "journal.")
    Optional<String> acceptRisk = Optional.empty();

    @Mixin
    CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        Exclusive.of("--into", into.isPresent(), "--in-place", inPlace);
        Exclusive.of("--into", into.isPresent(), "--terminate-sessions", terminateSessions);
        Exclusive.needs("--no-backup", noBackup, "--in-place", inPlace);
        if (acceptRisk.filter(String::isBlank).isPresent()) {
            throw Exclusive.bad("--accept-risk gives no reason.", "write the reason behind it: somebody will need it");
        }
        RestoreOptions options = new RestoreOptions(
                file,
                into.map(url -> Addresses.read(url, "--into", System.getenv())),
                inPlace,
                terminateSessions,
                confirm,
                acceptDrift,
                new Waiver(noBackup, acceptRisk.map(String::strip)));
        return (cases, settings, progress) -> cases.restore(settings, progress, options);
    }
}

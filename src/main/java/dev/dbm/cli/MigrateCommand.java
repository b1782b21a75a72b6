package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.MigrateOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbm migrate}. */
@Command(
        sortOptions = false,
        name = "migrate",
        description = "Apply what is pending, after each undo has been proven on a scratch copy. Nothing is applied "
                + "unless everything before it says yes.",
        footer = {
            "",
            "Exit codes: 0 done or nothing to do; 1 a script failed and was rolled back, or no server;",
            "  2 usage; 3 blocked by the files or the rehearsal; 4 an explicit word is needed;",
            "  5 target and files disagree; 6 another runner holds the lock; 7 partly done: the report",
            "  says how to go on.",
            "",
            "Examples:",
            "  dbm migrate",
            "  dbm migrate --env prod --confirm",
            "  dbm migrate --to 20260105093000",
            "  dbm migrate --env test --reset         from nothing, with fixtures",
            "  dbm migrate --fake --to 7              adopt a database that has them already"
        })
final class MigrateCommand implements Subcommand {
    @Option(names = "--to", paramLabel = "<version>", description = "The last version to apply.")
    Optional<Version> to;

    @Option(names = "--dry-run", description = "Only show what would be done, as dbm plan does.")
    boolean dryRun;

    @Option(names = "--atomic", description = "All pending migrations in one transaction, or none.")
    boolean atomic;

    @Option(names = "--fake", description = "Record as applied without running: adopting an existing database.")
    boolean fake;

    @Option(names = "--out-of-order", description = "Run pending pairs below the head where they stand.")
    boolean outOfOrder;

    @Option(
            names = "--reset",
            description = "Empty the schemas first and build them from nothing; only where reset = true.")
    boolean reset;

    @Option(names = "--confirm", description = "The explicit word that prod asks for.")
    boolean confirm;

    @Option(
            names = "--accept-data-loss",
            paramLabel = "<version>",
            description = "Accept what this version destroys; may be repeated.")
    List<Version> acceptDataLoss = List.of();

    @Option(names = "--accept-drift", description = "Go on although the database is not what its migrations built.")
    boolean acceptDrift;

    @Option(
            names = "--undo-on-failure",
            description = "When a script, check or hook fails, undo what this run applied.")
    boolean undoOnFailure;

    @Mixin
    TerminateOption terminate;

    @Mixin
    WaiverOptions waiver;

    @Mixin
    ScratchOption scratch;

    @Mixin
    CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Optional<String> scratch() {
        return scratch.where;
    }

    @Override
    public Work work() {
        Exclusive.of("--fake", fake, "--atomic", atomic);
        Exclusive.of("--fake", fake, "--undo-on-failure", undoOnFailure);
        Exclusive.of("--reset", reset, "--fake", fake);
        Exclusive.of("--reset", reset, "--dry-run", dryRun);
        MigrateOptions options = new MigrateOptions(
                to,
                atomic,
                fake,
                outOfOrder,
                confirm,
                Set.copyOf(acceptDataLoss),
                acceptDrift,
                dryRun,
                reset,
                undoOnFailure,
                terminate.idle(),
                waiver.waiver());
        return (cases, settings, progress) -> cases.migrate(settings, progress, options);
    }
}

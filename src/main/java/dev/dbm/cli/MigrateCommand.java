package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.MigrateOptions;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm migrate}. */
final class MigrateCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Value<Version> to =
            typed.value("--to", "<version>", Version.class, "The last version to apply.");
    private final Options.Flag dryRun = typed.flag("--dry-run", "Only show what would be done, as dbm plan does.");
    private final Options.Flag atomic = typed.flag("--atomic", "All pending migrations in one transaction, or none.");
    private final Options.Flag fake =
            typed.flag("--fake", "Record as applied without running: adopting an existing database.");
    private final Options.Flag outOfOrder =
            typed.flag("--out-of-order", "Run pending pairs below the head where they stand.");
    private final Options.Flag reset =
            typed.flag("--reset", "Empty the schemas first and build them from nothing; only where reset = true.");
    private final Options.Flag confirm = typed.flag("--confirm", "The explicit word that prod asks for.");
    private final Options.Values<Version> acceptDataLoss = typed.values(
            "--accept-data-loss", "<version>", Version.class, "Accept what this version destroys; may be repeated.");
    private final Options.Flag acceptDrift =
            typed.flag("--accept-drift", "Go on although the database is not what its migrations built.");
    private final Options.Flag undoOnFailure =
            typed.flag("--undo-on-failure", "When a script, check or hook fails, undo what this run applied.");
    private final TerminateOption terminate = new TerminateOption(typed);
    private final WaiverOptions waiver = new WaiverOptions(typed);
    private final ScratchOption scratch = new ScratchOption(typed);
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "Apply what is pending, after each undo has been proven on a scratch copy. Nothing is applied "
                        + "unless everything before it says yes.",
                """
                Exit codes: 0 done or nothing to do; 1 a script failed and was rolled back, or no server;
                  2 usage; 3 blocked by the files or the rehearsal; 4 an explicit word is needed;
                  5 target and files disagree; 6 another runner holds the lock; 7 partly done: the report
                  says how to go on.

                Examples:
                  dbm migrate
                  dbm migrate --env prod --confirm
                  dbm migrate --to 20260105093000
                  dbm migrate --env test --reset         from nothing, with fixtures
                  dbm migrate --fake --to 7              adopt a database that has them already
                """);
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Optional<String> scratch() {
        return scratch.where();
    }

    @Override
    public Work work() {
        Exclusive.of("--fake", fake.given(), "--atomic", atomic.given());
        Exclusive.of("--fake", fake.given(), "--undo-on-failure", undoOnFailure.given());
        Exclusive.of("--reset", reset.given(), "--fake", fake.given());
        Exclusive.of("--reset", reset.given(), "--dry-run", dryRun.given());
        MigrateOptions options = new MigrateOptions(
                to.get(),
                atomic.given(),
                fake.given(),
                outOfOrder.given(),
                confirm.given(),
                Set.copyOf(acceptDataLoss.get()),
                acceptDrift.given(),
                dryRun.given(),
                reset.given(),
                undoOnFailure.given(),
                terminate.idle(),
                waiver.waiver());
        return (cases, settings, progress) -> cases.migrate(settings, progress, options);
    }
}

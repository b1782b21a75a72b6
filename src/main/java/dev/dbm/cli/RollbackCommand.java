package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.RollbackOptions;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm rollback}. */
final class RollbackCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Value<Integer> steps =
            typed.value("--steps", "<n>", Integer.class, "How many migrations to undo (default: 1).");
    private final Options.Value<Version> to =
            typed.value("--to", "<version>", Version.class, "The version that stays.");
    private final Options.Flag all = typed.flag("--all", "Undo everything.");
    private final Options.Value<RollbackOptions.UndoFrom> undoFrom = typed.value(
            "--undo-from",
            "<where>",
            RollbackOptions.UndoFrom.class,
            "Where the file differs from the text that was kept: kept or files.");
    private final Options.Flag confirm = typed.flag("--confirm", "The explicit word that prod asks for.");
    private final Options.Values<Version> acceptDataLoss = typed.values(
            "--accept-data-loss",
            "<version>",
            Version.class,
            "Accept what undoing this version destroys; may be repeated.");
    private final Options.Flag acceptDrift =
            typed.flag("--accept-drift", "Go on although the database is not what its migrations built.");
    private final TerminateOption terminate = new TerminateOption(typed);
    private final WaiverOptions waiver = new WaiverOptions(typed);
    private final ScratchOption scratch = new ScratchOption(typed);
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "Undo the last applied migration, with the undo that was proven when it was applied. dbm keeps "
                        + "that text in the database, so an older checkout will do.",
                """
                Exit codes: 0 done or nothing to do; 1 the undo failed and was rolled back, or no server;
                  2 usage; 3 a migration on the way cannot be undone; 4 an explicit word is needed;
                  5 target and files disagree; 6 another runner holds the lock; 7 partly done: the report
                  says how to go on.

                Examples:
                  dbm rollback
                  dbm rollback --steps 2
                  dbm rollback --to 20260105093000       that one stays
                  dbm rollback --env prod --confirm --accept-drift
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
        Reach reach = Reach.of(steps.get(), to.get(), all.given());
        RollbackOptions options = new RollbackOptions(
                reach.steps(),
                to.get(),
                all.given(),
                undoFrom.get(),
                confirm.given(),
                Set.copyOf(acceptDataLoss.get()),
                acceptDrift.given(),
                terminate.idle(),
                waiver.waiver());
        return (cases, settings, progress) -> cases.rollback(settings, progress, options);
    }
}

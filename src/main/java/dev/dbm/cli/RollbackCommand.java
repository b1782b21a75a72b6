package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.RollbackOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbm rollback}. */
@Command(
        sortOptions = false,
        name = "rollback",
        description = "Undo the last applied migration, with the undo that was proven when it was applied. dbm keeps "
                + "that text in the database, so an older checkout will do.",
        footer = {
            "",
            "Exit codes: 0 done or nothing to do; 1 the undo failed and was rolled back, or no server;",
            "  2 usage; 3 a migration on the way cannot be undone; 4 an explicit word is needed;",
            "  5 target and files disagree; 6 another runner holds the lock; 7 partly done: the report",
            "  says how to go on.",
            "",
            "Examples:",
            "  dbm rollback",
            "  dbm rollback --steps 2",
            "  dbm rollback --to 20260105093000       that one stays",
            "  dbm rollback --env prod --confirm --accept-drift"
        })
final class RollbackCommand implements Subcommand {
    @Option(names = "--steps", paramLabel = "<n>", description = "How many migrations to undo (default: 1).")
    @Nullable
    Integer steps;

    @Option(names = "--to", paramLabel = "<version>", description = "The version that stays.")
    Optional<Version> to;

    @Option(names = "--all", description = "Undo everything.")
    boolean all;

    @Option(
            names = "--undo-from",
            paramLabel = "<where>",
            description = "Where the file differs from the text that was kept: kept or files.")
    Optional<RollbackOptions.UndoFrom> undoFrom;

    @Option(names = "--confirm", description = "The explicit word that prod asks for.")
    boolean confirm;

    @Option(
            names = "--accept-data-loss",
            paramLabel = "<version>",
            description = "Accept what undoing this version destroys; may be repeated.")
    List<Version> acceptDataLoss = List.of();

    @Option(names = "--accept-drift", description = "Go on although the database is not what its migrations built.")
    boolean acceptDrift;

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
        Reach reach = Reach.of(steps, to, all);
        RollbackOptions options = new RollbackOptions(
                reach.steps(),
                to,
                all,
                undoFrom,
                confirm,
                Set.copyOf(acceptDataLoss),
                acceptDrift,
                terminate.idle(),
                waiver.waiver());
        return (cases, settings, progress) -> cases.rollback(settings, progress, options);
    }
}

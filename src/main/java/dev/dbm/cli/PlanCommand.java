package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.PlanOptions;
import dev.dbm.run.RollbackOptions;
import dev.dbm.run.Waiver;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbm plan}. */
@Command(
        sortOptions = false,
        name = "plan",
        description = "Everything that migrate would do, without touching the target: each pending pair runs forward, "
                + "back and forward again on a scratch copy, and the whole catalog is compared each time.",
        footer = {
            "",
            "Exit codes: 0 nothing but gates stands in the way; 3 the files or the rehearsal say no; 5 target and",
            "  files disagree; 1 no server, 2 usage, 6 the lock is taken.",
            "",
            "Examples:",
            "  dbm plan",
            "  dbm plan --all --scratch embedded      every pair from nothing, with no database: for CI",
            "  dbm plan --format markdown --output plan.md",
            "  dbm plan --format html --output plan.html    to read in a browser, or to print",
            "  dbm plan --rollback --steps 2",
            "  dbm plan --sql > change.sql",
            "",
            "docs/findings.md tells of each finding why it hurts and what to write instead."
        })
final class PlanCommand implements Subcommand {
    @Option(
            names = "--to",
            paramLabel = "<version>",
            description = "The last version to apply; with --rollback the version that stays.")
    Optional<Version> to;

    @Option(names = "--sql", description = "Print only the script.")
    boolean sql;

    @Option(
            names = "--all",
            description = "Rehearse every pair from nothing; needs no target. With --rollback: undo everything.")
    boolean all;

    @Option(names = "--keep-going", description = "Report every pair, not only up to the first that fails.")
    boolean keepGoing;

    @Option(names = "--rollback", description = "Plan a rollback instead.")
    boolean rollback;

    @Option(names = "--steps", paramLabel = "<n>", description = "With --rollback: how many migrations to undo.")
    @Nullable
    Integer steps;

    @Option(names = "--out-of-order", description = "Run pending pairs below the head where they stand.")
    boolean outOfOrder;

    @Option(names = "--accept-drift", description = "Rehearse on a copy of what is there, drifted or not.")
    boolean acceptDrift;

    @Option(
            names = "--no-effects",
            description =
                    "Only prove: what the scripts lock, rewrite and scan is not watched, so there are no findings and no "
                            + "windows. Quicker. Where the settings make a rule an error it is watched all the same.")
    boolean noEffects;

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
        Exclusive.needs("--steps", steps != null, "--rollback", rollback);
        Exclusive.of("--rollback", rollback, "--out-of-order", outOfOrder);
        Exclusive.of("--rollback", rollback, "--keep-going", keepGoing);
        Exclusive.of("--rollback", rollback, "--no-effects", noEffects);
        Optional<RollbackOptions> back = Optional.empty();
        if (rollback) {
            Reach reach = Reach.of(steps, to, all);
            back = Optional.of(new RollbackOptions(
                    reach.steps(), to, all, Optional.empty(), false, Set.of(), acceptDrift, false, Waiver.NONE));
        }
        PlanOptions options = new PlanOptions(
                rollback ? Optional.empty() : to,
                sql,
                all && !rollback,
                keepGoing || all && !rollback,
                back,
                outOfOrder,
                acceptDrift,
                false,
                !noEffects);
        return (cases, settings, progress) -> cases.plan(settings, progress, options);
    }
}

package dev.dbm.cli;

import dev.dbm.model.Version;
import dev.dbm.run.PlanOptions;
import dev.dbm.run.RollbackOptions;
import dev.dbm.run.Waiver;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm plan}. */
final class PlanCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Value<Version> to = typed.value(
            "--to", "<version>", Version.class, "The last version to apply; with --rollback the version that stays.");
    private final Options.Flag sql = typed.flag("--sql", "Print only the script.");
    private final Options.Flag all =
            typed.flag("--all", "Rehearse every pair from nothing; needs no target. With --rollback: undo everything.");
    private final Options.Flag keepGoing =
            typed.flag("--keep-going", "Report every pair, not only up to the first that fails.");
    private final Options.Flag rollback = typed.flag("--rollback", "Plan a rollback instead.");
    private final Options.Value<Integer> steps =
            typed.value("--steps", "<n>", Integer.class, "With --rollback: how many migrations to undo.");
    private final Options.Flag outOfOrder =
            typed.flag("--out-of-order", "Run pending pairs below the head where they stand.");
    private final Options.Flag acceptDrift =
            typed.flag("--accept-drift", "Rehearse on a copy of what is there, drifted or not.");
    private final Options.Flag noEffects = typed.flag(
            "--no-effects",
            "Only prove: what the scripts lock, rewrite and scan is not watched, so there are no findings and no "
                    + "windows. Quicker. Where the settings make a rule an error it is watched all the same.");

    private final ScratchOption scratch = new ScratchOption(typed);
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "Everything that migrate would do, without touching the target: each pending pair runs forward, "
                        + "back and forward again on a scratch copy, and the whole catalog is compared each time.",
                """
                Exit codes: 0 nothing but gates stands in the way; 3 the files or the rehearsal say no; 5 target and
                  files disagree; 1 no server, 2 usage, 6 the lock is taken.

                Examples:
                  dbm plan
                  dbm plan --all --scratch embedded      every pair from nothing, with no database: for CI
                  dbm plan --format markdown --output plan.md
                  dbm plan --format html --output plan.html    to read in a browser, or to print
                  dbm plan --rollback --steps 2
                  dbm plan --sql > change.sql

                docs/findings.md tells of each finding why it hurts and what to write instead.
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
        Exclusive.needs("--steps", steps.get().isPresent(), "--rollback", rollback.given());
        Exclusive.of("--rollback", rollback.given(), "--out-of-order", outOfOrder.given());
        Exclusive.of("--rollback", rollback.given(), "--keep-going", keepGoing.given());
        Exclusive.of("--rollback", rollback.given(), "--no-effects", noEffects.given());
        Optional<RollbackOptions> back = Optional.empty();
        if (rollback.given()) {
            Reach reach = Reach.of(steps.get(), to.get(), all.given());
            back = Optional.of(new RollbackOptions(
                    reach.steps(),
                    to.get(),
                    all.given(),
                    Optional.empty(),
                    false,
                    Set.of(),
                    acceptDrift.given(),
                    false,
                    Waiver.NONE));
        }
        PlanOptions options = new PlanOptions(
                rollback.given() ? Optional.empty() : to.get(),
                sql.given(),
                all.given() && !rollback.given(),
                keepGoing.given() || all.given() && !rollback.given(),
                back,
                outOfOrder.given(),
                acceptDrift.given(),
                false,
                !noEffects.given());
        return (cases, settings, progress) -> cases.plan(settings, progress, options);
    }
}

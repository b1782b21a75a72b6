package dev.dbm.cli;

import dev.dbm.run.StatusOptions;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm status}. */
final class StatusCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Flag check =
            typed.flag("--check", "Exit 8 when migrations are pending, 5 when something is wrong.");
    private final Options.Flag history = typed.flag("--history", "List every past action.");
    private final Options.Flag drift = typed.flag("--drift", "Compare the database with what its migrations build.");
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "What is applied, pending, missing, changed, out of order or failed, and whether each undo is "
                        + "there and proven. Changes nothing, not even the history table.",
                """
                Exit codes: 0 fine; 1 no server; 2 usage; with --check 5 when something is wrong,
                  8 when something is pending.

                Examples:
                  dbm status
                  dbm status --env prod --drift     compare the database with what its migrations build
                  dbm status --check --quiet        for CI: the exit code says it all
                """);
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        StatusOptions options = new StatusOptions(check.given(), history.given(), drift.given(), common.verbose());
        return (cases, settings, progress) -> cases.status(settings, progress, options);
    }
}

package dev.dbm.cli;

import dev.dbm.run.StatusOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dbm status}. */
@Command(
        sortOptions = false,
        name = "status",
        description = "What is applied, pending, missing, changed, out of order or failed, and whether each undo is "
                + "there and proven. Changes nothing, not even the history table.",
        footer = {
            "",
            "Exit codes: 0 fine; 1 no server; 2 usage; with --check 5 when something is wrong,",
            "  8 when something is pending.",
            "",
            "Examples:",
            "  dbm status",
            "  dbm status --env prod --drift     compare the database with what its migrations build",
            "  dbm status --check --quiet        for CI: the exit code says it all"
        })
final class StatusCommand implements Subcommand {
    @Option(names = "--check", description = "Exit 8 when migrations are pending, 5 when something is wrong.")
    boolean check;

    @Option(names = "--history", description = "List every past action.")
    boolean history;

    @Option(names = "--drift", description = "Compare the database with what its migrations build.")
    boolean drift;

    @Mixin
    CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        StatusOptions options = new StatusOptions(check, history, drift, common.verbose);
        return (cases, settings, progress) -> cases.status(settings, progress, options);
    }
}

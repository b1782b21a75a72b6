package dev.dbm.cli;

import dev.dbm.run.MakeOptions;
import picocli.CommandLine.Model.CommandSpec;

/** {@code dbm make}. */
final class MakeCommand implements Subcommand {
    private final Options typed = new Options();
    private final Options.Values<String> text = typed.parameters("<text>", "What the migration does, in a few words.");
    private final Options.Flag data = typed.flag("--data", "Start a data migration.");
    private final CommonOptions common = new CommonOptions();

    @Override
    public CommandSpec spec() {
        return typed.command(
                common,
                "Write a new pair of scripts: V<version>__<text>.sql and its undo U<version>__<text>.sql. The "
                        + "version is the time in UTC, but always above the highest there is. Overwrites nothing.",
                """
                Exit codes: 0 written, 2 the text makes no file name or the folder cannot be written.

                Examples:
                  dbm make "add role to users"
                  dbm make "add index on users(email)"
                  dbm make --data "lower all emails"
                """);
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        MakeOptions options = new MakeOptions(String.join(" ", text.get()), data.given());
        return (cases, settings, progress) -> cases.make(settings, progress, options);
    }
}

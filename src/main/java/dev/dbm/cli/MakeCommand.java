package dev.dbm.cli;

import dev.dbm.run.MakeOptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbm make}. */
@Command(
        sortOptions = false,
        name = "make",
        description = "Write a new pair of scripts: V<version>__<text>.sql and its undo U<version>__<text>.sql. The "
                + "version is the time in UTC, but always above the highest there is. Overwrites nothing.",
        footer = {
            "",
            "Exit codes: 0 written, 2 the text makes no file name or the folder cannot be written.",
            "",
            "Examples:",
            "  dbm make \"add role to users\"",
            "  dbm make \"add index on users(email)\"",
            "  dbm make --data \"lower all emails\""
        })
final class MakeCommand implements Subcommand {
    @Parameters(paramLabel = "<text>", arity = "1..*", description = "What the migration does, in a few words.")
    List<String> text = List.of();

    @Option(names = "--data", description = "Start a data migration.")
    boolean data;

    @Mixin
    CommonOptions common;

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Work work() {
        MakeOptions options = new MakeOptions(String.join(" ", text), data);
        return (cases, settings, progress) -> cases.make(settings, progress, options);
    }
}

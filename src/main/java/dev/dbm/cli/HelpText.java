package dev.dbm.cli;

import dev.dbm.model.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** The help of dbm itself; and of each command, from its options. */
final class HelpText {
    private HelpText() {}

    static String overview() {
        return """
                Usage: dbm <command> [options]

                Migrations for PostgreSQL. No migration touches your database until its undo has been proven:
                each pair runs forward, back and forward again on a scratch copy, and the catalogs are compared.

                Commands:
                %s
                When something went wrong:
                %s
                dbm <command> --help shows a command's options, with examples; dbm --version the version.
                Every command takes --env, --url, --migrations and --format text|json|markdown, among others.

                First steps:
                  dbm make "create table orders"    then write the two scripts
                  dbm plan
                  dbm migrate

                Exit codes: %s
                """
                .formatted(
                        lines(Commands.STATUS, Commands.MAKE, Commands.PLAN, Commands.MIGRATE, Commands.ROLLBACK),
                        lines(Commands.RESTORE, Commands.REPAIR),
                        Arrays.stream(ExitCode.values())
                                .map(code -> code.code() + " " + code.name())
                                .collect(Collectors.joining(", ")));
    }

    /** The help of one command: its own options first, then those that every command takes. */
    static String of(CommandLine parser, CommonOptions every, boolean colour) {
        Help help = new Help(parser.getCommandSpec(), Help.defaultColorScheme(colour ? Help.Ansi.ON : Help.Ansi.OFF));
        List<OptionSpec> own = new ArrayList<>();
        List<OptionSpec> common = new ArrayList<>();
        for (OptionSpec option : parser.getCommandSpec().options()) {
            (every.options().has(option) ? common : own).add(option);
        }
        String text = "Usage: dbm " + parser.getCommandName() + " [options]"
                + parser.getCommandSpec().positionalParameters().stream()
                        .map(parameter -> " " + parameter.paramLabel())
                        .collect(Collectors.joining())
                + "\n\n"
                + help.description() + "\n"
                + help.parameterList()
                + help.optionListExcludingGroups(own)
                + "\nOptions of every command:\n"
                + help.optionListExcludingGroups(common)
                + help.footer();
        return text.replace("\r\n", "\n");
    }

    private static String lines(Commands... commands) {
        return Arrays.stream(commands)
                .map(command -> String.format("  %-10s %s%n", command.word(), command.summary())
                        .replace("\r", ""))
                .collect(Collectors.joining());
    }
}

package dev.dbm.cli;

import dev.dbm.model.ExitCode;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The help of dbm itself; each command's own help comes from its options. */
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
                        lines(Commands.REPAIR),
                        Arrays.stream(ExitCode.values())
                                .map(code -> code.code() + " " + code.name())
                                .collect(Collectors.joining(", ")));
    }

    private static String lines(Commands... commands) {
        return Arrays.stream(commands)
                .map(command -> String.format("  %-10s %s%n", command.word(), command.summary())
                        .replace("\r", ""))
                .collect(Collectors.joining());
    }
}

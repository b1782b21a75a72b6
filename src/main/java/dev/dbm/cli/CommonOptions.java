package dev.dbm.cli;

import dev.dbm.config.CommandLine;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.report.Format;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command takes. */
final class CommonOptions {
    @Option(
            names = "--env",
            paramLabel = "<name>",
            description = "The environment, as dbm.toml names it: dev, test, prod.")
    Optional<String> env;

    @Option(
            names = "--as-environment",
            paramLabel = "<name>",
            description = "Tell a database that remembers another environment to be this one from now on.")
    Optional<String> asEnvironment;

    @Option(
            names = "--url",
            paramLabel = "<url>",
            description = "The database: postgres://user@host:5432/name, a jdbc: URL, or embedded.")
    Optional<String> url;

    @Option(
            names = "--schema",
            paramLabel = "<name>",
            description = "Where unqualified names go and the history lives (default: public).")
    Optional<String> schema;

    @Option(
            names = "--migrations",
            paramLabel = "<folder>",
            description = "The folder of migrations (default: migrations).")
    Optional<String> migrations;

    @Option(names = "--config", paramLabel = "<file>", description = "The settings file (default: dbm.toml).")
    Optional<String> config;

    @Option(
            names = "--format",
            paramLabel = "<format>",
            description = "text (default), json, markdown; plan: also sarif, junit, html.")
    Format format = Format.TEXT;

    @Option(names = "--output", paramLabel = "<file>", description = "Write the report to a file.")
    Optional<String> output;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Each statement with its time, where settings come from, stack traces.")
    boolean verbose;

    @Option(names = "--no-color", description = "No colour, also on a terminal.")
    boolean noColor;

    @Option(
            names = "--log-file",
            paramLabel = "<file>",
            description = "Append diagnostics to a file (also DBM_LOG_FILE).")
    Optional<String> logFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** The options that settle where to work. */
    CommandLine settings(Optional<String> scratch) {
        return new CommandLine(env, asEnvironment, url, schema, migrations, config, scratch);
    }

    void check(Commands command) throws ProblemException {
        Exclusive.of("--quiet", quiet, "--verbose", verbose);
        if (format.planOnly() && command != Commands.PLAN) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BAD_OPTION,
                    "--format " + format.word() + " is for dbm plan: dbm " + command.word() + " has no such report.",
                    "text, json or markdown; dbm plan --format " + format.word() + " shows what is pending"));
        }
    }
}

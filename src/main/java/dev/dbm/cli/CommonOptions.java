package dev.dbm.cli;

import dev.dbm.config.CommandLine;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.report.Format;
import java.util.Optional;

/** The options that every command takes. */
final class CommonOptions {
    private final Options typed = new Options();
    private final Options.Value<String> env =
            typed.text("--env", "<name>", "The environment, as dbm.toml names it: dev, test, prod.");
    private final Options.Value<String> asEnvironment = typed.text(
            "--as-environment",
            "<name>",
            "Tell a database that remembers another environment to be this one from now on.");
    private final Options.Value<String> url =
            typed.text("--url", "<url>", "The database: postgres://user@host:5432/name, a jdbc: URL, or embedded.");
    private final Options.Value<String> schema =
            typed.text("--schema", "<name>", "Where unqualified names go and the history lives (default: public).");
    private final Options.Value<String> migrations =
            typed.text("--migrations", "<folder>", "The folder of migrations (default: migrations).");
    private final Options.Value<String> config =
            typed.text("--config", "<file>", "The settings file (default: dbm.toml).");
    private final Options.Value<Format> format = typed.value(
            "--format", "<format>", Format.class, "text (default), json, markdown; plan: also sarif, junit, html.");
    private final Options.Value<String> output = typed.text("--output", "<file>", "Write the report to a file.");
    private final Options.Flag quiet = typed.flag("-q", "--quiet", "No progress.");
    private final Options.Flag verbose =
            typed.flag("-v", "--verbose", "Each statement with its time, where settings come from, stack traces.");
    private final Options.Flag noColor = typed.flag("--no-color", "No colour, also on a terminal.");
    private final Options.Value<String> logFile =
            typed.text("--log-file", "<file>", "Append diagnostics to a file (also DBM_LOG_FILE).");

    CommonOptions() {
        typed.help("-h", "--help", "Show this help.");
    }

    /** As they are declared. */
    Options options() {
        return typed;
    }

    Format format() {
        return format.get().orElse(Format.TEXT);
    }

    Optional<String> output() {
        return output.get();
    }

    boolean quiet() {
        return quiet.given();
    }

    boolean verbose() {
        return verbose.given();
    }

    boolean noColor() {
        return noColor.given();
    }

    Optional<String> logFile() {
        return logFile.get();
    }

    /** The options that settle where to work. */
    CommandLine settings(Optional<String> scratch) {
        return new CommandLine(
                env.get(), asEnvironment.get(), url.get(), schema.get(), migrations.get(), config.get(), scratch);
    }

    void check(Commands command) throws ProblemException {
        Exclusive.of("--quiet", quiet.given(), "--verbose", verbose.given());
        if (format().planOnly() && command != Commands.PLAN) {
            throw new ProblemException(Problem.of(
                    ProblemCode.BAD_OPTION,
                    "--format " + format().word() + " is for dbm plan: dbm " + command.word() + " has no such report.",
                    "text, json or markdown; dbm plan --format " + format().word() + " shows what is pending"));
        }
    }
}

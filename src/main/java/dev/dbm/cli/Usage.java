package dev.dbm.cli;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Redactor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Wrong options and commands, as problems that name what was probably meant. */
final class Usage {
    private Usage() {}

    static Problem unknownCommand(String word, Redactor redactor) {
        List<String> words =
                Arrays.stream(Commands.values()).map(Commands::word).toList();
        if (word.startsWith("-")) {
            return Problem.of(
                    ProblemCode.BAD_OPTION,
                    "Options come after the command: " + bare(word, redactor) + " stands before it.",
                    "dbm <command> " + bare(word, redactor) + ", where the command is one of "
                            + String.join(", ", words));
        }
        String message = "There is no command " + redactor.redact(word) + ".";
        return Problem.of(
                ProblemCode.BAD_OPTION,
                message,
                Closest.to(word, words)
                        .map(meant -> "did you mean dbm " + meant + "?")
                        .orElse("one of " + String.join(", ", words) + "; dbm --help says more"));
    }

    static Problem of(CommandLine.ParameterException e, Redactor redactor) {
        CommandLine command = e.getCommandLine();
        String help = "dbm " + command.getCommandName() + " --help lists the options";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            return word.startsWith("-") ? unknownOption(command, word, help, redactor) : tooMuch(word, help, redactor);
        }
        String message = redactor.redact(e.getMessage() == null ? "The options make no sense." : e.getMessage());
        return Problem.of(ProblemCode.BAD_OPTION, message.endsWith(".") ? message : message + ".", help);
    }

    private static Problem unknownOption(CommandLine command, String word, String help, Redactor redactor) {
        List<String> names = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .toList();
        String option = bare(word, redactor);
        Optional<String> meant = Closest.to(option, names);
        return Problem.of(
                ProblemCode.BAD_OPTION,
                "dbm " + command.getCommandName() + " has no option " + option + ".",
                meant.map(name -> "did you mean " + name + "? " + help).orElse(help));
    }

    private static Problem tooMuch(String word, String help, Redactor redactor) {
        return Problem.of(
                ProblemCode.BAD_OPTION,
                "Nothing is expected here: " + redactor.redact(word) + ".",
                "leave it out, or put it in quotes after its option; " + help);
    }

    /** An option's name without its value, which may be a secret. */
    private static String bare(String word, Redactor redactor) {
        int equals = word.indexOf('=');
        return redactor.redact(equals < 0 ? word : word.substring(0, equals));
    }
}

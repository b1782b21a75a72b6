package dev.dbm.cli;

import dev.dbm.config.Settings;
import dev.dbm.model.ExitCode;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Redactor;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.report.ConsoleProgress;
import dev.dbm.report.Format;
import dev.dbm.report.Product;
import dev.dbm.run.HeadStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One run of dbm: arguments in, output and exit code out. */
public final class Cli {
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final Set<String> VERSION = Set.of("version", "--version", "-V");

    private final Surroundings surroundings;
    private final UseCases cases;
    private final long started = System.nanoTime();
    private final Redactor redactor;

    public Cli(Surroundings surroundings, UseCases cases) {
        this.surroundings = surroundings;
        this.cases = cases;
        this.redactor = new Redactor(secrets(surroundings, null));
    }

    /** Runs the command and returns the code to exit with; throws nothing. */
    public int run(String... args) {
        if (args.length == 0) {
            surroundings.err().print(HelpText.overview());
            return ExitCode.USAGE.code();
        }
        String first = args[0];
        if (HELP.contains(first)) {
            return args.length > 1 ? help(args[1]) : print(HelpText.overview());
        }
        if (VERSION.contains(first)) {
            return print("dbm " + Product.version() + "\n");
        }
        Optional<Commands> command = Commands.find(first);
        if (command.isEmpty()) {
            return refuse("dbm", args, List.of(Usage.unknownCommand(first, redactor)));
        }
        String[] options = Arrays.copyOfRange(args, 1, args.length);
        if (Stream.of(options).noneMatch(HELP::contains)) {
            JavaLogging.start();
            HeadStart.begin();
        }
        return parsed(command.get(), options);
    }

    private int help(String word) {
        return Commands.find(word)
                .map(command -> parsed(command, new String[] {"--help"}))
                .orElseGet(() -> refuse("dbm", new String[0], List.of(Usage.unknownCommand(word, redactor))));
    }

    private int parsed(Commands command, String[] args) {
        Subcommand subcommand = command.build();
        try {
            CommandLine parser = parser(command, subcommand);
            parser.parseArgs(args);
            if (parser.isUsageHelpRequested()) {
                boolean colour = surroundings.colour() && !subcommand.common().noColor();
                return print(HelpText.of(parser, subcommand.common(), colour));
            }
            subcommand.common().check(command);
            return work(command, subcommand, subcommand.work());
        } catch (CommandLine.ParameterException e) {
            return refuse(command.word(), args, List.of(Usage.of(e, redactor)));
        } catch (ProblemException e) {
            return refuse(command.word(), args, e.problems());
        } catch (RuntimeException | Error e) {
            return refuse(
                    command.word(),
                    args,
                    List.of(unexpected(e, redactor, subcommand.common().verbose())));
        }
    }

    /** The parser of one command, which knows nothing of the others. */
    static CommandLine parser(Commands command, Subcommand subcommand) {
        return new CommandLine(subcommand.spec(), Options.FACTORY)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setUsageHelpLongOptionsMaxWidth(34)
                .registerConverter(Version.class, new VersionConverter())
                .registerConverter(Resumption.class, new Resumption.Converter())
                .setCommandName(command.word());
    }

    private int work(Commands command, Subcommand subcommand, Subcommand.Work work) {
        CommonOptions common = subcommand.common();
        Output output = new Output(surroundings, common.format(), surroundings.colour() && !common.noColor());
        if (common.output().isEmpty()) {
            return output.print(report(command, subcommand, work));
        }
        try (OutputFile file =
                OutputFile.prepare(surroundings.directory(), common.output().get())) {
            return output.write(report(command, subcommand, work), file);
        }
    }

    private Report report(Commands command, Subcommand subcommand, Subcommand.Work work) {
        try (Interruption whileOpen = new Interruption(surroundings)) {
            return attempt(command, subcommand, work);
        }
    }

    /** Runs the use case; every way in which that may end is a report. */
    private Report attempt(Commands command, Subcommand subcommand, Subcommand.Work work) {
        CommonOptions common = subcommand.common();
        Optional<Settings> settings = Optional.empty();
        try {
            Diagnostics.start(
                    common.verbose(),
                    common.logFile().or(() -> Optional.ofNullable(
                                    surroundings.variables().get("DBM_LOG_FILE"))
                            .filter(name -> !name.isBlank())),
                    surroundings.directory());
            settings = Optional.of(cases.settings(common.settings(subcommand.scratch()), surroundings));
            return run(common, work, settings.get());
        } catch (ProblemException e) {
            return Reports.of(command.word(), settings, e.problems(), tookMs());
        } catch (RuntimeException | Error e) {
            Redactor all = new Redactor(secrets(surroundings, settings.orElse(null)));
            return Reports.of(command.word(), settings, List.of(unexpected(e, all, common.verbose())), tookMs());
        }
    }

    private Report run(CommonOptions common, Subcommand.Work work, Settings settings) {
        if (common.quiet()) {
            return work.run(cases, settings, Progress.SILENT);
        }
        boolean verbose = common.verbose() || settings.environment().verbose();
        boolean colour = surroundings.errColour() && !common.noColor();
        // Whoever asked for a document for programs is a program.
        Optional<Supplier<String>> answers = common.format() == Format.TEXT ? surroundings.answers() : Optional.empty();
        try (ConsoleProgress progress =
                new ConsoleProgress(surroundings.err(), surroundings.live(), colour, verbose, answers)) {
            return work.run(cases, settings, progress);
        }
    }

    private Problem unexpected(Throwable e, Redactor all, boolean verbose) {
        Diagnostics.failed(e, all);
        if (verbose) {
            surroundings.err().print(Diagnostics.trace(e, all));
        }
        String message = e.getMessage() == null ? "" : ": " + all.redact(e.getMessage());
        return Problem.of(
                ProblemCode.UNEXPECTED,
                "dbm met something that it does not know: " + e.getClass().getSimpleName() + message,
                verbose
                        ? "look at dbm status before going on, and report this with the trace above"
                        : "look at dbm status before going on; --verbose shows where it happened");
    }

    /** Ends a run whose options cannot be relied on: the format is taken from the raw arguments. */
    private int refuse(String command, String[] args, List<Problem> problems) {
        Report report = Reports.of(command, Optional.empty(), problems, tookMs());
        Format format = wantedFormat(args);
        boolean has = !format.planOnly() || command.equals(Commands.PLAN.word());
        return new Output(surroundings, has ? format : Format.TEXT, false).print(report);
    }

    private static Format wantedFormat(String[] args) {
        Format format = Format.TEXT;
        for (int i = 0; i < args.length; i++) {
            String value = args[i].startsWith("--format=") ? args[i].substring("--format=".length()) : "";
            if (args[i].equals("--format") && i + 1 < args.length) {
                value = args[i + 1];
            }
            for (Format known : Format.values()) {
                format = known.word().equals(value.toLowerCase(Locale.ROOT)) ? known : format;
            }
        }
        return format;
    }

    private int print(String text) {
        surroundings.out().print(text);
        surroundings.out().flush();
        return ExitCode.OK.code();
    }

    private long tookMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }

    private static List<String> secrets(Surroundings surroundings, @Nullable Settings settings) {
        List<String> secrets = new ArrayList<>();
        for (String name : List.of("DBM_PASSWORD", "PGPASSWORD", "FLYWAY_PASSWORD")) {
            Optional.ofNullable(surroundings.variables().get(name)).ifPresent(secrets::add);
        }
        if (settings != null) {
            settings.secrets().forEach(secret -> secrets.add(secret.reveal()));
        }
        return secrets;
    }
}

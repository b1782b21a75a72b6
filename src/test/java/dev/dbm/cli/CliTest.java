package dev.dbm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.dbm.config.CommandLine;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import dev.dbm.run.MakeOptions;
import dev.dbm.run.MigrateOptions;
import dev.dbm.run.PlanOptions;
import dev.dbm.run.RepairOptions;
import dev.dbm.run.RepairOptions.Kind;
import dev.dbm.run.RepairOptions.Mend;
import dev.dbm.run.RestoreOptions;
import dev.dbm.run.RollbackOptions;
import dev.dbm.run.StatusOptions;
import dev.dbm.run.Waiver;
import dev.dbm.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    @TempDir
    Path directory;

    private final Recorder cases = new Recorder();
    private Console console = new Console(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"status", "make", "plan", "migrate", "rollback", "restore", "repair"})
    void theHelpOfEachCommandIsAsItsGoldenFileSays(String command) throws IOException {
        assertThat(run(command, "--help")).isZero();
        Golden.check("cli/" + command + ".txt", console.out());
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void theOverviewShowsTheFiveFirst(String help) throws IOException {
        assertThat(run(help)).isZero();
        Golden.check("cli/dbm.txt", console.out());
    }

    @Test
    void helpOfACommandCanBeAskedForInFrontOfIt() {
        assertThat(run("help", "migrate")).isZero();
        assertThat(console.out()).startsWith("Usage: dbm migrate");
        assertThat(run("help", "migrat")).isEqualTo(2);
    }

    @Test
    void withoutACommandTheOverviewIsAnError() {
        assertThat(run()).isEqualTo(2);
        assertThat(console.out()).isEmpty();
        assertThat(console.err()).startsWith("Usage: dbm <command>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "version"})
    void theVersionIsTold(String version) {
        assertThat(run(version)).isZero();
        assertThat(console.out()).matches("dbm \\d+\\.\\d+\\.\\d+.*\n");
    }

    @Test
    void statusPassesItsOptionsOn() {
        run("status", "--check", "--history", "--drift", "--verbose");
        assertThat(cases.options).isEqualTo(new StatusOptions(true, true, true, true));
    }

    @Test
    void makeTakesItsTextWithOrWithoutQuotes() {
        run("make", "add role", "to", "users", "--data");
        assertThat(cases.options).isEqualTo(new MakeOptions("add role to users", true));
    }

    @Test
    void anAtSignInATextIsNoFileToRead() {
        run("make", "@home");
        assertThat(cases.options).isEqualTo(new MakeOptions("@home", false));
    }

    @Test
    void planPassesItsOptionsOn() {
        run(
                "plan",
                "--to",
                "1.2",
                "--sql",
                "--keep-going",
                "--out-of-order",
                "--accept-drift",
                "--no-effects",
                "--scratch",
                "embedded");
        assertThat(cases.options)
                .isEqualTo(new PlanOptions(
                        Optional.of(Version.of("1.2")), true, false, true, Optional.empty(), true, true, false, false));
        assertThat(cases.commandLine).isEqualTo(CommandLine.NONE.withScratch("embedded"));
    }

    @Test
    void planAllKeepsGoing() {
        run("plan", "--all");
        assertThat(cases.options)
                .isEqualTo(new PlanOptions(
                        Optional.empty(), false, true, true, Optional.empty(), false, false, false, true));
    }

    @Test
    void planRollbackReadsItsReachAsRollbackDoes() {
        run("plan", "--rollback", "--steps=2");
        assertThat(cases.options)
                .isEqualTo(new PlanOptions(
                        Optional.empty(),
                        false,
                        false,
                        false,
                        Optional.of(new RollbackOptions(
                                OptionalInt.of(2),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                false,
                                Set.of(),
                                false,
                                false,
                                Waiver.NONE)),
                        false,
                        false,
                        false,
                        true));
    }

    @Test
    void migratePassesItsOptionsOn() {
        run(
                "migrate",
                "--to=3",
                "--atomic",
                "--out-of-order",
                "--confirm",
                "--accept-data-loss",
                "1",
                "--accept-data-loss=2",
                "--accept-drift",
                "--no-backup",
                "--accept-risk=the disk is full",
                "--dry-run",
                "--undo-on-failure",
                "--terminate-blockers=idle");
        assertThat(cases.options)
                .isEqualTo(new MigrateOptions(
                        Optional.of(Version.of("3")),
                        true,
                        false,
                        true,
                        true,
                        Set.of(Version.of("1"), Version.of("2")),
                        true,
                        true,
                        false,
                        true,
                        true,
                        new Waiver(true, Optional.of("the disk is full"))));
    }

    @Test
    void rollbackPassesItsOptionsOn() {
        run(
                "rollback",
                "--to",
                "3",
                "--undo-from",
                "files",
                "--confirm",
                "--accept-data-loss",
                "4",
                "--accept-drift",
                "--terminate-blockers",
                "idle");
        assertThat(cases.options)
                .isEqualTo(new RollbackOptions(
                        OptionalInt.empty(),
                        Optional.of(Version.of("3")),
                        false,
                        Optional.of(RollbackOptions.UndoFrom.FILES),
                        true,
                        Set.of(Version.of("4")),
                        true,
                        true,
                        Waiver.NONE));
    }

    @Test
    void restorePassesItsOptionsOn() {
        run(
                "restore",
                "shop.dump",
                "--in-place",
                "--terminate-sessions",
                "--confirm",
                "--accept-drift",
                "--no-backup",
                "--accept-risk",
                " no room ");
        assertThat(cases.options)
                .isEqualTo(new RestoreOptions(
                        Path.of("shop.dump"),
                        Optional.empty(),
                        true,
                        true,
                        true,
                        true,
                        new Waiver(true, Optional.of("no room"))));
        run("restore", "shop.dump", "--into", "postgres://me@db:5433/copy");
        assertThat(((RestoreOptions) cases.options).into().orElseThrow().display())
                .isEqualTo("postgres://me@db:5433/copy");
    }

    @Test
    void repairMendsWhatIsNamed() {
        run(
                "repair",
                "--restore-file",
                "4",
                "--forget",
                "1",
                "--mark-applied",
                "2",
                "--accept-checksum",
                "3",
                "--confirm");
        assertThat(cases.options)
                .isEqualTo(new RepairOptions(
                        List.of(
                                new Mend(Kind.FORGET, Version.of("1")),
                                new Mend(Kind.MARK_APPLIED, Version.of("2")),
                                new Mend(Kind.ACCEPT_CHECKSUM, Version.of("3")),
                                new Mend(Kind.RESTORE_FILE, Version.of("4"))),
                        true));
    }

    @Test
    void theCommonOptionsReachTheSettings() {
        run(
                "status",
                "--env",
                "test",
                "--as-environment",
                "dev",
                "--url",
                "embedded",
                "--schema",
                "shop",
                "--migrations",
                "sql",
                "--config",
                "x.toml");
        assertThat(cases.commandLine)
                .isEqualTo(CommandLine.NONE
                        .withEnv("test")
                        .withAsEnvironment("dev")
                        .withUrl("embedded")
                        .withSchema("shop")
                        .withMigrations("sql")
                        .withConfig("x.toml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rollback --steps 1 --to 2 | --steps and --to exclude each other.",
                "rollback --steps 1 --all | --steps and --all exclude each other.",
                "rollback --to 1 --all | --to and --all exclude each other.",
                "rollback --steps 0 | --steps 0 undoes nothing.",
                "migrate --accept-risk why | --no-backup is not given.",
                "rollback --no-backup --accept-risk= | --accept-risk gives no reason.",
                "restore | Missing required parameter",
                "restore x --into postgres://h/d --in-place | --into and --in-place exclude each other.",
                "restore x --into postgres://h/d --terminate-sessions | --into and --terminate-sessions exclude",
                "restore x --no-backup | --no-backup needs --in-place.",
                "restore x --accept-risk= | --accept-risk gives no reason.",
                "rollback --steps x | 'x' is not an int",
                "rollback --steps 1 --steps 2 | should be specified only once",
                "rollback --undo-from nowhere | expected one of",
                "rollback --to one | 'one' is not a version",
                "rollback --to | Missing required parameter",
                "plan --steps 2 | --steps needs --rollback.",
                "plan --rollback --keep-going | --rollback and --keep-going exclude each other.",
                "plan --rollback --no-effects | --rollback and --no-effects exclude each other.",
                "plan --rollback --out-of-order | --rollback and --out-of-order exclude each other.",
                "plan --rollback --all --to 3 | --to and --all exclude each other.",
                "migrate --fake --atomic | --fake and --atomic exclude each other.",
                "migrate --comfirm | did you mean --confirm?",
                "migrate --reste | dbm migrate has no option --reste.",
                "status now | Nothing is expected here: now.",
                "status --quiet --verbose | --quiet and --verbose exclude each other.",
                "status --format yaml | expected one of",
                "status --format sarif | --format sarif is for dbm plan: dbm status has no such report.",
                "migrate --format=junit | --format junit is for dbm plan: dbm migrate has no such report.",
                "rollback --format HTML | --format html is for dbm plan: dbm rollback has no such report.",
                "repair --forget 1 --mark-applied 1 | cannot meet --forget and --mark-applied at once",
                "make | Missing required parameter",
                "stauts | did you mean dbm status?",
                "frobnicate | one of status, make, plan",
                "--env prod migrate | Options come after the command",
            })
    void wrongOptionsAreRefusedWithTheReason(String line, String reason) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(console.err())
                .startsWith("USAGE  BAD_OPTION\n")
                .contains(reason)
                .contains("next: ");
        assertThat(console.out()).isEmpty();
        assertThat(cases.options).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --steps 2 --format json",
                "--format=json plan",
                "plan --format json --nonsense",
                "pln --format=json"
            })
    void aUsageErrorIsOneJsonDocumentWhereJsonWasAskedFor(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(console.out())
                .startsWith("{")
                .endsWith("}\n")
                .contains("\"BAD_OPTION\"", "\"refused\"", "\"USAGE\"");
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status postgres://app:hunter2@db/shop",
                "postgres://app:hunter2@db/shop",
                "status --pasword=hunter2",
                "--password=hunter2 status",
                "status --history=postgres://app:hunter2@db/shop"
            })
    void aUsageErrorQuotesNoPassword(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(console.err()).isNotEmpty().doesNotContain("hunter2");
    }

    @Test
    void theReportDecidesTheExitCode() {
        cases.problems = List.of(Problem.of(ProblemCode.MIGRATIONS_PENDING, "One is pending.", "run dbm migrate"));
        assertThat(run("status", "--check")).isEqualTo(8);
        assertThat(console.out()).contains("PENDING  MIGRATIONS_PENDING");
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, 1, failed", "NO_URL, 2, refused", "LOCKED, 6, refused", "STOPPED_MIDWAY, 7, partial"})
    void aProblemThatEndsTheRunIsReported(ProblemCode code, int exit, String outcome) {
        cases.failure = new ProblemException(Problem.of(code, "So it is.", "do this"));
        assertThat(run("migrate", "--format", "json")).isEqualTo(exit);
        assertThat(console.out()).contains("\"" + code + "\"", "\"outcome\" : \"" + outcome + "\"", "\"migrate\"");
    }

    @Test
    void anUnexpectedExceptionBecomesAProblemWithoutSecrets() {
        console = new Console(Map.of("PGPASSWORD", "tiger77"));
        cases.failure = new IllegalStateException(
                "no way: jdbc:postgresql://h/d?user=u&password=hunter2 postgres://u:hunter2@h/d tiger77 "
                        + Sample.PASSWORD);
        assertThat(run("status")).isEqualTo(1);
        assertThat(console.out())
                .contains("FAILED  UNEXPECTED", "IllegalStateException: no way", "password=****", "u:****@h")
                .doesNotContain("hunter2", "tiger77", Sample.PASSWORD);
        assertThat(console.err()).doesNotContain("\tat ");
    }

    @Test
    void verboseShowsTheStackTraceOnStandardErrorWithoutSecrets() {
        cases.failure = new IllegalStateException("outer", new IllegalArgumentException("secret " + Sample.PASSWORD));
        assertThat(run("status", "--verbose", "--format", "json")).isEqualTo(1);
        assertThat(console.err()).contains("\tat dev.dbm.", "Caused by").doesNotContain(Sample.PASSWORD);
        assertThat(console.out()).startsWith("{").endsWith("}\n");
    }

    @Test
    void anErrorOfTheMachineIsReportedToo() {
        cases.failure = new StackOverflowError();
        assertThat(run("status", "--format", "json")).isEqualTo(1);
        assertThat(console.out()).contains("StackOverflowError");
    }

    @Test
    void aLogFileThatCannotBeWrittenStopsTheRun() {
        assertThat(run("status", "--log-file", "no/such/folder.log")).isEqualTo(2);
        assertThat(console.err()).contains("OUTPUT_UNWRITABLE");
        assertThat(cases.options).isNull();
    }

    @Test
    void outputGoesIntoTheFileAndNothingStaysBesideIt() throws IOException {
        Files.writeString(directory.resolve("report.json"), "old");
        assertThat(run("status", "--format", "json", "--output", "report.json")).isZero();
        assertThat(Files.readString(directory.resolve("report.json")))
                .startsWith("{")
                .contains("\"status\"");
        assertThat(console.out()).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void problemsOfAReportInAFileAreShownInTheLogToo() {
        cases.problems = List.of(Problem.of(ProblemCode.DRIFT, "It drifted.", "look"));
        assertThat(run("status", "--format", "markdown", "--output", "r.md")).isEqualTo(5);
        assertThat(console.err()).contains("CONFLICT  DRIFT", "It drifted.");
    }

    @Test
    void outputThroughALinkReplacesWhatTheLinkPointsTo() throws IOException {
        Files.writeString(directory.resolve("real.txt"), "old");
        Files.createSymbolicLink(directory.resolve("link.txt"), directory.resolve("real.txt"));
        run("status", "--output", "link.txt");
        assertThat(directory.resolve("link.txt")).isSymbolicLink();
        assertThat(Files.readString(directory.resolve("real.txt"))).doesNotContain("old");
    }

    @ParameterizedTest
    @CsvSource({"folder, it is a folder", "no/such/file, its folder does not exist", "'', it has no name"})
    void anOutputThatCannotBeWrittenStopsTheRunBeforeAnyWork(String file, String reason) throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        assertThat(run("migrate", "--output", file)).isEqualTo(2);
        assertThat(console.err()).contains("OUTPUT_UNWRITABLE", reason);
        assertThat(cases.options).isNull();
    }

    @Test
    void anOutputWhoseNameIsTooLongStopsTheRunBeforeAnyWork() throws IOException {
        assertThat(run("plan", "--output", "x".repeat(300))).isEqualTo(2);
        assertThat(console.err()).contains("OUTPUT_UNWRITABLE");
        assertThat(cases.options).isNull();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anUnwritableOutputStopsTheRunBeforeAnyWork() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("locked"));
        Files.writeString(folder.resolve("old"), "kept");
        folder.resolve("old").toFile().setReadOnly();
        folder.toFile().setReadOnly();
        assumeFalse(Files.isWritable(folder), "root may write anywhere");
        for (String file : List.of("locked/old", "locked/new")) {
            assertThat(run("plan", "--output", file)).isEqualTo(2);
            assertThat(console.err()).contains("OUTPUT_UNWRITABLE", "may not be written");
        }
        assertThat(cases.options).isNull();
        folder.toFile().setWritable(true);
        assertThat(folder.resolve("old")).hasContent("kept");
    }

    @ParameterizedTest
    @CsvSource({"sarif, '{'", "junit, '<?xml '", "html, '<!DOCTYPE html>'"})
    void aPlanHasEachOfItsFormatsAlsoWhenItsOptionsAreWrong(String format, String start) {
        assertThat(run("plan", "--format", format)).isZero();
        assertThat(console.out()).startsWith(start).endsWith("\n");
        console.clear();
        assertThat(run("plan", "--format", format, "--steps", "2")).isEqualTo(2);
        assertThat(console.out()).startsWith(start).contains("BAD_OPTION");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void aDeviceIsWrittenToAsItIs() {
        assertThat(run("status", "--output", "/dev/null")).isZero();
    }

    @Test
    void progressGoesToStandardErrorAndQuietSilencesIt() {
        run("migrate");
        assertThat(console.err()).isEqualTo("working\n");
        run("migrate", "--quiet");
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1", "CI, true", "TERM, dumb"})
    void colourIsTurnedOffByTheSurroundings(String variable, String value) {
        console = new Console(Map.of(variable, value), true);
        run("status");
        assertThat(console.out()).doesNotContain("\u001b");
    }

    @Test
    void colourIsForTerminalsAndCanBeTurnedOff() {
        console = new Console(Map.of("TERM", "xterm"), true);
        run("status");
        assertThat(console.out()).contains("\u001b[");
        run("status", "--no-color");
        assertThat(console.out()).doesNotContain("\u001b[");
    }

    @Test
    void aPlanAsSqlKeepsItsWarningsOutOfTheScript() {
        cases.script = Optional.of("SELECT 1;\n");
        cases.problems =
                List.of(Problem.of(ProblemCode.IRREVERSIBLE, "No way back.", "").asWarning());
        run("plan", "--sql", "--quiet");
        assertThat(console.out()).isEqualTo("SELECT 1;\n");
        assertThat(console.err()).contains("No way back.");
    }

    @Test
    void aResultThatNobodyCanReadIsNoSuccess() throws IOException {
        console = new Console(Map.of()).broken();
        assertThat(run("status")).isEqualTo(1);
        assertThat(console.err()).contains("could not be written to standard output");
    }

    private int run(String... args) {
        console.clear();
        return new Cli(console.surroundings(directory), cases).run(args);
    }

    /** Stands where the use cases stand, and remembers what it was asked. */
    private static final class Recorder implements UseCases {
        CommandLine commandLine;
        Object options;
        Throwable failure;
        List<Problem> problems = List.of();
        Optional<String> script = Optional.empty();

        @Override
        public dev.dbm.config.Settings settings(CommandLine line, Surroundings surroundings) {
            commandLine = line;
            return Sample.settings(surroundings.directory());
        }

        @Override
        public Report status(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, StatusOptions asked) {
            return record("status", asked);
        }

        @Override
        public Report make(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, MakeOptions asked) {
            return record("make", asked);
        }

        @Override
        public Report plan(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, PlanOptions asked) {
            return record("plan", asked);
        }

        @Override
        public Report migrate(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, MigrateOptions asked) {
            progress.stage("working");
            return record("migrate", asked);
        }

        @Override
        public Report rollback(
                dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, RollbackOptions asked) {
            return record("rollback", asked);
        }

        @Override
        public Report restore(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, RestoreOptions asked) {
            return record("restore", asked);
        }

        @Override
        public Report repair(dev.dbm.config.Settings settings, dev.dbm.model.Progress progress, RepairOptions asked) {
            return record("repair", asked);
        }

        private Report record(String command, Object asked) {
            options = asked;
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            return new Report(
                    command,
                    Report.Outcome.DONE,
                    Optional.of("dev"),
                    Optional.empty(),
                    List.of(),
                    problems,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    script,
                    Optional.empty(),
                    Optional.empty(),
                    1);
        }
    }
}

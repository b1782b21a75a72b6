package dev.dbm.bench;

import dev.dbm.bench.BenchServer.BenchDatabase;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is measured, and against what. Each measurement prepares what it needs and leaves nothing on the server. */
final class Measurements {
    private final BenchServer server;
    private final Programs programs;
    private final int rounds;

    Measurements(BenchServer server, Programs programs, int rounds) {
        this.server = server;
        this.programs = programs;
        this.rounds = rounds;
    }

    /** The launcher makes its class-data archive when it first runs: nobody should pay for that in a measurement. */
    void warmUp() {
        try (Project project = Project.of(Generator.pairs(1))) {
            planAll(project);
        }
    }

    /**
     * Everything compared at each leg, against psql doing the same legs with nothing compared; and what it costs on top to see what
     * the scripts do.
     */
    List<Row> rehearsal(int pairs) {
        try (Project project = Project.of(Generator.pairs(pairs))) {
            List<Samples> samples = Samples.sideBySide(
                    rounds,
                    List.of(
                            () -> planAll(project, "--no-effects"),
                            () -> psqlRehearsal(project),
                            () -> planAll(project)));
            return List.of(
                    Row.ratio(
                            "plan --all --no-effects of " + pairs + " pairs",
                            samples.get(0),
                            "psql forward, back, forward, unchecked:",
                            samples.get(1),
                            "3.00"),
                    Row.ratio(
                            "plan --all of " + pairs + " pairs",
                            samples.get(2),
                            "with --no-effects:",
                            samples.get(0),
                            "1.60"));
        }
    }

    /** What one more pair costs in a long history and in a short one; starting up is taken off both. */
    Row growth(int few, int many) {
        int hardlyAny = 10;
        try (Project start = Project.of(Generator.pairs(hardlyAny));
                Project small = Project.of(Generator.pairs(few));
                Project large = Project.of(Generator.pairs(many))) {
            List<Samples> samples = Samples.sideBySide(
                    rounds, List.of(() -> planAll(start), () -> planAll(small), () -> planAll(large)));
            double base = samples.get(0).median();
            double each = (samples.get(1).median() - base) / (few - hardlyAny);
            double eachOfMany = (samples.get(2).median() - base) / (many - hardlyAny);
            return new Row(
                    "plan --all, each pair of " + many,
                    milliseconds(eachOfMany),
                    "each pair of " + few + ": " + milliseconds(each),
                    Row.number(eachOfMany / each),
                    "1.30");
        }
    }

    /** {@code plan} goes first, so that the proofs are remembered and only applying is measured. */
    List<Row> migrate(int pairs) {
        try (Project project = Project.of(Generator.pairs(pairs))) {
            List<Samples> samples = Samples.sideBySide(
                    rounds,
                    List.of(
                            () -> migrateProven(project),
                            () -> onNewDatabase(database -> programs.flyway(project, database, "migrate")),
                            () -> onNewDatabase(
                                    database -> programs.psql(project, database, project.forwardScript()))));
            String what = "migrate of " + pairs + " pairs, proven before";
            return List.of(
                    Row.ratio(what, samples.get(0), "Flyway's migrate():", samples.get(1), "1.10"),
                    Row.ratio(what, samples.get(0), "psql:", samples.get(2), "2.00 one day"));
        }
    }

    /** What somebody waits for after writing a few migrations, rehearsal and all. */
    Row migrateTen() {
        try (Project project = Project.of(Generator.pairs(10))) {
            Supplier<Double> migrate = () -> {
                project.forget();
                return onNewDatabase(database -> programs.dbm(project, database, "migrate"));
            };
            Samples samples = Samples.sideBySide(rounds, List.of(migrate)).get(0);
            return new Row(
                    "migrate of 10 pairs with their rehearsal, cold",
                    samples.show(),
                    "–",
                    Row.number(samples.median()) + " s",
                    "1.00 s");
        }
    }

    Row status(int pairs) {
        try (Project project = Project.of(Generator.pairs(pairs));
                BenchDatabase database = server.create()) {
            programs.dbm(project, database, "migrate").run().expectSuccess();
            List<Samples> samples = Samples.sideBySide(
                    rounds * 2,
                    List.of(
                            () -> seconds(programs.dbm(project, database, "status")),
                            () -> seconds(programs.flyway(project, database, "info"))));
            return Row.ratio(
                    "status with " + pairs + " applied, cold",
                    samples.get(0),
                    "Flyway's info(), cold:",
                    samples.get(1),
                    "0.50");
        }
    }

    List<Row> memory(int pairs) {
        try (Project project = Project.of(Generator.pairs(pairs));
                Project large = Project.of(Generator.pairs(2 * pairs));
                Project wide = Project.of(Generator.tables(1000))) {
            project.forget();
            long planned =
                    programs.planAll(project, server).run().expectSuccess().peakKilobytes();
            long migrated;
            try (BenchDatabase database = server.create()) {
                migrated = programs.dbm(project, database, "migrate")
                        .run()
                        .expectSuccess()
                        .peakKilobytes();
            }
            return List.of(
                    peak("plan --all of " + pairs + " pairs, memory of the process", planned),
                    peak("migrate of " + pairs + " pairs, memory of the process", migrated),
                    enough("plan --all of " + 2 * pairs + " pairs in a heap of 256 MB", large),
                    enough("plan --all of 1000 tables in a heap of 256 MB", wide));
        }
    }

    private double planAll(Project project, String... options) {
        project.forget();
        return seconds(programs.planAll(project, server).and(options));
    }

    private double psqlRehearsal(Project project) {
        return onNewDatabase(database -> programs.psql(project, database, project.rehearsalScript()));
    }

    private double migrateProven(Project project) {
        project.forget();
        try (BenchDatabase database = server.create()) {
            programs.dbm(project, database, "plan").run().expectSuccess();
            return seconds(programs.dbm(project, database, "migrate"));
        }
    }

    private double onNewDatabase(Function<BenchDatabase, Command> command) {
        try (BenchDatabase database = server.create()) {
            return seconds(command.apply(database));
        }
    }

    private double seconds(Command command) {
        server.settle();
        return command.run().expectSuccess().seconds();
    }

    private Row enough(String what, Project project) {
        Command.Run run = programs.planAllWithin("256m", project, server).run();
        boolean enough = !run.output().contains("OutOfMemoryError");
        if (enough) {
            run.expectSuccess();
        }
        return new Row(what, Row.number(run.seconds()) + " s", "–", enough ? "enough" : "not enough", "256 MB");
    }

    private static Row peak(String what, long kilobytes) {
        return new Row(what, megabytes(kilobytes), "–", megabytes(kilobytes), "200 MB");
    }

    private static String megabytes(long kilobytes) {
        return kilobytes == 0 ? "unknown" : kilobytes / 1024 + " MB";
    }

    private static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f ms", seconds * 1000);
    }
}

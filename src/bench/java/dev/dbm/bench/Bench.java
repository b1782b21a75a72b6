package dev.dbm.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Measures dbm beside psql and Flyway and prints a Markdown table.
 *
 * <p>The environment variable {@code DBM_BENCH_URL} names a server to spare. System properties: {@code dbm.bench.pairs} (1000)
 * sets the size and the others follow from it, {@code dbm.bench.rounds} (5) how often each run is repeated,
 * {@code dbm.bench.only} which measurements to make (rehearse, grow, migrate, ten, status, memory; separated by commas),
 * {@code dbm.bench.distribution} (target) where {@code dbm.jar} and {@code dbm/bin/dbm} are.
 */
public final class Bench {
    private static final String ALL = "rehearse,grow,migrate,ten,status,memory";

    private Bench() {}

    public static void main(String[] args) {
        int pairs = Integer.getInteger("dbm.bench.pairs", 1000);
        int rounds = Integer.getInteger("dbm.bench.rounds", 5);
        Set<String> only = Set.of(System.getProperty("dbm.bench.only", ALL).split(","));
        Path distribution =
                Path.of(System.getProperty("dbm.bench.distribution", "target")).toAbsolutePath();
        if (!Files.isExecutable(distribution.resolve("dbm/bin/dbm"))) {
            throw new IllegalArgumentException(
                    "No launcher under " + distribution + ": run mvn -DskipTests package first.");
        }
        BenchServer server = BenchServer.fromEnvironment();
        Measurements measure = new Measurements(server, new Programs(distribution), rounds);
        measure.warmUp();

        List<Row> rows = new ArrayList<>();
        if (only.contains("rehearse")) {
            rows.add(measure.rehearsal(pairs));
        }
        if (only.contains("grow")) {
            rows.add(measure.growth(pairs * 3 / 10, pairs * 12 / 10));
        }
        if (only.contains("migrate")) {
            rows.addAll(measure.migrate(pairs));
        }
        if (only.contains("ten")) {
            rows.add(measure.migrateTen());
        }
        if (only.contains("status")) {
            rows.add(measure.status(pairs));
        }
        if (only.contains("memory")) {
            rows.addAll(measure.memory(pairs));
        }
        System.out.printf(
                Locale.ROOT,
                "%nPostgreSQL %s, Java %s, %d processors, %d rounds; medians, with the extremes in brackets.%n%n%s",
                server.version(),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                rounds,
                Row.table(rows));
    }
}

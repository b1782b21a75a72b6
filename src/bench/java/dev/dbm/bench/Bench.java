package dev.dbm.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures dbm beside psql and Flyway and prints a Markdown table.
 *
 * <p>The environment variable {@code DBM_BENCH_URL} names a server to spare. Arguments are {@code pairs=1000}, from which the
 * other sizes follow; {@code rounds=5}, how often each run is repeated; {@code only=...}, the measurements to make, separated
 * by commas; {@code distribution=target}, where {@code dbm.jar} and {@code dbm/bin/dbm} are.
 */
public final class Bench {
    private static final Map<String, String> DEFAULTS = Map.of(
            "pairs", "1000",
            "rounds", "5",
            "only", "rehearse,grow,migrate,ten,status,memory",
            "distribution", "target");

    private Bench() {}

    public static void main(String[] args) {
        Map<String, String> options = options(args);
        int pairs = Integer.parseInt(options.get("pairs"));
        int rounds = Integer.parseInt(options.get("rounds"));
        Set<String> only = Set.of(options.get("only").split(","));
        Path distribution = Path.of(options.get("distribution")).toAbsolutePath();
        if (!Files.isExecutable(distribution.resolve("dbm/bin/dbm"))) {
            throw new IllegalArgumentException(
                    "No launcher under " + distribution + ": run mvn -DskipTests package first.");
        }
        BenchServer server = BenchServer.fromEnvironment();
        Measurements measure = new Measurements(server, new Programs(distribution), rounds);
        measure.warmUp();

        List<Row> rows = new ArrayList<>();
        if (only.contains("rehearse")) {
            rows.addAll(measure.rehearsal(pairs));
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

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>(DEFAULTS);
        for (String arg : args) {
            String[] option = arg.split("=", 2);
            if (option.length < 2 || options.replace(option[0], option[1]) == null) {
                throw new IllegalArgumentException(arg + " is not one of " + DEFAULTS.keySet() + " with =value");
            }
        }
        return options;
    }
}

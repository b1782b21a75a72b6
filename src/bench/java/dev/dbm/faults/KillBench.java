package dev.dbm.faults;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import dev.dbm.postgres.Session;
import dev.dbm.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/**
 * Kills dbm at random moments and prints a tally. {@code DBM_BENCH_URL} names a server to spare; the arguments are how many kills,
 * and a seed to repeat an earlier run's choice of moments.
 */
public final class KillBench {
    private KillBench() {}

    public static void main(String[] args) throws IOException {
        int count = args.length > 0 && !args[0].isBlank() ? Integer.parseInt(args[0]) : 200;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        TestDatabase server = server();
        String name = "dbm_kills_" + Long.toHexString(seed);
        TestDatabase db = new TestDatabase(server.address().withDatabase(name));
        try (Session session = server.open()) {
            session.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        }
        try (Kills kills = new Kills(Files.createTempDirectory("dbm-kills"), db, seed)) {
            kills.run(count);
            System.out.printf(
                    "%nseed %d, %d kills, %d disagreements%n",
                    seed, count, kills.disagreements().size());
            kills.moments().forEach((moment, times) -> System.out.printf("%5d  %s%n", times, moment));
            kills.disagreements().forEach(System.out::println);
        } finally {
            try (Session session = server.open()) {
                System.out.printf(
                        "scratch databases left: %s%n",
                        session.query(
                                "SELECT datname FROM pg_database WHERE datname LIKE 'dbm\\_scratch\\_%'",
                                row -> row.getString(1)));
                session.execute("DROP DATABASE " + name + " WITH (FORCE)");
            }
        }
    }

    private static TestDatabase server() {
        URI url = URI.create(
                Optional.ofNullable(System.getenv("DBM_BENCH_URL"))
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "Set DBM_BENCH_URL to postgres://user:password@host:port/database of a superuser on a server to spare.")));
        String[] login =
                Optional.ofNullable(url.getUserInfo()).orElse("postgres").split(":", 2);
        return new TestDatabase(new DatabaseAddress(
                url.getHost(),
                String.valueOf(url.getPort() < 0 ? 5432 : url.getPort()),
                url.getPath().substring(1),
                Optional.of(login[0]),
                login.length > 1 ? Optional.of(new Secret(login[1])) : Optional.empty(),
                Map.of()));
    }
}

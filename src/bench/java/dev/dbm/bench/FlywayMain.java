package dev.dbm.bench;

import java.net.URI;
import java.util.Properties;
import org.flywaydb.core.Flyway;

/** Flyway's own API with its defaults, in a process of its own: {@code FlywayMain migrate|info DIR}, the address in DBM_URL. */
public final class FlywayMain {
    private FlywayMain() {}

    public static void main(String[] args) {
        URI url = URI.create(System.getenv("DBM_URL"));
        Properties login = BenchServer.login(url);
        Flyway flyway = Flyway.configure()
                .dataSource(BenchServer.jdbcUrl(url), login.getProperty("user"), login.getProperty("password"))
                .locations("filesystem:" + args[1])
                .load();
        switch (args[0]) {
            case "migrate" -> System.out.println(flyway.migrate().migrationsExecuted);
            case "info" -> System.out.println(flyway.info().applied().length);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}

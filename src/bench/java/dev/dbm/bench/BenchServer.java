package dev.dbm.bench;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.postgresql.Driver;

/**
 * The server that everything runs on.
 *
 * @param url {@code postgres://user:password@host:port/database} of a superuser
 */
record BenchServer(URI url) {

    static BenchServer fromEnvironment() {
        String url = System.getenv("DBM_BENCH_URL");
        if (url == null) {
            throw new IllegalArgumentException(
                    "Set DBM_BENCH_URL to postgres://user:password@host:port/database of a superuser on a server to spare.");
        }
        return new BenchServer(URI.create(url));
    }

    /** A new, empty database; dropped when closed. */
    BenchDatabase create() {
        String name = "dbm_bench_" + UUID.randomUUID().toString().replace("-", "");
        execute("CREATE DATABASE " + name + " TEMPLATE template0");
        return new BenchDatabase(this, name);
    }

    /** Leaves no dirty page of an earlier run for the next one to pay for. */
    void settle() {
        execute("CHECKPOINT");
    }

    void execute(String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** The server's version, as it names it. */
    String version() {
        try (Connection connection = connect(url)) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    static String jdbcUrl(URI url) {
        int port = url.getPort() < 0 ? 5432 : url.getPort();
        return String.format(Locale.ROOT, "jdbc:postgresql://%s:%d%s", url.getHost(), port, url.getPath());
    }

    static Properties login(URI url) {
        Properties properties = new Properties();
        String[] parts = url.getUserInfo() == null
                ? new String[] {"postgres"}
                : url.getUserInfo().split(":", 2);
        properties.setProperty("user", parts[0]);
        if (parts.length > 1) {
            properties.setProperty("password", parts[1]);
        }
        return properties;
    }

    private static Connection connect(URI url) throws SQLException {
        // Asked directly: DriverManager finds a driver only through the class loader that started first.
        return new Driver().connect(jdbcUrl(url), login(url));
    }

    /** A database for one run. */
    record BenchDatabase(BenchServer server, String name) implements AutoCloseable {
        String url() {
            URI base = server.url();
            return base.getScheme() + "://" + base.getRawAuthority() + "/" + name;
        }

        @Override
        public void close() {
            server.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }
}

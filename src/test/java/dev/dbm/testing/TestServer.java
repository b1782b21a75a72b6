package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Progress;
import dev.dbm.model.Secret;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL for all tests of a JVM: the one that {@code DBM_TEST_URL} names, else one in Docker, else one that is
 * installed here, else the embedded one. {@code DBM_TEST_SERVER} ({@code docker}, {@code local}, {@code embedded}) allows one
 * way only, and {@code DBM_TEST_PG} says which major version Docker brings.
 */
final class TestServer {
    private static final int MAX_CONNECTIONS = 200;

    private TestServer() {}

    /** The server's own database, as its superuser. */
    static DatabaseAddress address() {
        return Running.ADDRESS;
    }

    /** Started by the first test that asks, stopped with the JVM. */
    private static final class Running {
        static final DatabaseAddress ADDRESS = start();
    }

    private static DatabaseAddress start() {
        String way = System.getenv().getOrDefault("DBM_TEST_SERVER", "");
        Optional<String> url =
                Optional.ofNullable(System.getenv("DBM_TEST_URL")).filter(text -> !text.isBlank());
        if (url.isPresent() && way.isEmpty()) {
            return parse(url.get());
        }
        return switch (way) {
            case "docker" -> docker();
            case "local" -> LocalServer.start(MAX_CONNECTIONS);
            case "embedded" -> embedded();
            case "" ->
                DockerClientFactory.instance().isDockerAvailable()
                        ? docker()
                        : LocalServer.installed() ? LocalServer.start(MAX_CONNECTIONS) : embedded();
            default -> throw new IllegalArgumentException("DBM_TEST_SERVER is docker, local or embedded, not " + way);
        };
    }

    private static DatabaseAddress parse(String url) {
        URI uri = URI.create(url);
        String[] user =
                Optional.ofNullable(uri.getUserInfo()).orElse("postgres").split(":", 2);
        return address(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                uri.getPath().substring(1),
                user[0],
                user.length > 1 ? Optional.of(new Secret(user[1])) : Optional.empty());
    }

    // Testcontainers removes the container when the JVM ends.
    @SuppressWarnings("resource")
    private static DatabaseAddress docker() {
        PostgreSQLContainer container = new PostgreSQLContainer(
                        "postgres:" + System.getenv().getOrDefault("DBM_TEST_PG", "15") + "-alpine")
                .withUsername("postgres")
                .withPassword(UUID.randomUUID().toString())
                .withDatabaseName("postgres")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=" + MAX_CONNECTIONS);
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return address(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getDatabaseName(),
                container.getUsername(),
                Optional.of(new Secret(container.getPassword())));
    }

    @SuppressWarnings("resource")
    private static DatabaseAddress embedded() {
        return EmbeddedServer.throwAway(Path.of("target"), Progress.SILENT).address();
    }

    static DatabaseAddress address(String host, int port, String database, String user, Optional<Secret> password) {
        return new DatabaseAddress(host, String.valueOf(port), database, Optional.of(user), password, Map.of());
    }
}

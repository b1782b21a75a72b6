package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test that asks for a {@link TestDatabase} one of its own. */
public final class PostgresExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestDatabase server = new TestDatabase(server());
        String name = "dbm_test_" + UUID.randomUUID().toString().replace("-", "");
        try (Session session = server.open()) {
            session.execute("CREATE DATABASE " + Identifiers.quote(name) + " TEMPLATE template0");
        }
        context.getStore(NAMESPACE).put(name, (ExtensionContext.Store.CloseableResource) () -> {
            try (Session session = server.open()) {
                session.execute("DROP DATABASE IF EXISTS " + Identifiers.quote(name) + " WITH (FORCE)");
            }
        });
        return new TestDatabase(server.address().withDatabase(name));
    }

    private static DatabaseAddress server() {
        URI uri = URI.create(
                System.getenv().getOrDefault("DBM_TEST_URL", "postgres://postgres@127.0.0.1:54320/postgres"));
        String[] user =
                Optional.ofNullable(uri.getUserInfo()).orElse("postgres").split(":", 2);
        return new DatabaseAddress(
                uri.getHost(),
                String.valueOf(uri.getPort() < 0 ? 5432 : uri.getPort()),
                uri.getPath().substring(1),
                Optional.of(user[0]),
                user.length > 1 ? Optional.of(new Secret(user[1])) : Optional.empty(),
                Map.of());
    }
}

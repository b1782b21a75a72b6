package dev.dbm.testing;

import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
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
        TestDatabase server = new TestDatabase(TestServer.address());
        String name = "dbm_test_" + UUID.randomUUID().toString().replace("-", "");
        TestDatabase database = new TestDatabase(server.address().withDatabase(name));
        try (Session session = server.open()) {
            session.execute("CREATE DATABASE " + Identifiers.quote(name) + " TEMPLATE template0");
        }
        context.getStore(NAMESPACE).put(name, (AutoCloseable) () -> drop(server, database));
        return database;
    }

    private static void drop(TestDatabase server, TestDatabase database) {
        try (Session session = server.open()) {
            session.execute("DROP DATABASE IF EXISTS "
                    + Identifiers.quote(database.address().database()) + " WITH (FORCE)");
            session.query(
                            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, ?)",
                            row -> row.getString(1),
                            database.rolePrefix())
                    .forEach(role -> session.execute("DROP ROLE " + Identifiers.quote(role)));
        }
    }
}

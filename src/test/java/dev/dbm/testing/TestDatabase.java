package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.Session;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/** An empty database of a test's own, on a real server; dropped when the test is over. */
public record TestDatabase(DatabaseAddress address) {
    /** A new session as the server's superuser. */
    public Session open() {
        Properties properties = new Properties();
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(password -> properties.setProperty("password", password.reveal()));
        try {
            return Session.over(DriverManager.getConnection(jdbcUrl(), properties));
        } catch (SQLException e) {
            throw new AssertionError("cannot open " + address, e);
        }
    }

    /** The address as the driver reads it, without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database();
    }

    /** Whether the server asks for passwords: one that {@code DBM_TEST_URL} names may trust everybody. */
    public boolean checksPasswords() {
        try {
            as(address.user().orElseThrow(), "not the password").open().close();
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    /**
     * Makes a role that may log in and nothing else, unless attributes such as {@code CREATEDB} say more; it goes with the
     * database.
     *
     * @return this database as that role sees it
     */
    public TestDatabase createRole(String... attributes) {
        String password = UUID.randomUUID().toString();
        try (Session session = open()) {
            int number = session.query("SELECT 1 FROM pg_roles WHERE starts_with(rolname, ?)", row -> 1, rolePrefix())
                    .size();
            String role = rolePrefix() + number;
            session.execute("CREATE ROLE " + Identifiers.quote(role) + " LOGIN PASSWORD "
                    + Identifiers.literal(password) + " " + String.join(" ", attributes));
            return as(role, password);
        }
    }

    /** The same database as another role. */
    public TestDatabase as(String user, String password) {
        return new TestDatabase(new DatabaseAddress(
                address.host(),
                address.port(),
                address.database(),
                Optional.of(user),
                Optional.of(new Secret(password)),
                address.parameters()));
    }

    /** Another database of the same server. */
    public TestDatabase in(String database) {
        return new TestDatabase(address.withDatabase(database));
    }

    /** The same database with a parameter of the driver's. */
    public TestDatabase with(String parameter, String value) {
        Map<String, String> parameters = new java.util.HashMap<>(address.parameters());
        parameters.put(parameter, value);
        return new TestDatabase(new DatabaseAddress(
                address.host(), address.port(), address.database(), address.user(), address.password(), parameters));
    }

    /** Makes this database anew, as a copy of one in which nobody is. */
    public void becomeCopyOf(TestDatabase original) {
        String name = Identifiers.quote(address.database());
        try (Session server = in("postgres").open()) {
            server.execute("DROP DATABASE " + name + " WITH (FORCE)");
            server.execute("CREATE DATABASE " + name + " TEMPLATE "
                    + Identifiers.quote(original.address().database()));
        }
    }

    String rolePrefix() {
        return address.database() + "_r";
    }
}

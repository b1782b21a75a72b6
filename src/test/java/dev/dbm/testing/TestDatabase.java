package dev.dbm.testing;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.postgres.Session;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

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
}

package dev.dbm.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** The driver's own source without the way through the DriverManager, which looks for all drivers there are when it is first asked. */
final class DirectSource extends PGSimpleDataSource {
    // One for all: each driver looks for a file of settings in every jar before its first connection.
    static final Driver DRIVER = new Driver();

    private static final long serialVersionUID = 1L;

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            PGProperty.USER.set(properties, user);
        }
        if (password != null) {
            PGProperty.PASSWORD.set(properties, password);
        }
        Connection connection = DRIVER.connect(getUrl(), properties);
        if (connection == null) {
            throw new PSQLException("The driver does not take its own address.", PSQLState.UNEXPECTED_ERROR);
        }
        return connection;
    }
}

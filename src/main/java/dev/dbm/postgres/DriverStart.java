package dev.dbm.postgres;

import java.lang.invoke.MethodHandles;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.postgresql.core.v3.ConnectionFactoryImpl;
import org.postgresql.core.v3.QueryExecutorImpl;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgResultSet;
import org.postgresql.jdbc.PgStatement;
import org.postgresql.jdbc.TimestampUtils;
import org.postgresql.jdbc.TypeInfoCache;

/** Has the driver loaded before there is an address to connect to. */
public final class DriverStart {
    /** Of the driver's own kind, and of no place. */
    private static final String NOWHERE = "jdbc:postgresql://nowhere:port/";

    private static final List<Class<?>> NEEDED = List.of(
            ConnectionFactoryImpl.class,
            QueryExecutorImpl.class,
            TypeInfoCache.class,
            TimestampUtils.class,
            PgConnection.class,
            PgStatement.class,
            PgResultSet.class);

    private DriverStart() {}

    /** Does it; connects to nothing. */
    public static void begin() {
        try {
            DirectSource.DRIVER.connect(NOWHERE, new Properties());
        } catch (SQLException e) {
            // as expected: that is no address, but by now the driver has read its settings
        }
        try {
            for (Class<?> needed : NEEDED) {
                MethodHandles.lookup().ensureInitialized(needed);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the driver hides what it is made of", e);
        }
    }
}

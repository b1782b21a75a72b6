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
    /** An address that the driver reads, makes most of a connection for, and refuses before it calls anybody. */
    private static final String REFUSED = "jdbc:postgresql://localhost/none?defaultRowFetchSize=-1";

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
            DirectSource.DRIVER.connect(REFUSED, new Properties());
        } catch (SQLException e) {
            // as expected; by now the driver has read its settings
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

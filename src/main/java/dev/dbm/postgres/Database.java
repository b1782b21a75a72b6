package dev.dbm.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database that answers. Opening one proves that it can be reached, that the server is new enough, and that no pooler
 * stands in between; whatever is wrong is a {@link ProblemException} that says what to do.
 */
public final class Database implements AutoCloseable {
    private static final int POOL_SIZE = 4;
    private static final long POOL_WAIT_MILLIS = 10_000;

    private final DatabaseAddress address;
    private final ConnectionOptions options;
    private final ServerFacts facts;
    private final DirectSource direct;
    // Made when first asked for: a command that only reads needs none, and its classes take a while to load.
    private @Nullable HikariDataSource pool;
    // A connection that was only read with, until somebody can use it.
    private @Nullable Spare spare;

    private Database(
            DatabaseAddress address,
            ConnectionOptions options,
            ServerFacts facts,
            DirectSource direct,
            @Nullable Spare spare) {
        this.address = address;
        this.options = options;
        this.facts = facts;
        this.direct = direct;
        this.spare = spare;
    }

    /**
     * A connection that nobody uses now.
     *
     * @param asStarted whether a RESET of its settings leads to what they are; else it is nothing for a session that may see one
     */
    private record Spare(Connection connection, boolean asStarted) {}

    /** Connects and reads the {@link ServerFacts}. */
    public static Database open(DatabaseAddress address, ConnectionOptions options) {
        try {
            PGSimpleDataSource first = Connector.source(address, options, Optional.empty(), Optional.empty());
            Connection connection = first.getConnection();
            try {
                ServerFacts facts = examine(address, options, first, connection);
                Optional<String> searchPath =
                        options.schema().flatMap(schema -> Connector.searchPath(schema, facts.searchPath()));
                DirectSource direct = Connector.source(address, options, searchPath, Optional.of(facts));
                Session session = Session.over(connection);
                searchPath.ifPresent(path -> session.query(
                        "SELECT pg_catalog.set_config('search_path', ?, false)", row -> row.getString(1), path));
                return new Database(address, options, facts, direct, new Spare(connection, searchPath.isEmpty()));
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw ConnectionProblems.of(address, e);
        }
    }

    private static ServerFacts examine(
            DatabaseAddress address, ConnectionOptions options, PGSimpleDataSource source, Connection connection)
            throws SQLException {
        int version = connection.unwrap(BaseConnection.class).getQueryExecutor().getServerVersionNum();
        refuse(ServerFacts.tooOld(address, version));
        refuse(PoolingProxy.find(address, options, source, connection));
        return ServerFacts.read(Session.over(connection));
    }

    private static void refuse(Optional<Problem> problem) {
        if (problem.isPresent()) {
            throw new ProblemException(problem.get());
        }
    }

    private static HikariDataSource pool(DataSource source) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("dbm");
        pool.setDataSource(source);
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setMinimumIdle(0);
        pool.setKeepaliveTime(0);
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionTimeout(POOL_WAIT_MILLIS);
        return pool;
    }

    public DatabaseAddress address() {
        return address;
    }

    public ConnectionOptions options() {
        return options;
    }

    public ServerFacts facts() {
        return facts;
    }

    /** Opens a connection beside what follows, for the next session outside the pool. */
    public void openAhead() {
        direct.openAhead();
    }

    /** Opens connections that nobody pools, for those who open them themselves and leave state behind. */
    public DataSource unpooled() {
        return direct;
    }

    /** A session from the pool; closing gives it back. It must be given back as it was: settings changed in it stay. */
    public Session session() {
        return open(pool());
    }

    private synchronized DataSource pool() {
        HikariDataSource made = pool == null ? pool(direct) : pool;
        pool = made;
        return made;
    }

    /** A session outside the pool, for whoever changes or keeps session state; closing ends it. */
    public synchronized Session dedicated() {
        return takeSpare(true).map(taken -> Session.over(taken.connection())).orElseGet(() -> open(direct));
    }

    /** A session outside the pool for whoever never resets it; closing ends it. */
    public synchronized Session lasting() {
        return takeSpare(false).map(taken -> Session.over(taken.connection())).orElseGet(() -> open(direct));
    }

    /** A session outside the pool that nobody has used before; closing ends it. */
    Session fresh() {
        return open(direct);
    }

    /**
     * A session outside the pool for whoever only reads, and leaves it as it was. Its connection is kept for the next one: a server
     * process that has read the catalog before does it in half the time.
     */
    public synchronized Session reading() {
        try {
            Optional<Spare> kept = takeSpare(false);
            Spare lent = kept.isPresent() ? kept.get() : new Spare(direct.getConnection(), true);
            return Session.lent(lent.connection(), connection -> keep(lent));
        } catch (SQLException e) {
            throw ConnectionProblems.of(address, e);
        }
    }

    private Optional<Spare> takeSpare(boolean asStarted) {
        Spare kept = spare;
        if (kept == null || asStarted && !kept.asStarted()) {
            return Optional.empty();
        }
        spare = null;
        try {
            if (kept.connection().isValid(DirectSource.VALID_WITHIN_SECONDS)) {
                return Optional.of(kept);
            }
            kept.connection().close();
        } catch (SQLException e) {
            // It is broken, and there are others.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private synchronized void keep(Spare used) {
        Connection connection = used.connection();
        try {
            if (spare == null && Session.over(connection).outsideTransaction() && !connection.isClosed()) {
                spare = used;
            } else {
                connection.close();
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** A session of its own kind on this database, outside the pool; closing ends it. */
    public Session dedicated(ConnectionOptions other) {
        try {
            Optional<String> searchPath =
                    other.schema().flatMap(schema -> Connector.searchPath(schema, facts.searchPath()));
            return open(Connector.source(address, other, searchPath, Optional.of(facts)));
        } catch (SQLException e) {
            throw ConnectionProblems.of(address, e);
        }
    }

    private Session open(DataSource source) {
        try {
            return Session.over(source.getConnection());
        } catch (SQLException e) {
            throw ConnectionProblems.of(address, e);
        }
    }

    /** This database, or {@code READ_ONLY} where it takes no writes. */
    public Database requireWritable() {
        refuse(facts.notWritable(address));
        return this;
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
        if (spare != null) {
            Session.over(spare.connection()).close();
            spare = null;
        }
        try {
            direct.close();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}

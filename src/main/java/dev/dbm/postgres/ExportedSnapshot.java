package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * One moment of a database, which pg_dump and dbm's own questions see alike: what is in a backup can then be compared with what
 * was in the database, although others go on working in it.
 */
public final class ExportedSnapshot implements AutoCloseable {
    private final Session session;
    private final DatabaseAddress address;
    private final String id;
    private final Instant at;

    private ExportedSnapshot(Session session, DatabaseAddress address, String id, Instant at) {
        this.session = session;
        this.address = address;
        this.id = id;
        this.at = at;
    }

    /** This moment; it can be used until it is closed. */
    public static ExportedSnapshot of(Database database) {
        Session session = database.dedicated();
        try {
            session.execute("SET statement_timeout = 0");
            // The transaction is idle as long as the dump takes.
            session.execute("SET idle_in_transaction_session_timeout = 0");
            if (database.facts().major() >= 17) {
                session.execute("SET transaction_timeout = 0");
            }
            session.begin();
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return session.queryOne(
                            "SELECT pg_export_snapshot(), clock_timestamp()",
                            row -> new ExportedSnapshot(
                                    session,
                                    session.server(database.address()),
                                    row.getString(1),
                                    row.getTimestamp(2).toInstant()))
                    .orElseThrow();
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Its name, for other sessions of the same server. */
    public String id() {
        return id;
    }

    /** When it was, by the server's clock. */
    public Instant at() {
        return at;
    }

    /** The very server that it is on, where the database's address names several. */
    public DatabaseAddress address() {
        return address;
    }

    /** How many bytes the database takes on the server. */
    public long databaseBytes() {
        return Contents.bytes(session);
    }

    /** The tables that a backup must have, by their number in the catalog. */
    public Set<Long> tables() {
        return tables("'r', 'p'");
    }

    /** Those of them that hold rows themselves. */
    public Set<Long> tablesWithRows() {
        return tables("'r'");
    }

    // What belongs to an extension comes back with the extension.
    private Set<Long> tables(String kinds) {
        return new HashSet<>(session.query(
                "SELECT c.oid::bigint FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind IN (" + kinds + ") AND n.nspname !~ '^pg_'"
                        + " AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
                        + " WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
                row -> row.getLong(1)));
    }

    @Override
    public void close() {
        session.close();
    }
}

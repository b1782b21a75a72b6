package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What a server and the database in it are, read once when the connection is opened.
 *
 * @param versionNumber {@code server_version_num}, such as 150018
 * @param user the role that statements run as
 * @param superuser whether that role is a superuser
 * @param createDatabase whether it may create databases
 * @param createSchema whether it may create schemas in this database
 * @param inRecovery whether the server is a standby
 * @param readOnly whether transactions are read-only unless they say otherwise ({@code default_transaction_read_only})
 * @param searchPath {@code search_path} before the schema of {@link ConnectionOptions} was put in front
 * @param locale encoding and collation of the database
 * @param settings what {@code ALTER DATABASE ... SET} gave to this database, as {@code name=value}
 * @param checksClient whether the server can look, while a statement runs, if its client is still there ({@code
 *     client_connection_check_interval}, from version 14 on, not on every platform)
 */
public record ServerFacts(
        int versionNumber,
        String user,
        boolean superuser,
        boolean createDatabase,
        boolean createSchema,
        boolean inRecovery,
        boolean readOnly,
        String searchPath,
        DatabaseLocale locale,
        List<String> settings,
        boolean checksClient) {

    /** The oldest major version that dbm works with. */
    public static final int OLDEST_MAJOR = 12;

    /**
     * Encoding and collation of a database (catalog pg_database).
     *
     * @param provider {@code c} libc, {@code i} ICU, {@code b} built in
     * @param name the locale of a provider other than libc
     * @param icuRules tailoring of an ICU collation
     */
    public record DatabaseLocale(
            String encoding,
            String collate,
            String ctype,
            String provider,
            Optional<String> name,
            Optional<String> icuRules) {}

    public ServerFacts {
        settings = List.copyOf(settings);
    }

    /** The major version, such as 15. */
    public int major() {
        return versionNumber / 10_000;
    }

    /** The version as people write it, such as {@code 15.18}. */
    public String version() {
        return display(versionNumber);
    }

    private static String display(int number) {
        // Before 10 a version had three parts: 90624 is 9.6.24.
        return number >= 100_000
                ? number / 10_000 + "." + number % 10_000
                : number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }

    /** The problem with a server of that version, if it is too old. */
    static Optional<Problem> tooOld(DatabaseAddress address, int versionNumber) {
        return versionNumber / 10_000 >= OLDEST_MAJOR
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.SERVER_TOO_OLD,
                        address.display() + " is PostgreSQL " + display(versionNumber) + "; dbm needs " + OLDEST_MAJOR
                                + " or newer.",
                        "upgrade the server"));
    }

    /** The problem with writing to this database, if it takes no writes. */
    Optional<Problem> notWritable(DatabaseAddress address) {
        if (inRecovery) {
            return Optional.of(Problem.of(
                    ProblemCode.READ_ONLY,
                    address.display() + " is a standby server: it takes no writes.",
                    "connect to the primary (targetServerType=primary with several hosts in the URL finds it)"));
        }
        if (readOnly) {
            return Optional.of(Problem.of(
                    ProblemCode.READ_ONLY,
                    "Transactions on " + address.display()
                            + " are read-only: default_transaction_read_only is on for this server, database, role or URL.",
                    "connect as a role that may write, or turn default_transaction_read_only off"));
        }
        return Optional.empty();
    }

    // pg_database gained its locale columns in 15 and renamed one in 17: reading the row as JSON asks for none that is
    // missing.
    static ServerFacts read(Session session) {
        return session.queryOne(
                        """
                        SELECT current_setting('server_version_num')::int, current_user, r.rolsuper,
                               r.rolcreatedb OR r.rolsuper, has_database_privilege(d.datname, 'CREATE'),
                               pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool,
                               current_setting('search_path'), pg_encoding_to_char(d.encoding), d.datcollate, d.datctype,
                               coalesce(j ->> 'datlocprovider', 'c'),
                               coalesce(j ->> 'datlocale', j ->> 'daticulocale'),
                               j ->> 'daticurules',
                               ARRAY(SELECT setting FROM pg_db_role_setting s, unnest(s.setconfig) AS setting
                                      WHERE s.setdatabase = d.oid AND s.setrole IN (0, r.oid) ORDER BY s.setrole),
                               current_setting('server_version_num')::int >= 140000 AND version() LIKE '%linux%'
                          FROM pg_database d, to_jsonb(d) j, pg_roles r
                         WHERE d.datname = current_database() AND r.rolname = current_user
                        """,
                        ServerFacts::of)
                .orElseThrow(() -> new IllegalStateException("the current database and role are not in the catalog"));
    }

    private static ServerFacts of(ResultSet row) throws SQLException {
        return new ServerFacts(
                row.getInt(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getString(8),
                new DatabaseLocale(
                        row.getString(9),
                        row.getString(10),
                        row.getString(11),
                        row.getString(12),
                        Optional.ofNullable(row.getString(13)),
                        Optional.ofNullable(row.getString(14))),
                List.of((String[]) row.getArray(15).getArray()),
                row.getBoolean(16));
    }
}

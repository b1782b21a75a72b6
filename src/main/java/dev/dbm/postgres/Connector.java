package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGProperty;

/** Turns an address and options into the driver's terms. */
final class Connector {
    private static final int CONNECT_SECONDS = 10;
    /** A server that accepts and then says nothing is not met by the driver's connect timeout. */
    private static final int LOGIN_SECONDS = 15;

    // A killed dbm must not leave a statement behind that goes on holding its locks.
    private static final String CHECK_CLIENT = " -c client_connection_check_interval=1000";

    // Where the machine itself is gone, nothing closes the connection: without these the server keeps its transaction,
    // and the run lock, for two hours (manual: tcp_keepalives_idle).
    private static final String NOTICE_A_LOST_CLIENT =
            " -c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6";

    private Connector() {}

    /**
     * Opens connections to that address.
     *
     * @param searchPath replaces what the server and the address say of it
     * @param facts what is known of the server; empty for the first connection to it
     */
    static DirectSource source(
            DatabaseAddress address,
            ConnectionOptions options,
            Optional<String> searchPath,
            Optional<ServerFacts> facts)
            throws SQLException {
        DirectSource source = new DirectSource();
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(LOGIN_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName(options.applicationName());
        // The driver would prepare all its statements anew after each CREATE, ALTER and DROP. They read catalogs and
        // tables of Flyway and dbm; what scripts say is never prepared (StatementRunner).
        source.setProperty(PGProperty.FLUSH_CACHE_ON_DDL.getName(), "false");
        for (Map.Entry<String, String> parameter : address.parameters().entrySet()) {
            // currentSchema travels as a setting of its own and would win over the options.
            if (searchPath.isEmpty() || !parameter.getKey().equals("currentSchema")) {
                source.setProperty(parameter.getKey(), parameter.getValue());
            }
        }
        source.setServerNames(address.host().split(",", -1));
        source.setPortNumbers(ports(address));
        source.setDatabaseName(address.database());
        address.user().ifPresent(source::setUser);
        address.password().map(Secret::reveal).ifPresent(source::setPassword);
        source.setOptions(
                startupOptions(options, Optional.ofNullable(address.parameters().get("options")), searchPath, facts));
        return source;
    }

    // The server applies them in order and the last one wins: what the user wrote beats the timeouts, the schema beats
    // all.
    private static String startupOptions(
            ConnectionOptions options,
            Optional<String> given,
            Optional<String> searchPath,
            Optional<ServerFacts> facts) {
        // The driver sets application_name only after the connection is made, so DISCARD ALL would forget it.
        return "-c application_name=" + escape(options.applicationName()) + " -c lock_timeout="
                + millis(options.lockTimeout())
                + " -c statement_timeout=" + millis(options.statementTimeout())
                + NOTICE_A_LOST_CLIENT
                + (facts.filter(ServerFacts::checksClient).isPresent() ? CHECK_CLIENT : "")
                + (options.jit() ? "" : " -c jit=off")
                + given.map(text -> " " + text).orElse("")
                + searchPath.map(path -> " -c search_path=" + escape(path)).orElse("");
    }

    // Both settings are whole milliseconds in 32 bits, where zero means no limit.
    static long millis(Duration timeout) {
        if (timeout.isZero()) {
            return 0;
        }
        return Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    }

    /** White space ends an option unless a backslash stands before it (manual: "Connection Parameters", options). */
    private static String escape(String value) {
        return value.replaceAll("([\\\\\\s])", "\\\\$1");
    }

    /**
     * The search path with that schema first, or nothing when it comes first already. Its name is in quotes only where it must be,
     * as Flyway looks for it at the front of the path (manual: search_path is a list in which no word is reserved).
     */
    static Optional<String> searchPath(String schema, String found) {
        String shown = Identifiers.shown(schema);
        String[] path = found.split(",", 2);
        String first = path[0].strip();
        if (first.equals(shown)) {
            return Optional.empty();
        }
        String others = first.equals(Identifiers.quote(schema)) ? (path.length < 2 ? "" : path[1].strip()) : found;
        return Optional.of(others.isBlank() ? shown : shown + ", " + others);
    }

    private static int[] ports(DatabaseAddress address) {
        int hosts = address.host().split(",", -1).length;
        int[] ports = Arrays.stream(address.port().split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        int[] all = Arrays.copyOf(ports, hosts);
        if (ports.length == 1) {
            Arrays.fill(all, ports[0]);
        }
        return all;
    }
}

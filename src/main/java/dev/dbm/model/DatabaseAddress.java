package dev.dbm.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a database is and as whom to enter it.
 *
 * @param host a host name or address, or several separated by commas, as libpq reads them
 * @param port the port, 5432 unless said otherwise; as many as hosts, separated by commas
 * @param database the database's name
 * @param user the role; empty leaves it to the driver
 * @param password the password, never printed
 * @param parameters further connection parameters by the JDBC driver's names ({@code sslmode}, {@code options} ...)
 */
public record DatabaseAddress(
        String host,
        String port,
        String database,
        Optional<String> user,
        Optional<Secret> password,
        Map<String, String> parameters) {

    public DatabaseAddress {
        parameters = Map.copyOf(new TreeMap<>(parameters));
    }

    /** The same server and role, another database. */
    public DatabaseAddress withDatabase(String name) {
        return new DatabaseAddress(host, port, name, user, password, parameters);
    }

    /** The address as people write it, without the password and without parameters. */
    public String display() {
        StringBuilder text = new StringBuilder("postgres://");
        user.ifPresent(name -> text.append(name).append('@'));
        String[] hosts = host.split(",", -1);
        String[] ports = port.split(",", -1);
        for (int i = 0; i < hosts.length; i++) {
            text.append(i == 0 ? "" : ",");
            boolean bare6 = hosts[i].indexOf(':') >= 0 && !hosts[i].startsWith("[");
            text.append(bare6 ? "[" + hosts[i] + "]" : hosts[i]);
            text.append(':').append(i < ports.length ? ports[i] : ports[0]);
        }
        return text.append('/').append(database).toString();
    }

    @Override
    public String toString() {
        return display();
    }
}

package dev.dbm.config;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes an address out of a URL and what may stand apart from it. What is still open after that is filled as libpq fills it:
 * from the service, then from the {@code PG...} variables, and a password from the password file.
 */
final class AddressReader {
    private final Map<String, String> environment;
    private final Problems problems;

    AddressReader(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /**
     * Who enters, where that is said apart from the URL.
     *
     * @param user the role, in place of the URL's own
     * @param password its password, in place of the URL's own
     * @param fallbackUser the role where the URL names none
     * @param fallbackPassword the password where the URL holds none
     */
    record Login(
            Optional<Found<String>> user,
            Optional<Found<String>> password,
            Optional<Found<String>> fallbackUser,
            Optional<Found<String>> fallbackPassword) {
        static final Login NONE = new Login(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** An address, and where its parts came from by libpq's keyword. */
    record Located(DatabaseAddress address, Source url, Map<String, Source> sources) {}

    /** An address for a URL, without anything apart from it but libpq's variables and files. */
    Located read(Found<String> url) {
        return read(url, Login.NONE);
    }

    Located read(Found<String> url, Login login) {
        Map<String, Found<String>> values = new HashMap<>();
        ConnectionUrl.parse(url).forEach((keyword, value) -> {
            // An empty value is none, as in libpq.
            if (!value.isEmpty()) {
                values.put(keyword, Found.of(value, url.source()));
            }
        });
        return assemble(values, login, url, ConnectionUrl.isJdbc(url.value()));
    }

    /** The address that libpq's variables name, where one of them says which server or database. */
    Optional<Located> fromVariables(Login login) {
        for (String variable : List.of("PGSERVICE", "PGHOST", "PGHOSTADDR", "PGDATABASE")) {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                return Optional.of(assemble(new HashMap<>(), login, Found.of(value, variable), false));
            }
        }
        return Optional.empty();
    }

    private Located assemble(Map<String, Found<String>> values, Login login, Found<String> url, boolean jdbc) {
        login.user().ifPresent(user -> values.put("user", user));
        login.password().ifPresent(password -> values.put("password", password));
        login.fallbackUser().ifPresent(user -> values.putIfAbsent("user", user));
        login.fallbackPassword().ifPresent(password -> values.putIfAbsent("password", password));
        Map<String, Found<String>> variables = Keywords.fromVariables(environment);
        if (jdbc) {
            // A JDBC URL says itself where it leads; only who enters may be left to the variables.
            variables.keySet().retainAll(List.of("user", "password", "passfile", "servicefile"));
        }
        Found<String> service = values.getOrDefault("service", variables.get("service"));
        if (service != null) {
            Optional<Found<String>> file =
                    Optional.ofNullable(values.getOrDefault("servicefile", variables.get("servicefile")));
            ServiceFile.read(service, file, environment).forEach(values::putIfAbsent);
        }
        variables.forEach(values::putIfAbsent);
        List<Problem> faults = new ArrayList<>();
        new TreeMap<>(values).forEach((keyword, value) -> Keywords.fault(keyword, value.value())
                .ifPresent(fault -> faults.add(fault(value.source(), fault + "."))));
        List<String> hosts = hosts(values, url, faults);
        List<String> ports = ports(values, hosts.size(), url, faults);
        if (!faults.isEmpty()) {
            throw new ProblemException(faults);
        }
        return located(values, hosts, ports, url);
    }

    private Located located(
            Map<String, Found<String>> values, List<String> hosts, List<String> ports, Found<String> url) {
        Optional<Found<String>> user = Optional.ofNullable(values.get("user"));
        String role = user.map(Found::value).orElseGet(() -> System.getProperty("user.name", "postgres"));
        // A database that is not named has the role's name, as in libpq.
        String database =
                Optional.ofNullable(values.get("dbname")).map(Found::value).orElse(role);
        if (!values.containsKey("password")) {
            password(values, hosts, ports, database, role).ifPresent(found -> values.put("password", found));
        }
        noteWithoutEffect(values);
        Map<String, String> parameters = new TreeMap<>();
        new TreeMap<>(values).forEach((keyword, value) -> Keywords.addTo(parameters, keyword, value.value()));
        Map<String, Source> sources = new HashMap<>();
        values.forEach((keyword, value) -> sources.put(keyword, value.source()));
        return new Located(
                new DatabaseAddress(
                        String.join(",", hosts),
                        String.join(",", ports),
                        database,
                        user.map(Found::value),
                        Optional.ofNullable(values.get("password")).map(found -> new Secret(found.value())),
                        parameters),
                url.source(),
                sources);
    }

    private Optional<Found<String>> password(
            Map<String, Found<String>> values, List<String> hosts, List<String> ports, String database, String role) {
        Optional<Found<String>> file = Optional.ofNullable(values.get("passfile"));
        for (int i = 0; i < hosts.size(); i++) {
            Optional<Found<String>> found =
                    PasswordFile.find(file, environment, hosts.get(i), ports.get(i), database, role, problems);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<String> hosts(Map<String, Found<String>> values, Found<String> url, List<Problem> faults) {
        Found<String> named = values.get("host");
        Found<String> host = named != null ? named : values.getOrDefault("hostaddr", Found.of("", url.source()));
        List<String> hosts = new ArrayList<>();
        for (String one : host.value().split(",", -1)) {
            if (one.startsWith("/") || one.startsWith("@")) {
                faults.add(Problem.of(
                        ProblemCode.BAD_URL,
                        host.source().text() + ": the host " + one
                                + " is a Unix socket, and PostgreSQL's JDBC driver speaks TCP only.",
                        "name the host as localhost, and let the server listen there (listen_addresses)"));
            }
            hosts.add(one.isEmpty() ? "localhost" : one);
        }
        return hosts;
    }

    private List<String> ports(Map<String, Found<String>> values, int hosts, Found<String> url, List<Problem> faults) {
        Found<String> port = values.getOrDefault("port", Found.of("", url.source()));
        String[] given = port.value().split(",", -1);
        if (given.length != 1 && given.length != hosts) {
            faults.add(fault(port.source(), "there are " + given.length + " ports for " + hosts + " hosts."));
        }
        List<String> ports = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            String one = given[Math.min(i, given.length - 1)];
            ports.add(one.isEmpty() ? "5432" : one);
        }
        // A bad port is not shown: in user:password without a host, it is the password.
        if (!ports.stream().allMatch(AddressReader::isPort)) {
            faults.add(fault(port.source(), "the port is not a number from 1 to 65535."));
        }
        return ports;
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65_535;
    }

    private static Problem fault(Source source, String message) {
        return source.problem(ProblemCode.BAD_URL, message, "correct it; " + ConnectionUrl.EXAMPLES);
    }

    private void noteWithoutEffect(Map<String, Found<String>> values) {
        new TreeMap<>(values).forEach((keyword, value) -> {
            if (Keywords.isWithoutEffect(keyword)) {
                problems.add(Problem.of(
                                ProblemCode.BAD_URL,
                                value.source().text() + ": " + keyword
                                        + " has no effect; PostgreSQL's JDBC driver has nothing like it.",
                                "")
                        .asInfo());
            }
        });
    }
}

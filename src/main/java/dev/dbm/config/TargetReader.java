package dev.dbm.config;

import dev.dbm.config.AddressReader.Located;
import dev.dbm.model.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the target: the first URL in the order of settings, and who enters there. */
final class TargetReader {
    /** Where the environment's own table stands in the order. */
    private static final int OWN_TABLE = 2;

    private final Map<String, String> variables;
    private final Problems problems;
    private final Origins origins;
    private final Path project;

    TargetReader(Map<String, String> variables, Problems problems, Origins origins, Path project) {
        this.variables = variables;
        this.problems = problems;
        this.origins = origins;
        this.project = project;
    }

    /**
     * The target, and whether it was named by the environment's own table.
     *
     * @param source what named it
     */
    record Named(Settings.Target target, Source source, boolean byEnvironment) {}

    Optional<Named> read(Optional<String> option, Layout layout, FlywaySettings flyway) {
        Layout.Login line =
                new Layout.Login(option.map(url -> Found.of(url, "--url")), Optional.empty(), Optional.empty());
        Layout.Login dbm = new Layout.Login(variable("DBM_URL"), variable("DBM_USER"), variable("DBM_PASSWORD"));
        List<Layout.Login> levels = List.of(line, dbm, layout.table(), layout.top());
        for (int i = 0; i < levels.size(); i++) {
            Optional<Found<String>> url = levels.get(i).url();
            if (url.isPresent()) {
                return target(url.get(), login(levels, i), i == OWN_TABLE);
            }
        }
        return elsewhere(login(levels, levels.size() - 1), flyway);
    }

    /** Who enters, given the level that names the URL: levels up to it go before the URL's own user, those below behind. */
    private static AddressReader.Login login(List<Layout.Login> levels, int at) {
        List<Layout.Login> above = levels.subList(0, at + 1);
        List<Layout.Login> below = levels.subList(at + 1, levels.size());
        return new AddressReader.Login(
                first(above.stream().map(Layout.Login::user).toList()),
                first(above.stream().map(Layout.Login::password).toList()),
                first(below.stream().map(Layout.Login::user).toList()),
                first(below.stream().map(Layout.Login::password).toList()));
    }

    private static Optional<Found<String>> first(List<Optional<Found<String>>> values) {
        return values.stream().flatMap(Optional::stream).findFirst();
    }

    /** Where nothing of dbm's names a URL: what other tools were told. */
    private Optional<Named> elsewhere(AddressReader.Login login, FlywaySettings flyway) {
        Optional<Found<String>> common = variable("DATABASE_URL");
        if (common.isPresent()) {
            return target(common.get(), login, false);
        }
        Optional<Optional<Located>> libpq = problems.attempt(() -> reader().fromVariables(login));
        if (libpq.isEmpty()) {
            return Optional.empty();
        }
        if (libpq.get().isPresent()) {
            return Optional.of(server(libpq.get().get(), false));
        }
        AddressReader.Login withFlyway = new AddressReader.Login(
                login.user().or(() -> flyway.text("user")),
                login.password().or(() -> flyway.text("password")),
                Optional.empty(),
                Optional.empty());
        return flyway.text("url").flatMap(url -> target(url, withFlyway, false));
    }

    private Optional<Named> target(Found<String> url, AddressReader.Login login, boolean byEnvironment) {
        if (url.value().equals("embedded")) {
            origins.add("url", url, text -> text);
            Path folder = project.resolve(".dbm").resolve("embedded");
            return Optional.of(new Named(new Settings.Target.Embedded(folder), url.source(), byEnvironment));
        }
        return problems.attempt(() -> reader().read(url, login)).map(located -> server(located, byEnvironment));
    }

    private Named server(Located located, boolean byEnvironment) {
        DatabaseAddress address = located.address();
        Source url = located.url();
        origins.add("url", address.display(), url.text());
        address.user().ifPresent(user -> origins.add("user", user, source(located, "user")));
        address.password().ifPresent(password -> origins.add("password", Origins.MASK, source(located, "password")));
        for (String keyword : new TreeSet<>(located.sources().keySet())) {
            String name = Keywords.driverName(keyword);
            String value = address.parameters().get(name);
            if (value != null) {
                boolean secret = name.contains("password") || name.endsWith("Arg") || name.endsWith("arg");
                origins.add("url." + keyword, secret ? Origins.MASK : value, source(located, keyword));
            }
        }
        return new Named(new Settings.Target.Server(address), url, byEnvironment);
    }

    private static String source(Located located, String keyword) {
        return located.sources().getOrDefault(keyword, located.url()).text();
    }

    private AddressReader reader() {
        return new AddressReader(variables, problems);
    }

    private Optional<Found<String>> variable(String name) {
        return SettingsReader.variable(variables, name);
    }
}

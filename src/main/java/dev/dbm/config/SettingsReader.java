package dev.dbm.config;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds every setting. The first source that has a value wins: the option; the {@code DBM_...} variable; the environment's
 * table in dbm.toml; the top of dbm.toml; what other tools were told (for the URL {@code DATABASE_URL}, then libpq's
 * variables, then Flyway's settings; for schemas, table, folder and placeholders Flyway's); the built-in default.
 */
public final class SettingsReader {
    private final CommandLine options;
    private final Map<String, String> variables;
    private final Path workingDirectory;
    private final Problems problems = new Problems();
    private final Origins origins = new Origins();

    private SettingsReader(CommandLine options, Map<String, String> variables, Path workingDirectory) {
        this.options = options;
        this.variables = variables;
        this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
    }

    /**
     * Reads and checks the settings.
     *
     * @param variables the process's environment
     * @throws ProblemException with everything that is wrong, not only the first
     */
    public static Settings read(CommandLine options, Map<String, String> variables, Path workingDirectory) {
        return new SettingsReader(options, variables, workingDirectory).read();
    }

    private Settings read() {
        checkOptions();
        Optional<Path> repository = SettingsFile.repository(workingDirectory);
        Path project = repository.orElse(workingDirectory);
        Optional<SettingsFile> file = SettingsFile.find(
                given(options.config(), "--config", variables, "DBM_CONFIG"), workingDirectory, repository, problems);
        DbmToml toml = toml(file);
        EnvironmentName name = EnvironmentName.read(options, variables, toml, problems);
        origins.add("env", name.found(), text -> text);
        file.ifPresent(found -> origins.add(
                "config",
                TextFiles.show(found.file(), workingDirectory),
                found.source().text()));

        checkEnvironments(toml);
        boolean urlGiven = given(options.url(), "--url", variables, "DBM_URL").isPresent();
        Layout layout = Layout.read(toml, name.name(), true, !urlGiven);
        FlywaySettings flyway = FlywaySettings.read(variables, workingDirectory, project, problems);
        Optional<TargetReader.Named> named =
                new TargetReader(variables, problems, origins, project).read(options.url(), layout, flyway);
        Optional<Settings.Target> target = named.map(TargetReader.Named::target);
        LayoutReader places = new LayoutReader(options, variables, workingDirectory, layout, flyway, problems, origins);
        List<String> schemas = places.schemas(target);
        String table = places.historyTable();
        Path migrations = places.migrations(file);
        Settings.Scratch scratch = places.scratch();
        Placeholders placeholders = places.placeholders();
        Environment environment = new EnvironmentReader(toml, true, origins)
                .read(name.name(), name.named(), suspicious(name, named), options.asEnvironment());

        toml.rejectUnknownKeys();
        problems.throwIfAny();
        return new Settings(
                project,
                migrations,
                TextFiles.show(migrations, workingDirectory),
                schemas.get(0),
                schemas,
                table,
                environment,
                target,
                scratch,
                placeholders,
                origins.list(),
                problems.notes());
    }

    /** An option with an empty value is a variable that was empty in somebody's script, and never meant. */
    private void checkOptions() {
        check("--env", options.env());
        check("--as-environment", options.asEnvironment());
        check("--url", options.url());
        check("--schema", options.schema());
        check("--migrations", options.migrations());
        check("--config", options.config());
        check("--scratch", options.scratch());
        problems.throwIfAny();
    }

    private void check(String name, Optional<String> value) {
        if (value.isPresent() && value.get().isBlank()) {
            problems.add(Problem.of(
                    ProblemCode.BAD_OPTION, name + " is empty.", "give it a value, or leave the option out"));
        }
    }

    private DbmToml toml(Optional<SettingsFile> file) {
        DbmToml.Place nowhere = new DbmToml.Place("dbm.toml", workingDirectory, workingDirectory, variables, problems);
        return file.map(found -> DbmToml.read(
                        new DbmToml.Place(
                                TextFiles.show(found.file(), workingDirectory),
                                found.folder(),
                                workingDirectory,
                                variables,
                                problems),
                        found.file()))
                .orElseGet(() -> new DbmToml(nowhere, Map.of()));
    }

    /** A mistake in any environment's table is found on the first run, not on the first run in that environment. */
    private void checkEnvironments(DbmToml toml) {
        for (String name : toml.environmentNames()) {
            Layout.read(toml, name, false, false);
            new EnvironmentReader(toml, false, new Origins()).read(name, false, false, Optional.empty());
        }
    }

    /**
     * Whether a URL that came from outside the environment's table leads away from this machine while the environment is only
     * the default one: a production address in the wrong shell must not lose its gates.
     */
    private boolean suspicious(EnvironmentName name, Optional<TargetReader.Named> named) {
        if (name.named()
                || name.name().equals("prod")
                || named.isEmpty()
                || named.get().byEnvironment()
                || !(named.get().target() instanceof Settings.Target.Server server)
                || LocalMachine.isAll(server.address().host())) {
            return false;
        }
        DatabaseAddress address = server.address();
        problems.add(Problem.of(
                        ProblemCode.PRODUCTION_ASSUMED,
                        "Nobody named an environment, and the URL from "
                                + named.get().source().text() + " leads to " + address.host()
                                + ", which is not this machine: prod's demands hold.",
                        "name the environment with --env or DBM_ENV, or write the URL under [env." + name.name()
                                + "] in dbm.toml")
                .asInfo());
        return true;
    }

    /** A variable of dbm's; an empty one counts as not set. */
    static Optional<Found<String>> variable(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isBlank()
                ? Optional.empty()
                : Optional.of(new Found<>(value, Source.named(name), List.of(name)));
    }

    /** The option, else the variable. */
    static Optional<Found<String>> given(
            Optional<String> option, String name, Map<String, String> variables, String variable) {
        return option.map(value -> Found.of(value, name)).or(() -> variable(variables, variable));
    }
}

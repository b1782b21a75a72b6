package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which environment a run is about.
 *
 * @param found its name, and what named it
 * @param named whether an option or a variable named it for this run; {@code env} in dbm.toml is the environment when none is
 *     named
 */
record EnvironmentName(Found<String> found, boolean named) {
    static EnvironmentName read(CommandLine options, Map<String, String> variables, DbmToml toml, Problems problems) {
        Optional<Found<String>> option = options.env().map(name -> Found.of(name, "--env"));
        Optional<Found<String>> renamed = options.asEnvironment().map(name -> Found.of(name, "--as-environment"));
        if (option.isPresent()
                && renamed.isPresent()
                && !option.get().value().equals(renamed.get().value())) {
            problems.add(Problem.of(
                    ProblemCode.BAD_OPTION,
                    "--env and --as-environment name different environments.",
                    "give --as-environment alone: it is the environment of this run and of the database from then on"));
        }
        Optional<Found<String>> named =
                option.or(() -> renamed).or(() -> SettingsReader.variable(variables, "DBM_ENV"));
        Found<String> found = named.or(toml::defaultEnvironment).orElse(Found.of("dev", "default"));
        Set<String> known = LikeChain.known(toml);
        if (!known.contains(found.value())) {
            List<String> nearest = Names.nearestFirst(found.value(), known);
            problems.add(found.source()
                    .problem(
                            ProblemCode.UNKNOWN_ENVIRONMENT,
                            "There is no environment \"" + found.value() + "\". Known are: "
                                    + String.join(", ", nearest) + ".",
                            "name one of these, or write a table [env." + found.value() + "] into dbm.toml"));
        }
        return new EnvironmentName(found, named.isPresent());
    }

    String name() {
        return found.value();
    }
}

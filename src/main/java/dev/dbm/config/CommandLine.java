package dev.dbm.config;

import java.util.Optional;

/**
 * The settings that were given as options, each as it was typed. Paths are relative to the working directory.
 *
 * @param env the environment's name
 * @param asEnvironment the name that the database is told to answer to from now on; names the environment as well
 * @param url the target
 * @param schema where unqualified names go and the history lives
 * @param migrations the folder of migrations
 * @param config the settings file to read in place of the one that would be found
 * @param scratch where to rehearse: {@code auto}, {@code database}, {@code schema}, {@code embedded} or a URL
 */
public record CommandLine(
        Optional<String> env,
        Optional<String> asEnvironment,
        Optional<String> url,
        Optional<String> schema,
        Optional<String> migrations,
        Optional<String> config,
        Optional<String> scratch) {

    /** No options at all. */
    public static final CommandLine NONE = new CommandLine(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public CommandLine withEnv(String name) {
        return new CommandLine(Optional.of(name), asEnvironment, url, schema, migrations, config, scratch);
    }

    public CommandLine withAsEnvironment(String name) {
        return new CommandLine(env, Optional.of(name), url, schema, migrations, config, scratch);
    }

    public CommandLine withUrl(String text) {
        return new CommandLine(env, asEnvironment, Optional.of(text), schema, migrations, config, scratch);
    }

    public CommandLine withSchema(String name) {
        return new CommandLine(env, asEnvironment, url, Optional.of(name), migrations, config, scratch);
    }

    public CommandLine withMigrations(String folder) {
        return new CommandLine(env, asEnvironment, url, schema, Optional.of(folder), config, scratch);
    }

    public CommandLine withConfig(String file) {
        return new CommandLine(env, asEnvironment, url, schema, migrations, Optional.of(file), scratch);
    }

    public CommandLine withScratch(String where) {
        return new CommandLine(env, asEnvironment, url, schema, migrations, config, Optional.of(where));
    }

    /** Leaves the URLs out: they may hold passwords. */
    @Override
    public String toString() {
        return "CommandLine[env=" + env + ", schema=" + schema + ", migrations=" + migrations + ", config=" + config
                + "]";
    }
}

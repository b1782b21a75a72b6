package dev.dbm.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An environment and what it demands.
 *
 * @param name its name
 * @param named whether somebody named it (an option, a variable, dbm.toml), as opposed to being the built-in default
 * @param suspicious whether prod's demands hold only because the URL comes from outside its table and the host is not this
 *     machine
 * @param asEnvironment the name given with {@code --as-environment}: the database is told to be this one from now on
 * @param confirm whether {@code migrate} and {@code rollback} need {@code --confirm}
 * @param backup whether a verified backup comes before touching anything
 * @param destructive what dropping tables, columns or rows meets
 * @param drift what a target that differs from what its migrations built meets
 * @param irreversible what a migration declared irreversible meets
 * @param lockTimeout how long a statement may wait for a lock; zero waits for ever
 * @param statementTimeout how long a statement may run; zero for ever
 * @param fixtures whether fixtures are loaded after migrating
 * @param reset whether {@code --reset} may drop and rebuild the schema
 * @param verbose whether output is verbose by default
 * @param production whether it has the demands of prod: only a proof in the target's own journal counts
 */
public record Environment(
        String name,
        boolean named,
        boolean suspicious,
        Optional<String> asEnvironment,
        boolean confirm,
        boolean backup,
        Demand destructive,
        Demand drift,
        Demand irreversible,
        Duration lockTimeout,
        Duration statementTimeout,
        int lockRetries,
        boolean fixtures,
        boolean reset,
        boolean verbose,
        boolean production,
        Optional<Path> backupDir,
        int backupKeep,
        List<String> backupCommand,
        List<List<String>> afterMigrate,
        Optional<Path> reportDir,
        Notify notification) {

    /** What meets something that an environment may not like. */
    public enum Demand {
        ALLOW,
        WARN,
        /** An explicit word is needed. */
        ASK,
        REFUSE
    }

    /** Who hears of the end of a run. */
    public record Notify(Optional<dev.dbm.model.Secret> webhook, boolean fullReport, List<String> command) {}
}

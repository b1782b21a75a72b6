package dev.dbm.config;

import dev.dbm.model.Demand;
import dev.dbm.model.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An environment and what it demands.
 *
 * @param name its name
 * @param named whether somebody named it for this run (an option or a variable), as opposed to being the default, dbm.toml's
 *     {@code env} included
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
 * @param lockRetries how often a statement that met the lock timeout is tried again
 * @param backupDir where backups go; empty leaves it to dbm
 * @param backupKeep how many backups are kept; 0 keeps all
 * @param backupCommand what takes the backup in pg_dump's place; empty for pg_dump
 * @param afterMigrate commands that must exit 0 after migrating, each a program and its arguments, without a shell
 * @param hookTimeout how long such a command, or one that is notified, may run; zero for ever
 * @param reportDir where reports of runs are kept, where they are
 * @param notification who hears of the end of a run
 * @param terminateBlockers whether sessions that hold a needed lock may be terminated
 * @param throughput how many bytes a second a scan or rewrite is expected to manage, for estimates
 * @param rules what findings weigh, by rule, where the settings say so
 * @param largeTables full names of tables that count as large, whatever their size
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
        Duration hookTimeout,
        Optional<Path> reportDir,
        Notify notification,
        boolean terminateBlockers,
        OptionalLong throughput,
        Map<Rule, Rule.Level> rules,
        Set<String> largeTables) {

    public Environment {
        backupCommand = List.copyOf(backupCommand);
        afterMigrate = afterMigrate.stream().map(List::copyOf).toList();
        rules = Map.copyOf(rules);
        largeTables = Set.copyOf(largeTables);
    }

    /** Who hears of the end of a run. */
    public record Notify(Optional<dev.dbm.model.Secret> webhook, boolean fullReport, List<String> command) {
        public Notify {
            command = List.copyOf(command);
        }

        /** Leaves the command out: a variable's value may stand in it. */
        @Override
        public String toString() {
            return "Notify[fullReport=" + fullReport + "]";
        }
    }

    /** The name only: values of variables, which may be secrets, can stand in commands. */
    @Override
    public String toString() {
        return name;
    }
}

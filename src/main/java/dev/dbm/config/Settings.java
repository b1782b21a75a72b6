package dev.dbm.config;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Placeholders;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import dev.dbm.model.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was settled before a run, found and checked.
 *
 * @param project the folder that holds {@code .dbm/}: the repository root, or the working directory
 * @param migrations the folder of migrations
 * @param migrationsShown that folder as the user would name it, with {@code /} between folders
 * @param schema where unqualified names go and the history lives
 * @param schemas all schemas that the migrations own, the first one included
 * @param historyTable the name of Flyway's table
 * @param environment the environment and what it demands
 * @param target the database, where a URL was found
 * @param scratch where to rehearse
 * @param placeholders the values of placeholders in scripts
 * @param origins each setting as it may be shown, and where it came from
 * @param notes remarks and warnings from reading the settings (keys of a flyway.toml that dbm does not use ...)
 */
public record Settings(
        Path project,
        Path migrations,
        String migrationsShown,
        String schema,
        List<String> schemas,
        String historyTable,
        Environment environment,
        Optional<Target> target,
        Scratch scratch,
        Placeholders placeholders,
        List<Report.Setting> origins,
        List<Problem> notes) {

    public Settings {
        schemas = List.copyOf(schemas);
        origins = List.copyOf(origins);
        notes = List.copyOf(notes);
    }

    /** The database that a run is about. */
    public sealed interface Target {
        /** A server that somebody else runs. */
        record Server(DatabaseAddress address) implements Target {}

        /** The PostgreSQL that dbm starts itself; its data stays in the folder. */
        record Embedded(Path folder) implements Target {}
    }

    /** Where the rehearsal runs. */
    public sealed interface Scratch {
        /** A database on the target's server, else a schema in the target's database. */
        record Auto() implements Scratch {}

        record Database() implements Scratch {}

        record Schema() implements Scratch {}

        record Embedded() implements Scratch {}

        /** A database of dbm's own on that server; the one that the address names is never used. */
        record Server(DatabaseAddress address) implements Scratch {}

        /** The wish in words that tell one from the other. */
        default String words() {
            return this instanceof Server server
                    ? "server " + server.address()
                    : getClass().getSimpleName();
        }
    }

    /** Every value that must not be shown, for those who show text that dbm did not write. */
    public List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>();
        target.filter(Target.Server.class::isInstance)
                .map(Target.Server.class::cast)
                .flatMap(server -> server.address().password())
                .ifPresent(secrets::add);
        placeholders.values().values().stream()
                .filter(value -> value.variable().isPresent())
                .forEach(value -> secrets.add(value.text()));
        environment.notification().webhook().ifPresent(secrets::add);
        return secrets;
    }

    /** The target, or the problem that none was named. */
    public Target requireTarget() {
        return target.orElseThrow(() -> new ProblemException(Problem.of(
                ProblemCode.NO_URL,
                "No database is named for environment " + environment.name() + ".",
                "give --url, set DBM_URL, or write url = \"...\" under [env." + environment.name() + "] in dbm.toml")));
    }
}

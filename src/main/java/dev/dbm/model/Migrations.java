package dev.dbm.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that the migrations folder holds, read and checked before anything runs.
 *
 * @param folder the folder as the user would name it
 * @param versioned the pairs, lowest version first
 * @param repeatables the R scripts, sorted by description as Flyway runs them
 * @param fixtures the fixture scripts by version
 * @param checks the post-migration checks, sorted by name
 * @param problems everything wrong or noteworthy with the files, all of it
 */
public record Migrations(
        String folder,
        List<Migration> versioned,
        List<Script> repeatables,
        Map<Version, List<Script>> fixtures,
        List<Script> checks,
        List<Problem> problems) {

    public Migrations {
        versioned = List.copyOf(versioned);
        repeatables = List.copyOf(repeatables);
        fixtures = java.util.Collections.unmodifiableMap(new TreeMap<>(fixtures));
        checks = List.copyOf(checks);
        problems = List.copyOf(problems);
    }

    /** No files at all. */
    public static Migrations none(String folder) {
        return new Migrations(folder, List.of(), List.of(), Map.of(), List.of(), List.of());
    }

    public Optional<Migration> find(Version version) {
        return versioned.stream().filter(m -> m.version().equals(version)).findFirst();
    }
}

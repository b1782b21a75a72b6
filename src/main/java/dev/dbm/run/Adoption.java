package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.Optional;
import java.util.Set;

/** A database that holds something and has no history is somebody's: it is adopted on purpose or not at all. */
final class Adoption {
    private Adoption() {}

    /** The problem with a schema that is not empty and has no history. */
    static Optional<Problem> needed(Settings settings, Inventory inventory, TargetCatalog catalog) {
        // an empty history is what an adoption left that was killed at its beginning
        if (!inventory.history().rows().isEmpty()) {
            return Optional.empty();
        }
        Set<String> schemas = Set.copyOf(settings.schemas());
        return catalog.snapshot().units().values().stream()
                .filter(unit -> !unit.place().itself())
                // an administrator sets these before there is anything
                .filter(unit -> !unit.items().get(0).kind().equals("default-privileges"))
                .filter(unit -> unit.schema().filter(schemas::contains).isPresent())
                .findFirst()
                .map(unit -> Problem.of(
                        ProblemCode.NOT_ADOPTED,
                        "Schema " + unit.schema().orElseThrow() + " holds objects ("
                                + unit.items().get(0).kind() + " "
                                + unit.items().get(0).object() + " ...) but no schema history.",
                        "record what is there as applied: dbm migrate --fake --to <version>"));
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Difference;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import java.util.List;
import java.util.Optional;

/**
 * How the target differs from what its migrations build.
 *
 * @param differences object by object, as far as that can be told
 * @param problems the verdict on it; none where nothing differs
 * @param remarks sentences about how it was found
 */
record Drift(List<Difference> differences, List<Problem> problems, List<String> remarks) {

    static Drift of(Settings settings, Target target, TargetCatalog catalog, Inventory inventory, Progress progress) {
        OwnSchemas own = OwnSchemas.of(settings, inventory);
        Optional<String> then = inventory.journal().lastDigest();
        if (then.filter(catalog.snapshot().digest(own)::equals).isPresent()) {
            return new Drift(List.of(), List.of(), List.of("No drift: the catalog is as the last run of dbm left it."));
        }
        Rehearser rehearser =
                new Rehearser(settings, Optional.of(target), Optional.of(catalog), inventory, true, progress);
        Optional<List<Difference>> found = rehearser.drift();
        if (found.isPresent()) {
            return found.get().isEmpty()
                    ? new Drift(List.of(), List.of(), List.of("No drift: the catalog is what the migrations build."))
                    : new Drift(found.get(), List.of(problem(found.get().size())), List.of());
        }
        if (then.isPresent()) {
            return new Drift(
                    List.of(),
                    List.of(Problem.of(
                            ProblemCode.DRIFT,
                            "The target's catalog is not what it was after the last run of dbm; what changed cannot be"
                                    + " told, because not all that is applied was run by dbm.",
                            "find out what changed it")),
                    List.of());
        }
        return new Drift(
                List.of(),
                List.of(),
                List.of("Drift cannot be told: not all that is applied was run by dbm, and it has not run here yet."));
    }

    private static Problem problem(int differences) {
        return Problem.of(
                ProblemCode.DRIFT,
                "The target is not what its migrations build (" + differences
                        + (differences == 1 ? " difference)." : " differences)."),
                "write the difference into a migration, or take it back on the target");
    }
}

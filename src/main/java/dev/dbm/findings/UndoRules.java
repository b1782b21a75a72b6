package dev.dbm.findings;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import java.util.List;
import java.util.Optional;

/** An undo that does to a table what its forward script did not. */
final class UndoRules {
    private UndoRules() {}

    static void look(Scene scene, Found found) {
        Optional<Scene> forward = scene.forward();
        if (forward.isEmpty()) {
            return;
        }
        for (Step step : scene.steps()) {
            for (RelationEffect effect : step.relations()) {
                String relation = effect.relation();
                boolean counts = effect.kind().equals("table") && effect.existed() && !scene.quiet(relation);
                Optional<String> heavier = counts ? heavier(scene, step, effect) : Optional.empty();
                if (heavier.isPresent() && !did(forward.get(), relation)) {
                    found.add(
                            Rule.UNDO_HEAVIER,
                            // where another rule says what is wrong there, this only adds that the forward is lighter
                            scene.isSmall(relation) || found.hasAny(step),
                            step,
                            relation,
                            "It " + heavier.get() + " " + scene.sized(relation)
                                    + "; the forward script did nothing like it there.",
                            List.of());
                    return;
                }
            }
        }
    }

    private static Optional<String> heavier(Scene scene, Step step, RelationEffect effect) {
        if (effect.did(Did.DROPPED)) {
            return Optional.of("drops");
        }
        if (effect.did(Did.EMPTIED)) {
            return Optional.of("empties");
        }
        if (effect.did(Did.REWRITTEN)) {
            return Optional.of(step.command().is(Command.Kind.TRUNCATE) ? "empties" : "rewrites all of");
        }
        boolean locked = scene.lock(effect.relation(), step)
                .filter(LockMode::blocksWrites)
                .isPresent();
        return effect.did(Did.SCANNED) && locked ? Optional.of("reads, while others wait, all of") : Optional.empty();
    }

    /** Whether a script drops, rewrites or reads the whole table under a lock itself. */
    private static boolean did(Scene scene, String relation) {
        return scene.steps().stream().anyMatch(step -> step.effect(relation)
                .filter(effect -> heavier(scene, step, effect).isPresent())
                .isPresent());
    }
}

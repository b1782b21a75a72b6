package dev.dbm.findings;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import dev.dbm.source.StatementWords;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Locks that are waited for, or held, for too long. */
final class LockRules {
    private static final Set<String> KINDS = Set.of("table", "materialized-view", "view");

    private LockRules() {}

    static void look(Scene scene, Step step, Found found) {
        if (waitsForEver(scene, step)) {
            step.relations().stream()
                    .filter(effect -> blocks(scene, effect))
                    .findFirst()
                    .filter(effect -> scene.steps().subList(0, step.index()).stream()
                            .flatMap(earlier -> earlier.relations().stream())
                            .noneMatch(earlier -> blocks(scene, earlier)))
                    .ifPresent(effect -> found.add(
                            Rule.LOCK_WITHOUT_TIMEOUT,
                            step,
                            effect.relation(),
                            "It waits for " + effect.lock().orElseThrow().words() + " on "
                                    + scene.sized(effect.relation()) + " however long that takes.",
                            List.of("SET LOCAL lock_timeout = '5s';   -- or lock_timeout = \"5s\" in dbm.toml")));
        }
        if (scene.transactional()) {
            longWork(scene, step, found);
        }
    }

    private static boolean blocks(Scene scene, RelationEffect effect) {
        return KINDS.contains(effect.kind())
                && effect.existed()
                && !scene.quiet(effect.relation())
                && effect.lock().filter(LockMode::blocksWrites).isPresent();
    }

    private static boolean waitsForEver(Scene scene, Step step) {
        boolean endless = scene.facts().lockTimeout().isZero();
        for (Step earlier : scene.steps().subList(0, step.index() + 1)) {
            StatementWords words = earlier.command().words();
            boolean sets = earlier.command().is(Command.Kind.SET)
                    && words.find(0, words.size(), "LOCK_TIMEOUT") > 0;
            if (sets) {
                int value = Math.max(
                        words.find(0, words.size(), "="), words.find(0, words.size(), "TO"));
                endless = words.at(value + 1, "0") || words.text(value + 1, value + 2).equals("'0'")
                        || words.text(value + 1, value + 2).equals("0");
            }
        }
        return endless;
    }

    /** Work on one relation while an earlier statement's lock on another, or on the same, makes others wait. */
    private static void longWork(Scene scene, Step step, Found found) {
        for (RelationEffect effect : step.relations()) {
            boolean all = effect.kind().equals("table")
                    && (effect.did(Did.SCANNED) || effect.did(Did.REWRITTEN))
                    && !step.command().is(Command.Kind.TRUNCATE)
                    && !effect.did(Did.DROPPED);
            if (all) {
                String verb = effect.did(Did.REWRITTEN) ? "It rewrites" : "It reads";
                prolongs(scene, step, effect.relation(), verb, found);
            }
        }
        if (found.has(step, Rule.WHOLE_TABLE_WRITE)) {
            scene.resolve(step.command().object(), step)
                    .ifPresent(relation -> prolongs(scene, step, relation, "It writes", found));
        }
    }

    private static void prolongs(Scene scene, Step step, String relation, String verb, Found found) {
        if (scene.quiet(relation) || scene.isSmall(relation)) {
            return;
        }
        held(scene, step, relation).ifPresent(lock -> {
            String where = lock.relation().equals(relation) ? "it" : scene.sized(lock.relation());
            found.add(
                    Rule.WORK_UNDER_LOCK,
                    step,
                    relation,
                    verb + " all of " + scene.sized(relation) + " while "
                            + lock.lock().orElseThrow().words() + " on " + where + " is held since line "
                            + since(scene, step, lock) + ".",
                    List.of("-- in a migration of its own:", step.command().words().text(0, 200) + ";"));
        });
    }

    private static int since(Scene scene, Step step, RelationEffect lock) {
        return scene.steps().subList(0, step.index()).stream()
                .filter(earlier -> earlier.relations().contains(lock))
                .map(earlier -> earlier.statement().line())
                .findFirst()
                .orElse(step.statement().line());
    }

    /** The strongest lock that the work prolongs. Where the statement takes as strong a one itself, its own rule speaks. */
    private static Optional<RelationEffect> held(Scene scene, Step step, String relation) {
        Optional<LockMode> own = step.effect(relation).flatMap(RelationEffect::lock);
        return scene.steps().subList(0, step.index()).stream()
                .flatMap(earlier -> earlier.relations().stream())
                .filter(effect -> blocks(scene, effect))
                .filter(effect -> !effect.relation().equals(relation)
                        || own.isEmpty() && !explained(step, relation)
                        || own.filter(mode -> !mode.blocksWrites()).isPresent())
                .max(Comparator.comparing(effect -> effect.lock().orElseThrow()));
    }

    /** Whether the statement would lock that relation as strongly by itself. */
    private static boolean explained(Step step, String relation) {
        return step.command().is(Command.Kind.ALTER_TABLE)
                && step.command().object().means(relation)
                && !step.command().words().has("VALIDATE", "CONSTRAINT");
    }
}

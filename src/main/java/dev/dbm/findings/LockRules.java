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
import java.util.stream.Stream;

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
            boolean sets = earlier.command().is(Command.Kind.SET) && words.find(0, words.size(), "LOCK_TIMEOUT") > 0;
            if (sets) {
                int value = Math.max(words.find(0, words.size(), "="), words.find(0, words.size(), "TO"));
                endless = words.at(value + 1, "0")
                        || words.text(value + 1, value + 2).equals("'0'")
                        || words.text(value + 1, value + 2).equals("0");
            }
        }
        return endless;
    }

    /** Work on a relation that one or more statements do while an earlier one's lock makes others wait: told once a script. */
    static void longWork(Scene scene, Found found) {
        List<Work> all = scene.transactional()
                ? scene.steps().stream()
                        .flatMap(step -> work(scene, step, found))
                        .toList()
                : List.of();
        if (all.isEmpty()) {
            return;
        }
        Work first = all.get(0);
        String where = first.lock().relation().equals(first.relation())
                ? "it"
                : scene.sized(first.lock().relation());
        long more = all.stream().map(Work::step).distinct().count() - 1;
        found.add(
                Rule.WORK_UNDER_LOCK,
                first.step(),
                first.relation(),
                first.verb() + " all of " + scene.sized(first.relation()) + " while "
                        + first.lock().lock().orElseThrow().words() + " on " + where + " is held since line "
                        + since(scene, first.step(), first.lock()) + "."
                        + (more == 0 ? "" : " More such work follows it, in " + Sql.count(more, "statement") + "."),
                List.of(
                        "-- in a migration of its own:",
                        first.step().command().words().text(0, 200) + ";"));
    }

    /** Reading or writing all of a relation while another statement's lock is held. */
    private record Work(Step step, String relation, String verb, RelationEffect lock) {}

    private static Stream<Work> work(Scene scene, Step step, Found found) {
        Stream<Work> seen = step.relations().stream()
                .filter(effect -> effect.kind().equals("table")
                        && (effect.did(Did.SCANNED) || effect.did(Did.REWRITTEN))
                        && !effect.did(Did.DROPPED)
                        && !step.command().is(Command.Kind.TRUNCATE))
                .flatMap(effect -> prolongs(
                        scene, step, effect.relation(), effect.did(Did.REWRITTEN) ? "It rewrites" : "It reads"));
        Stream<Work> written = found.has(step, Rule.WHOLE_TABLE_WRITE)
                ? scene.resolve(step.command().object(), step).stream()
                        .flatMap(relation -> prolongs(scene, step, relation, "It writes"))
                : Stream.empty();
        return Stream.concat(seen, written);
    }

    private static Stream<Work> prolongs(Scene scene, Step step, String relation, String verb) {
        return scene.quiet(relation, step) || scene.isSmall(relation)
                ? Stream.empty()
                : held(scene, step, relation).stream().map(lock -> new Work(step, relation, verb, lock));
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

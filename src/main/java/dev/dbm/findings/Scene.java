package dev.dbm.findings;

import dev.dbm.model.Bytes;
import dev.dbm.model.Difference;
import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableSize;
import dev.dbm.source.StatementWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One script of a pair, and all that is known about what it does. */
final class Scene {
    /** Up to this size reading or writing a table is over before anybody notices. */
    private static final long SMALL = 10L << 20;

    private final ScriptEffects effects;
    private final List<Difference> changes;
    private final Optional<Scene> forward;
    private final Facts facts;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> created = new HashSet<>();

    /**
     * @param changes what the script changes in the catalog
     * @param forward for an undo script the forward script of its pair
     */
    Scene(ScriptEffects effects, List<Difference> changes, Optional<Scene> forward, Facts facts) {
        this.effects = effects;
        this.changes = changes;
        this.forward = forward;
        this.facts = facts;
        for (StatementEffects seen : effects.statements()) {
            // Where all statements are told as one, the words of the first say nothing about the others.
            StatementWords words =
                    StatementWords.of(effects.folded() ? "" : seen.statement().sql());
            steps.add(Step.of(steps.size(), seen, Command.of(words)));
            seen.relations().stream()
                    .filter(effect -> effect.did(Did.CREATED) && !effect.existed())
                    .forEach(effect -> created.add(effect.relation()));
        }
    }

    Script script() {
        return effects.script();
    }

    boolean transactional() {
        return effects.transactional();
    }

    List<Step> steps() {
        return steps;
    }

    List<Difference> changes() {
        return changes;
    }

    Optional<Scene> forward() {
        return forward;
    }

    Facts facts() {
        return facts;
    }

    /** The relations that this script makes. */
    Set<String> created() {
        return created;
    }

    /** Whether the relation is made in this run, by this pair or an earlier script. */
    boolean isNew(String relation) {
        return created.contains(relation)
                || forward.filter(other -> other.created.contains(relation)).isPresent()
                || facts.target() && facts.created().contains(relation);
    }

    /** Whether nobody can be disturbed there: it is new, or known to be empty. */
    boolean quiet(String relation) {
        return isNew(relation) || isEmpty(relation);
    }

    /** Whether nobody can be disturbed there when that statement comes: an earlier one of the script may have emptied it. */
    boolean quiet(String relation, Step step) {
        return quiet(relation)
                || !facts.large().contains(relation)
                        && steps.subList(0, step.index()).stream().anyMatch(earlier -> empties(earlier, relation));
    }

    private static boolean empties(Step step, String relation) {
        boolean deletesAll = step.command().is(Command.Kind.DELETE)
                && step.command().object().means(relation)
                && !step.command().words().has("WHERE")
                && !step.command().words().has("USING");
        return deletesAll || step.did(relation, Did.EMPTIED);
    }

    boolean isEmpty(String relation) {
        return !facts.large().contains(relation)
                && size(relation).filter(TableSize::isEmpty).isPresent();
    }

    /** Whether it is known to be so small that work on it takes no time worth speaking of. */
    boolean isSmall(String relation) {
        return !facts.large().contains(relation)
                && size(relation)
                        .flatMap(TableSize::bytes)
                        .filter(bytes -> bytes < SMALL)
                        .isPresent();
    }

    Optional<TableSize> size(String relation) {
        return facts.target() ? Optional.ofNullable(facts.sizes().get(relation)) : Optional.empty();
    }

    /** The relation and how big it is on the target: {@code public.orders (about 1,200,000 rows, 310 MB)}. */
    String sized(String relation) {
        List<String> known = new ArrayList<>();
        size(relation)
                .flatMap(TableSize::rows)
                .ifPresent(rows ->
                        known.add(String.format(Locale.ROOT, "about %,d ", rows) + (rows == 1 ? "row" : "rows")));
        size(relation).flatMap(TableSize::bytes).ifPresent(bytes -> known.add(Bytes.words(bytes)));
        if (known.isEmpty()) {
            known.add("size unknown");
        }
        if (facts.large().contains(relation)) {
            known.add("marked large");
        }
        return relation + " (" + String.join(", ", known) + ")";
    }

    /** The full name of the relation that a statement names: one that it, or a statement before it, was seen to touch. */
    Optional<String> resolve(Name name, Step step) {
        for (int i = step.index(); i >= 0; i--) {
            Optional<String> found = steps.get(i).relations().stream()
                    .map(RelationEffect::relation)
                    .filter(name::means)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The strongest lock that the statement takes there, or that the script's transaction holds there already. */
    Optional<LockMode> lock(String relation, Step step) {
        int from = transactional() ? 0 : step.index();
        return steps.subList(from, step.index() + 1).stream()
                .flatMap(one -> one.effect(relation).flatMap(RelationEffect::lock).stream())
                .max(Comparator.naturalOrder());
    }

    Optional<Difference> change(String kind, String object) {
        return changes.stream()
                .filter(change -> change.kind().equals(kind) && change.object().equals(object))
                .findFirst();
    }
}

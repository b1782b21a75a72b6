package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.findings.Catalog;
import dev.dbm.findings.Facts;
import dev.dbm.findings.Findings;
import dev.dbm.model.Finding;
import dev.dbm.model.Insight;
import dev.dbm.model.Migration;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Rule;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Speed;
import dev.dbm.model.TableSize;
import dev.dbm.model.Version;
import dev.dbm.planning.Windows;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.InvalidIndexes;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.TableSizes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Weighs what the pairs were seen to do on the scratch with what the target holds: findings and windows. */
final class Insights {
    private final Settings settings;
    private final Optional<Target> target;
    private final Optional<TargetCatalog> there;

    /**
     * Weighs.
     *
     * @param target whose tables' sizes count; empty where the plan is about no target
     * @param there what the target holds
     */
    Insights(Settings settings, Optional<Target> target, Optional<TargetCatalog> there) {
        this.settings = settings;
        this.target = target;
        this.there = there;
    }

    /**
     * Whether a finding may stop a run: where the settings make a rule an error. By themselves rules make an error only of what
     * fails on the target anyway, and watching each statement takes longer.
     */
    static boolean mayStop(Settings settings) {
        return settings.environment().rules().containsValue(Rule.Level.ERROR);
    }

    /** What is to be said of each pair that was watched, in the order in which they run. */
    Map<Version, Insight> of(List<Migration> migrations, Rehearsed rehearsed) {
        Map<String, TableSize> sizes = new HashMap<>();
        Set<String> invalid = new HashSet<>();
        look(rehearsed, sizes, invalid);
        Facts facts = new Facts(
                target.isPresent(),
                sizes,
                Set.of(),
                invalid,
                settings.environment().largeTables(),
                settings.environment().lockTimeout(),
                settings.environment().rules(),
                catalog(migrations, rehearsed));
        Windows windows = new Windows(sizes, speed(rehearsed));
        Map<Version, Insight> insights = new LinkedHashMap<>();
        for (Migration migration : migrations) {
            Optional<PairResult> result = Optional.ofNullable(rehearsed.pairs().get(migration.version()));
            Optional<PairEffects> effects = result.flatMap(PairResult::effects);
            if (effects.isEmpty()) {
                continue;
            }
            List<Finding> findings = Findings.of(migration, result.get(), facts);
            Set<String> fresh = facts.created();
            insights.put(
                    migration.version(),
                    target.isEmpty()
                            ? new Insight(findings, Optional.empty(), Optional.empty())
                            : new Insight(
                                    findings,
                                    Optional.of(windows.of(effects.get().forward(), fresh)),
                                    effects.get().undo().map(undo -> windows.of(undo, with(fresh, result.get())))));
            facts = facts.withCreated(Findings.created(result.get()));
        }
        return insights;
    }

    /** What the tables are in the end; where that was not seen just now, what the target has and the scripts were seen to change. */
    private Catalog catalog(List<Migration> migrations, Rehearsed rehearsed) {
        if (rehearsed.end().isPresent() || there.isEmpty()) {
            return rehearsed.end().map(Catalog::of).orElse(Catalog.UNKNOWN);
        }
        Catalog catalog = Catalog.of(there.get().snapshot());
        for (Migration migration : migrations) {
            catalog = catalog.after(Optional.ofNullable(rehearsed.pairs().get(migration.version()))
                    .flatMap(PairResult::effects)
                    .map(PairEffects::tables)
                    .orElse(List.of()));
        }
        return catalog;
    }

    private Optional<Speed> speed(Rehearsed rehearsed) {
        OptionalLong set = settings.environment().throughput();
        return set.isPresent() ? Optional.of(Speed.known(set.getAsLong())) : rehearsed.speed();
    }

    /** The undo meets what its own forward script made, too. */
    private static Set<String> with(Set<String> fresh, PairResult result) {
        Set<String> all = new HashSet<>(fresh);
        all.addAll(Findings.created(result));
        return all;
    }

    private void look(Rehearsed rehearsed, Map<String, TableSize> sizes, Set<String> invalid) {
        if (target.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        rehearsed.pairs().values().stream()
                .flatMap(pair -> pair.effects().stream())
                .flatMap(effects -> Stream.concat(Stream.of(effects.forward()), effects.undo().stream()))
                .map(ScriptEffects::statements)
                .flatMap(List::stream)
                .flatMap(statement -> statement.relations().stream())
                .filter(relation -> relation.existed())
                .forEach(relation -> names.add(relation.relation()));
        try (Session session = target.get().database().session()) {
            invalid.addAll(InvalidIndexes.find(session));
            sizes.putAll(TableSizes.counted(session, names));
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            // Somebody holds a table so that its size cannot be read, or the role may not: what is not known is
            // unknown.
            sizes.clear();
        }
    }
}

package dev.dbm.findings;

import dev.dbm.model.Rule;
import dev.dbm.model.TableSize;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What findings are weighed with.
 *
 * @param target whether there is a target; without one every size is unknown
 * @param sizes how big the target's relations are, by full name
 * @param created full names of the relations that earlier scripts of this run create: empty when this one comes
 * @param invalid full names of the target's invalid indexes
 * @param large full names of the tables that are marked large, whatever their size
 * @param lockTimeout how long a statement may wait for a lock; zero waits for ever
 * @param levels what rules weigh, where the settings say so
 * @param catalog what the catalog holds at the end of the run
 */
public record Facts(
        boolean target,
        Map<String, TableSize> sizes,
        Set<String> created,
        Set<String> invalid,
        Set<String> large,
        Duration lockTimeout,
        Map<Rule, Rule.Level> levels,
        Catalog catalog) {
    public Facts {
        sizes = Map.copyOf(sizes);
        created = Set.copyOf(created);
        invalid = Set.copyOf(invalid);
        large = Set.copyOf(large);
        levels = Map.copyOf(levels);
    }

    /** The same, once these relations are created too. */
    public Facts withCreated(Set<String> more) {
        Set<String> all = new java.util.HashSet<>(created);
        all.addAll(more);
        return new Facts(target, sizes, all, invalid, large, lockTimeout, levels, catalog);
    }
}

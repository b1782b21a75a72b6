package dev.dbm.rehearsal;

import dev.dbm.model.DataLoss;
import dev.dbm.model.TableDigest;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RowDigests;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the digests of the scratch's rows as they were before the pair at hand. Only tables that a leg wrote to are read again,
 * so the cost follows what the migrations touch.
 */
final class RowWatch {
    /** Stands for all tables, where nothing tells which ones a script wrote to. */
    static final Set<Long> ALL = Set.of(0L);

    private final RowDigests digests;
    private Map<Long, TableDigest> before;
    private boolean readable = true;

    private RowWatch(RowDigests digests, Map<Long, TableDigest> before) {
        this.digests = digests;
        this.before = before;
    }

    /** Begins to watch the scratch behind the session. */
    static RowWatch over(Session scratch) {
        RowWatch watch = new RowWatch(new RowDigests(scratch), new HashMap<>());
        watch.settleAll();
        return watch;
    }

    /** Whether all rows could be read; values that no jsonb can hold cannot. */
    boolean readable() {
        return readable;
    }

    /** Whether the table holds rows before the pair. */
    boolean holds(long table) {
        return Optional.ofNullable(before.get(table))
                .filter(digest -> digest.rows() > 0)
                .isPresent();
    }

    /** How many rows the tables have now that a script wrote to, by name. */
    Map<String, Long> counts(Set<Long> written) {
        try {
            return written.containsAll(ALL) ? Map.of() : digests.counts(written);
        } catch (DatabaseException e) {
            return Map.of();
        }
    }

    /**
     * What the undo did not restore.
     *
     * @param lost what was there before the pair and is not there now
     * @param left how many rows more than before there are now, by table
     * @param bare tables that a script wrote to and that hold no rows, before the pair and now
     */
    record Back(List<DataLoss> lost, Map<String, Long> left, Set<Long> bare) {}

    /** Holds the rows that are there now that the undo has run against those before the pair. */
    Back back(Set<Long> forward, Set<Long> undo) {
        Set<Long> written = union(forward, undo);
        boolean all = written.containsAll(ALL);
        Map<String, TableDigest> now = new TreeMap<>();
        Set<Long> bare = new HashSet<>();
        read(written).forEach((oid, digest) -> {
            now.put(digest.table(), digest);
            if (digest.rows() == 0 && !holds(oid)) {
                bare.add(oid);
            }
        });
        if (!readable) {
            return new Back(List.of(), Map.of(), Set.of());
        }
        Map<String, Long> left = new TreeMap<>();
        now.forEach((table, digest) -> left.put(table, digest.rows()));
        before.values().forEach(digest -> left.computeIfPresent(digest.table(), (table, rows) -> rows - digest.rows()));
        left.values().removeIf(rows -> rows <= 0);
        List<TableDigest> held = before.entrySet().stream()
                .filter(entry -> (all || written.contains(entry.getKey()))
                        && entry.getValue().rows() > 0)
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparing(TableDigest::table))
                .toList();
        List<DataLoss> losses = new ArrayList<>();
        for (TableDigest digest : held) {
            losses.addAll(digest.lostIn(now.getOrDefault(digest.table(), TableDigest.empty(digest.table()))));
        }
        return new Back(losses, left, bare);
    }

    /** Takes the rows of these tables as they are now for the start of the next pair. */
    @SafeVarargs
    final void settle(Set<Long>... written) {
        Set<Long> touched = union(written);
        if (touched.containsAll(ALL)) {
            settleAll();
        } else if (!touched.isEmpty()) {
            before.keySet().removeAll(touched);
            before.putAll(read(touched));
        }
    }

    /** Takes all rows as they are now for the start of the next pair. */
    void settleAll() {
        try {
            before = new HashMap<>(digests.readAll());
        } catch (DatabaseException e) {
            readable = false;
        }
    }

    private Map<Long, TableDigest> read(Set<Long> tables) {
        try {
            return tables.containsAll(ALL) ? digests.readAll() : digests.read(tables);
        } catch (DatabaseException e) {
            readable = false;
            return Map.of();
        }
    }

    @SafeVarargs
    private static Set<Long> union(Set<Long>... sets) {
        Set<Long> union = new HashSet<>();
        for (Set<Long> set : sets) {
            union.addAll(set);
        }
        return union;
    }
}

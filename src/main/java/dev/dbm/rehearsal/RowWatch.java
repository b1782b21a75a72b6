package dev.dbm.rehearsal;

import dev.dbm.model.DataLoss;
import dev.dbm.model.TableDigest;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.RowDigests;
import dev.dbm.postgres.RowDigests.Stored;
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
    private final RowDigests digests;
    private Map<Long, Stored> before;
    private boolean readable = true;

    private RowWatch(RowDigests digests, Map<Long, Stored> before) {
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
                .filter(stored -> stored.digest().rows() > 0)
                .isPresent();
    }

    /** How many rows the tables have now that a script wrote rows to, by name. */
    Map<String, Long> counts(Written written) {
        try {
            return written.anything() ? Map.of() : digests.counts(written.rows());
        } catch (DatabaseException e) {
            return Map.of();
        }
    }

    /** How many rows they have that were settled last, by name. */
    Map<String, Long> settled(Written written) {
        Map<String, Long> counts = new HashMap<>();
        for (Long table : written.rows()) {
            Optional.ofNullable(before.get(table))
                    .map(Stored::digest)
                    .ifPresent(digest -> counts.put(digest.table(), digest.rows()));
        }
        return counts;
    }

    /**
     * What the undo did not restore.
     *
     * @param lost what was there before the pair and is not there now
     * @param left how many rows more than before there are now, by table
     * @param written what both wrote to
     * @param stake tables that hold no rows, before the pair and now, but whose rows the pair might change, by oid
     * @param read other tables without rows that it reads: with rows there, it may change more or less of the others
     */
    record Back(
            List<DataLoss> lost, Map<String, Long> left, Written written, Map<Long, String> stake, Set<Long> read) {}

    /** Holds the rows that are there now that the undo has run against those before the pair. */
    Back back(Written forward, Written undo) {
        Written written = forward.and(undo);
        Map<String, TableDigest> now = new TreeMap<>();
        Map<Long, String> stake = new HashMap<>();
        read(written).forEach((oid, stored) -> {
            now.put(stored.digest().table(), stored.digest());
            if (stored.digest().rows() == 0 && !holds(oid) && mayChange(oid, stored, written)) {
                stake.put(oid, stored.digest().table());
            }
        });
        if (!readable) {
            return new Back(List.of(), Map.of(), written, Map.of(), Set.of());
        }
        Map<String, Long> left = new TreeMap<>();
        now.forEach((table, digest) -> left.put(table, digest.rows()));
        List<TableDigest> held = before.entrySet().stream()
                .filter(entry -> written.anything() || written.relations().contains(entry.getKey()))
                .map(entry -> entry.getValue().digest())
                .filter(digest -> digest.rows() > 0)
                .sorted(Comparator.comparing(TableDigest::table))
                .toList();
        List<DataLoss> losses = new ArrayList<>();
        for (TableDigest digest : held) {
            left.computeIfPresent(digest.table(), (table, rows) -> rows - digest.rows());
            losses.addAll(digest.lostIn(now.getOrDefault(digest.table(), TableDigest.empty(digest.table()))));
        }
        left.values().removeIf(rows -> rows <= 0);
        Set<Long> read = new HashSet<>(written.read());
        read.removeIf(oid -> stake.containsKey(oid) || !before.containsKey(oid) || holds(oid));
        return new Back(losses, left, written, stake, read);
    }

    /**
     * Rows change where they are written, where their table or a column is another one now, and where all of them went to another
     * file. That shows without rows too.
     */
    private boolean mayChange(long table, Stored now, Written written) {
        return written.rows().contains(table)
                || Optional.ofNullable(before.get(table)).filter(now::keeps).isEmpty();
    }

    /** Takes the rows of these tables as they are now for the start of the next pair. */
    void settle(Written written) {
        if (written.anything()) {
            settleAll();
        } else if (!written.relations().isEmpty()) {
            before.keySet().removeAll(written.relations());
            before.putAll(read(written));
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

    private Map<Long, Stored> read(Written written) {
        try {
            return written.anything() ? digests.readAll() : digests.read(written.relations());
        } catch (DatabaseException e) {
            readable = false;
            return Map.of();
        }
    }
}

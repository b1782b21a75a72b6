package dev.dbm.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A database's catalog at one moment. Immutable; a changed catalog shares the units that did not change. */
public final class Snapshot {
    /** A catalog with nothing in it. */
    public static final Snapshot EMPTY = new Snapshot(Map.of());

    private static final int WORDS = 4;

    private final Map<CatalogUnit.Id, CatalogUnit> units;
    // Kept along the way and apart for each place, so that the digest after a script costs what the script touched, not
    // what the
    // schema holds.
    private final Map<CatalogUnit.Place, long[]> sums;

    public Snapshot(Map<CatalogUnit.Id, CatalogUnit> units) {
        this(new HashMap<>(units), new HashMap<>());
        MessageDigest sha = sha256();
        units.values().forEach(unit -> add(sums, unit, 1, sha));
    }

    private Snapshot(Map<CatalogUnit.Id, CatalogUnit> units, Map<CatalogUnit.Place, long[]> sums) {
        this.units = Collections.unmodifiableMap(units);
        this.sums = sums;
    }

    /** The units by identity. */
    public Map<CatalogUnit.Id, CatalogUnit> units() {
        return units;
    }

    /** The same catalog, but for the units that were read again and those that are gone. */
    public Snapshot with(Map<CatalogUnit.Id, CatalogUnit> readAgain, Set<CatalogUnit.Id> gone) {
        if (readAgain.isEmpty() && gone.isEmpty()) {
            return this;
        }
        Map<CatalogUnit.Id, CatalogUnit> merged = new HashMap<>(units);
        Map<CatalogUnit.Place, long[]> changed = new HashMap<>();
        sums.forEach((place, sum) -> changed.put(place, sum.clone()));
        MessageDigest sha = sha256();
        for (CatalogUnit.Id id : gone) {
            CatalogUnit old = merged.remove(id);
            if (old != null) {
                add(changed, old, -1, sha);
            }
        }
        readAgain.forEach((id, unit) -> {
            CatalogUnit old = merged.put(id, unit);
            if (old != null) {
                add(changed, old, -1, sha);
            }
            add(changed, unit, 1, sha);
        });
        return new Snapshot(merged, changed);
    }

    /** Only what lies in these places. */
    public Snapshot in(Predicate<CatalogUnit.Place> places) {
        Map<CatalogUnit.Id, CatalogUnit> kept = new HashMap<>();
        units.forEach((id, unit) -> {
            if (places.test(unit.place())) {
                kept.put(id, unit);
            }
        });
        return new Snapshot(kept);
    }

    /** All facts, in no particular order. */
    public List<CatalogItem> items() {
        List<CatalogItem> items = new ArrayList<>();
        units.values().forEach(unit -> items.addAll(unit.items()));
        return items;
    }

    /**
     * A digest that two catalogs share exactly when they hold the same facts, in whatever order: the sum of the facts' SHA-256
     * in 64-bit words, in hexadecimal.
     */
    public String digest() {
        return digest(place -> true);
    }

    /** The digest of what lies in these places. */
    public String digest(Predicate<CatalogUnit.Place> places) {
        long[] total = new long[WORDS];
        sums.forEach((place, sum) -> {
            if (places.test(place)) {
                for (int i = 0; i < WORDS; i++) {
                    total[i] += sum[i];
                }
            }
        });
        ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
        for (long word : total) {
            bytes.putLong(word);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    private static void add(Map<CatalogUnit.Place, long[]> sums, CatalogUnit unit, int sign, MessageDigest sha) {
        long[] sum = sums.computeIfAbsent(unit.place(), place -> new long[WORDS]);
        for (CatalogItem item : unit.items()) {
            update(sha, item.kind());
            update(sha, item.object());
            update(sha, item.definition());
            update(sha, item.body().orElse(""));
            ByteBuffer hash = ByteBuffer.wrap(sha.digest());
            for (int i = 0; i < WORDS; i++) {
                sum[i] += sign * hash.getLong();
            }
        }
    }

    private static void update(MessageDigest sha, String part) {
        sha.update(part.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

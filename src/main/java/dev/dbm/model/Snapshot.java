package dev.dbm.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A database's catalog at one moment.
 *
 * @param units its units by identity
 */
public record Snapshot(Map<CatalogUnit.Id, CatalogUnit> units) {
    /** A catalog with nothing in it. */
    public static final Snapshot EMPTY = new Snapshot(Map.of());

    public Snapshot {
        units = Map.copyOf(units);
    }

    /** The same catalog, but for the units that were read again and those that are gone. */
    public Snapshot with(Map<CatalogUnit.Id, CatalogUnit> readAgain, Set<CatalogUnit.Id> gone) {
        Map<CatalogUnit.Id, CatalogUnit> merged = new HashMap<>(units);
        merged.keySet().removeAll(gone);
        merged.putAll(readAgain);
        return new Snapshot(merged);
    }

    /** Only what lies in these schemas. */
    public Snapshot inSchemas(Set<String> schemas) {
        Map<CatalogUnit.Id, CatalogUnit> kept = new HashMap<>();
        units.forEach((id, unit) -> {
            if (unit.schema().filter(schemas::contains).isPresent()) {
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
     * in 256 bits, in hexadecimal.
     */
    public String digest() {
        long[] sum = new long[4];
        MessageDigest sha = sha256();
        for (CatalogUnit unit : units.values()) {
            for (CatalogItem item : unit.items()) {
                for (String part : List.of(
                        item.kind(),
                        item.object(),
                        item.definition(),
                        item.body().orElse(""))) {
                    sha.update(part.getBytes(StandardCharsets.UTF_8));
                    sha.update((byte) 0);
                }
                ByteBuffer hash = ByteBuffer.wrap(sha.digest());
                for (int i = 0; i < 4; i++) {
                    sum[i] += hash.getLong();
                }
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(32);
        for (long part : sum) {
            bytes.putLong(part);
        }
        return HexFormat.of().formatHex(bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

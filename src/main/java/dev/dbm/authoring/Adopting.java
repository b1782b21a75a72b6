package dev.dbm.authoring;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Difference;
import dev.dbm.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down, difference by difference, the SQL of a migration with which the migrations would build what is there. What cannot be
 * written down honestly becomes a comment that says so.
 */
public final class Adopting {
    private static final Set<String> WHOLE = Set.of(
            "table",
            "foreign-table",
            "view",
            "materialized-view",
            "sequence",
            "type",
            "domain",
            "function",
            "procedure",
            "schema");

    private final Snapshot there;
    private final Map<String, CatalogUnit> units = new HashMap<>();

    private Adopting(Snapshot expected, Snapshot there) {
        this.there = there;
        // what is there wins: it is what is written down
        for (Snapshot snapshot : List.of(expected, there)) {
            snapshot.units().values().forEach(unit -> unit.items()
                    .forEach(item -> units.put(key(item.kind(), item.object()), unit)));
        }
    }

    /**
     * The same differences, each with the SQL that would adopt it.
     *
     * @param expected what the migrations build
     * @param there what is there instead
     */
    public static List<Difference> of(List<Difference> differences, Snapshot expected, Snapshot there) {
        if (differences.isEmpty()) {
            return differences;
        }
        Adopting adopting = new Adopting(expected, there);
        return differences.stream()
                .map(difference -> difference.withAdopt(adopting.statements(difference)))
                .toList();
    }

    private List<String> statements(Difference difference) {
        List<String> written = new ArrayList<>();
        try {
            switch (difference.change()) {
                case LEFT -> create(difference, written);
                case GONE -> drop(difference, written);
                case CHANGED -> change(difference, written);
            }
        } catch (NotSql e) {
            return List.of("-- " + difference.kind().replace('-', ' ') + " " + e.about(difference.object()) + ": "
                    + e.getMessage() + ", so its SQL is yours to write");
        }
        return written;
    }

    private void create(Difference difference, List<String> written) {
        CatalogUnit unit = unit(difference);
        CatalogItem first = unit.items().get(0);
        boolean whole = first.kind().equals(difference.kind()) && first.object().equals(difference.object());
        if (SequenceOwner.usualIdentity(unit)) {
            return;
        }
        if (whole && difference.kind().equals("schema")) {
            schema(unit, difference, written);
        } else if (whole) {
            whole(unit, written);
        } else {
            part(unit, item(unit, difference), written);
        }
    }

    /** A schema with all that is in it. */
    private void schema(CatalogUnit unit, Difference difference, List<String> written) {
        whole(unit, written);
        String name = SqlName.of(difference.object()).parts().get(0);
        there.units().values().stream()
                .filter(other -> !other.place().itself() && other.schema().equals(Optional.of(name)))
                .filter(other -> !owned(other))
                .forEach(other -> whole(other, written));
    }

    private static boolean owned(CatalogUnit unit) {
        return SequenceOwner.of(unit).isPresent();
    }

    private void whole(CatalogUnit unit, List<String> written) {
        CatalogItem first = unit.items().get(0);
        if (!WHOLE.contains(first.kind())) {
            throw new NotSql("dbm does not write this kind of object");
        }
        List<CatalogUnit> sequences =
                SequenceOwner.all(there, SqlName.of(first.object()).parts());
        sequences.stream()
                .filter(sequence -> !SequenceOwner.identity(sequence))
                .forEach(sequence ->
                        written.add(Written.sequence(sequence.items().get(0))));
        written.add(Written.whole(unit, sequences));
        for (CatalogItem item : unit.items().subList(1, unit.items().size())) {
            if (item.kind().equals("column") && first.kind().equals("table")) {
                written.addAll(Written.afterCreate(first, item));
            } else if (!Written.inCreate(item)) {
                part(unit, item, written);
            }
        }
        sequences.forEach(sequence -> SequenceOwner.statement(sequence).ifPresent(written::add));
    }

    private void part(CatalogUnit unit, CatalogItem item, List<String> written) {
        CatalogItem first = unit.items().get(0);
        if (item.kind().equals("column")) {
            List<CatalogUnit> sequences =
                    SequenceOwner.all(there, SqlName.of(item.object()).parts());
            sequences.stream()
                    .filter(sequence -> !SequenceOwner.identity(sequence))
                    .forEach(sequence ->
                            written.add(Written.sequence(sequence.items().get(0))));
            written.addAll(Written.column(first, item, sequences));
            sequences.forEach(sequence -> SequenceOwner.statement(sequence).ifPresent(written::add));
        } else {
            written.addAll(Facts.knows(item.kind()) ? Facts.set(first, item) : Written.part(first, item));
        }
    }

    private void drop(Difference difference, List<String> written) {
        CatalogItem first = unit(difference).items().get(0);
        if (SequenceOwner.usualIdentity(unit(difference))) {
            return;
        }
        written.addAll(
                Facts.knows(difference.kind())
                        ? Facts.reset(first, difference)
                        : Written.drop(first, difference.kind(), difference.object()));
    }

    private void change(Difference difference, List<String> written) {
        CatalogUnit unit = unit(difference);
        CatalogItem first = unit.items().get(0);
        String was = difference.before().orElse("");
        CatalogItem is = item(unit, difference);
        if (Facts.knows(difference.kind())) {
            written.addAll(Facts.change(first, difference, is));
            return;
        }
        switch (difference.kind()) {
            case "column" -> written.addAll(Written.changedColumn(first, is, was));
            case "view", "function", "procedure" -> written.add(Written.replaced(unit));
            case "materialized-view" -> {
                written.addAll(Written.drop(first, difference.kind(), difference.object()));
                whole(unit, written);
            }
            case "sequence" -> written.add(Written.changedSequence(is));
            case "type" -> written.addAll(Written.addedLabels(is, was));
            case "table" -> written.add(Written.changedTable(is, was));
            case "constraint", "index", "trigger", "rule", "policy" -> {
                written.addAll(Written.drop(first, difference.kind(), difference.object()));
                written.addAll(Written.part(first, is));
            }
            default -> throw new NotSql("PostgreSQL has no statement that changes it just so");
        }
    }

    private CatalogUnit unit(Difference difference) {
        CatalogUnit unit = units.get(key(difference.kind(), difference.object()));
        if (unit == null) {
            throw new NotSql("it is no object of its own");
        }
        return unit;
    }

    private static CatalogItem item(CatalogUnit unit, Difference difference) {
        return unit.items().stream()
                .filter(item ->
                        item.kind().equals(difference.kind()) && item.object().equals(difference.object()))
                .findFirst()
                .orElseThrow();
    }

    private static String key(String kind, String object) {
        return kind + '\0' + object;
    }
}

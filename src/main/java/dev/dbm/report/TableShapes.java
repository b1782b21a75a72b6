package dev.dbm.report;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Difference;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables that a pair changes, for a drawing: as the rehearsal kept them, or else what the changes tell of them. */
final class TableShapes {
    private static final Pattern INDEXED = Pattern.compile(" ON (?:ONLY )?(.+?) USING ");

    private final List<CatalogItem> before = new ArrayList<>();
    private final List<CatalogItem> after = new ArrayList<>();
    private boolean made;
    private boolean dropped;

    private TableShapes() {}

    static List<TableChange> of(PairResult pair) {
        List<TableChange> kept = pair.effects().map(PairEffects::tables).orElse(List.of());
        if (!kept.isEmpty()) {
            return kept;
        }
        Map<String, TableShapes> tables = new TreeMap<>();
        for (Difference change : pair.changes()) {
            table(change).ifPresent(name -> tables.computeIfAbsent(name, key -> new TableShapes())
                    .add(change));
        }
        List<TableChange> changes = new ArrayList<>();
        tables.forEach((name, shape) -> changes.add(shape.change(name)));
        return changes;
    }

    private static Optional<String> table(Difference change) {
        return switch (change.kind()) {
            case "table" -> Optional.of(change.object());
            case "column", "constraint" -> Optional.of(change.object().substring(0, dot(change.object())));
            case "index" -> {
                Matcher on = INDEXED.matcher(change.after().or(change::before).orElse(""));
                yield on.find() ? Optional.of(on.group(1)) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /** Where the last part of a name begins, quoted or not. */
    static int dot(String object) {
        return Math.max(0, object.endsWith("\"") ? object.lastIndexOf(".\"") : object.lastIndexOf('.'));
    }

    private void add(Difference change) {
        if (change.kind().equals("table")) {
            made |= change.change() == Difference.Change.LEFT;
            dropped |= change.change() == Difference.Change.GONE;
            return;
        }
        change.before().ifPresent(was -> before.add(CatalogItem.of(change.kind(), change.object(), was)));
        change.after().ifPresent(is -> after.add(CatalogItem.of(change.kind(), change.object(), is)));
    }

    private TableChange change(String name) {
        return new TableChange(
                name, made ? Optional.empty() : Optional.of(before), dropped ? Optional.empty() : Optional.of(after));
    }
}

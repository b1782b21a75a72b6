package dev.dbm.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Columns that stand in another order: a column that is dropped and added again comes last, and so it does in views that take
 * all columns. Which columns there are is told by the columns themselves.
 */
final class ColumnOrder {
    /** What prints columns in the order of their tables. */
    private static final Set<String> FOLLOWERS = Set.of("view", "materialized-view", "statistics");

    private ColumnOrder() {}

    static void excuse(Excuses excuses) {
        Set<String> reordered = new TreeSet<>();
        for (Delta delta : excuses.deltas()) {
            if (delta.kind().equals("column-order")
                    && delta.changed()
                    && permuted(
                            columns(delta.was().definition()),
                            columns(delta.is().definition()))) {
                reordered.add(delta.object());
                excuses.note(
                        "column-order",
                        delta.object(),
                        "The columns of " + delta.object() + " stand in another order: "
                                + delta.is().definition() + "; before: "
                                + delta.was().definition() + ".");
            }
        }
        excuses.drop(delta -> delta.kind().equals("column-order"));
        follow(excuses, reordered);
    }

    // A view over a view that follows its table follows too, so until no more is found.
    private static void follow(Excuses excuses, Set<String> reordered) {
        int known = 0;
        while (known < reordered.size()) {
            known = reordered.size();
            List<String> found = new ArrayList<>();
            excuses.drop(delta -> {
                boolean follows = FOLLOWERS.contains(delta.kind())
                        && delta.changed()
                        && reordered.stream()
                                .anyMatch(name -> mentions(delta.is().definition(), name))
                        && sameButOrder(
                                delta.kind(),
                                delta.was().definition(),
                                delta.is().definition());
                if (follows) {
                    found.add(delta.object());
                    excuses.note(
                            "column-order",
                            delta.object(),
                            "The columns of " + delta.kind() + " " + delta.object()
                                    + " follow the order of its tables.");
                }
                return follows;
            });
            reordered.addAll(found);
        }
    }

    private static boolean sameButOrder(String kind, String was, String is) {
        return kind.equals("statistics")
                ? RoutineBodies.tokens(was).stream()
                        .sorted()
                        .toList()
                        .equals(RoutineBodies.tokens(is).stream().sorted().toList())
                : SelectList.permuted(was, is);
    }

    private static boolean mentions(String definition, String name) {
        return definition.replace("\"", "").contains(name.replace("\"", ""));
    }

    private static List<String> columns(String order) {
        return List.of(order.split(", "));
    }

    /** Whether the columns that both have stand in different orders. */
    private static boolean permuted(List<String> was, List<String> is) {
        List<String> stayed = was.stream().filter(is::contains).toList();
        List<String> still = is.stream().filter(was::contains).toList();
        return !stayed.equals(still);
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Difference;
import dev.dbm.model.EnumLabels;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an undo may leave: an installed extension, and enum labels, which PostgreSQL cannot take away. */
final class Leftovers {
    private Leftovers() {}

    static void excuse(Excuses excuses) {
        Set<CatalogUnit.Id> extensions = new HashSet<>();
        for (Delta delta : excuses.deltas()) {
            if (delta.kind().equals("extension") && delta.change() == Difference.Change.LEFT) {
                extensions.add(delta.side().unit().id());
                excuses.note(
                        "extension-left",
                        delta.object(),
                        "The undo leaves extension " + delta.object() + " installed.");
            }
        }
        excuses.drop(delta -> extensions.contains(delta.side().unit().id()) || labelLeft(delta, excuses));
    }

    private static boolean labelLeft(Delta delta, Excuses excuses) {
        // a type that was dropped and made again could have been made as it was
        boolean left = delta.kind().equals("type")
                && delta.changed()
                && delta.before()
                        .orElseThrow()
                        .unit()
                        .id()
                        .equals(delta.side().unit().id())
                && EnumLabels.addedOnly(delta.was().definition(), delta.is().definition());
        if (left) {
            List<String> labels = EnumLabels.of(delta.is().definition()).stream()
                    .filter(label -> !EnumLabels.of(delta.was().definition()).contains(label))
                    .toList();
            excuses.note(
                    "enum-label-left",
                    delta.object(),
                    "The undo leaves " + String.join(", ", labels) + " in type " + delta.object()
                            + ": PostgreSQL cannot take a label away.");
        }
        return left;
    }
}

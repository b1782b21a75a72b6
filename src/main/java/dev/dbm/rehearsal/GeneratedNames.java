package dev.dbm.rehearsal;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names that PostgreSQL chose: the same constraint, index or sequence may be called {@code t_id_seq} or {@code t_id_seq1}. Where
 * one is gone and one with the same definition is left, they are one thing, and texts that name it follow.
 */
final class GeneratedNames {
    private final Map<String, String> renamed = new LinkedHashMap<>();

    private GeneratedNames() {}

    static void excuse(Excuses excuses) {
        new GeneratedNames().apply(excuses);
    }

    private void apply(Excuses excuses) {
        Map<String, List<Delta>> left = new HashMap<>();
        for (Delta delta : excuses.deltas()) {
            if (delta.change() == Difference.Change.LEFT && generated(delta.is())) {
                left.computeIfAbsent(likeness(delta.is()), key -> new ArrayList<>())
                        .add(delta);
            }
        }
        List<Delta> remaining = new ArrayList<>(excuses.deltas());
        for (Delta gone : excuses.deltas()) {
            if (gone.change() != Difference.Change.GONE || !generated(gone.was())) {
                continue;
            }
            List<Delta> twins = left.getOrDefault(likeness(gone.was()), List.of());
            if (!twins.isEmpty()) {
                Delta twin = twins.remove(0);
                remaining.remove(gone);
                remaining.remove(twin);
                renamed.put(gone.kind() + " " + gone.object(), twin.object());
                excuses.note(
                        "generated-name",
                        gone.object(),
                        gone.kind() + " " + gone.object() + " is now called " + twin.object()
                                + "; its definition is the same.");
            }
        }
        if (!renamed.isEmpty()) {
            excuses.replace(follow(remaining));
        }
    }

    // A sequence that no column owns was named by somebody.
    private static boolean generated(CatalogItem item) {
        return item.generated()
                && (!item.kind().equals("sequence")
                        || item.definition().contains(" OWNED BY ")
                        || item.definition().contains(" FOR IDENTITY OF "));
    }

    // An index's definition names its table, a sequence's its column; a constraint's does not, so the table is added.
    private static String likeness(CatalogItem item) {
        String table = item.kind().equals("constraint") ? item.object().substring(0, endOfTable(item.object())) : "";
        return item.kind() + '\0' + table + '\0' + item.definition();
    }

    private static int endOfTable(String constraint) {
        int quoted = constraint.endsWith("\"") ? constraint.lastIndexOf(".\"") : -1;
        return Math.max(0, quoted >= 0 ? quoted : constraint.lastIndexOf('.'));
    }

    /** What is left of the other deltas once the expected texts use the new names. */
    private List<Delta> follow(List<Delta> deltas) {
        Map<String, Delta> left = new HashMap<>();
        for (Delta delta : deltas) {
            if (delta.change() == Difference.Change.LEFT) {
                left.put(delta.kind() + ' ' + delta.object(), delta);
            }
        }
        List<Delta> remaining = new ArrayList<>(deltas);
        for (Delta delta : deltas) {
            Delta now = delta.changed() ? delta : left.get(delta.kind() + ' ' + renamedObject(delta.object()));
            if (delta.before().isEmpty() || now == null) {
                continue;
            }
            String was = renamedText(delta.was().definition());
            if (was.equals(now.is().definition())
                    && delta.was().body().equals(now.is().body())) {
                remaining.remove(delta);
                remaining.remove(now);
            } else if (!delta.changed()) {
                // A comment or a grant on what was renamed: still one fact, under its new name.
                remaining.remove(delta);
                remaining.remove(now);
                remaining.add(new Delta(delta.before(), Optional.of(now.side())));
            }
        }
        return remaining;
    }

    private String renamedObject(String about) {
        for (Map.Entry<String, String> rename : renamed.entrySet()) {
            String old = rename.getKey();
            if (about.equals(old) || about.startsWith(old + " to ")) {
                String kind = old.substring(0, old.indexOf(' ') + 1);
                return kind + rename.getValue() + about.substring(old.length());
            }
        }
        return about;
    }

    private String renamedText(String text) {
        String result = text;
        for (Map.Entry<String, String> rename : renamed.entrySet()) {
            String old = rename.getKey().substring(rename.getKey().indexOf(' ') + 1);
            result = Pattern.compile("(?<![\\w.$\"])" + Pattern.quote(old) + "(?![\\w$])")
                    .matcher(result)
                    .replaceAll(Matcher.quoteReplacement(rename.getValue()));
        }
        return result;
    }
}

package dev.dbm.findings;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.Rule;
import dev.dbm.source.StatementWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What the catalog holds once the script has run, whichever statement put it there. */
final class StateRules {
    private StateRules() {}

    static void look(Scene scene, Found found) {
        if (scene.steps().isEmpty()) {
            return;
        }
        for (Difference change : scene.changes()) {
            boolean back = scene.forward()
                    .flatMap(forward -> forward.change(change.kind(), change.object()))
                    .isPresent();
            if (!back) {
                switchedOff(scene, change, found);
            }
        }
        if (scene.forward().isEmpty()) {
            newColumns(scene).forEach((column, type) -> json(scene, column, type, found));
            newConstraints(scene).forEach((name, definition) -> unindexed(scene, name, definition, found));
        }
    }

    private static void switchedOff(Scene scene, Difference change, Found found) {
        String after = change.after().orElse("");
        boolean trigger = change.kind().equals("trigger") && after.endsWith(" DISABLED")
                || change.kind().equals("constraint-trigger") && after.contains("DISABLED");
        String table = trigger ? Name.ownerOf(change.object()) : change.object();
        if (trigger && !scene.isNew(table)) {
            found.add(
                    Rule.TRIGGER_DISABLED,
                    statement(scene, table),
                    change.object(),
                    "It does not fire any more once the script has run.",
                    List.of(
                            change.kind().equals("trigger")
                                    ? Sql.alter(table, "ENABLE TRIGGER " + Name.lastOf(change.object()))
                                    : Sql.alter(table, "ENABLE TRIGGER ALL")));
        }
        boolean security = change.kind().equals("row-security")
                && change.before().orElse("").startsWith("ENABLED")
                && !after.startsWith("ENABLED");
        if (security) {
            found.add(
                    Rule.ROW_SECURITY_DISABLED,
                    statement(scene, table),
                    table,
                    "It was " + change.before().orElse("") + ", and is not any more.",
                    List.of(Sql.alter(table, "ENABLE ROW LEVEL SECURITY")));
        }
    }

    /** The statement that touched the table last, or the script's first where none was seen to. */
    private static Step statement(Scene scene, String table) {
        Step last = scene.steps().get(0);
        for (Step step : scene.steps()) {
            last = step.effect(table).isPresent() || step.command().object().means(table) ? step : last;
        }
        return last;
    }

    private static TreeMap<String, String> newColumns(Scene scene) {
        return added(scene, "column");
    }

    private static TreeMap<String, String> newConstraints(Scene scene) {
        return added(scene, "constraint");
    }

    /** What the script made of that kind, on its own tables too; names with definitions. */
    private static TreeMap<String, String> added(Scene scene, String kind) {
        TreeMap<String, String> added = new TreeMap<>();
        for (Difference change : scene.changes()) {
            if (change.kind().equals(kind) && change.change() == Change.LEFT) {
                added.put(change.object(), change.after().orElse(""));
            }
        }
        for (String table : scene.created()) {
            for (CatalogItem item : scene.facts().catalog().of(table, kind)) {
                added.put(item.object(), item.definition());
            }
        }
        return added;
    }

    private static void json(Scene scene, String column, String type, Found found) {
        boolean plain = type.equals("json") || type.startsWith("json ") || type.startsWith("json[");
        if (plain) {
            String table = Name.ownerOf(column);
            boolean made = scene.created().contains(table);
            found.add(
                    Rule.JSON_COLUMN,
                    origin(scene, table, Name.of(column).last()),
                    column,
                    "Its type is json.",
                    List.of(
                            made
                                    ? "-- in CREATE TABLE: " + Name.lastOf(column) + " jsonb"
                                    : Sql.alter(table, "ADD COLUMN " + Name.lastOf(column) + " jsonb")));
        }
    }

    /** The statement that adds that column or constraint, else the one that made or touched the table first. */
    private static Step origin(Scene scene, String table, String name) {
        return scene.steps().stream()
                .filter(step -> step.command().clauses().stream()
                        .anyMatch(clause -> clause.name().equals(name)))
                .findFirst()
                .or(() -> scene.steps().stream()
                        .filter(step -> step.effect(table).isPresent())
                        .findFirst())
                .orElse(scene.steps().get(0));
    }

    private static void unindexed(Scene scene, String constraint, String definition, Found found) {
        String table = Name.ownerOf(constraint);
        if (!definition.startsWith("FOREIGN KEY ") || !scene.facts().catalog().knows(table)) {
            return;
        }
        List<String> columns = names(definition, 0);
        boolean covered = scene.facts().catalog().of(table, "index").stream()
                        .anyMatch(index -> covers(index.definition(), columns))
                || scene.facts().catalog().of(table, "constraint").stream()
                        .filter(item -> !item.definition().startsWith("FOREIGN KEY")
                                && !item.definition().startsWith("CHECK"))
                        .anyMatch(item -> covers(item.definition(), columns));
        if (!covered && !columns.isEmpty()) {
            String list = String.join(", ", columns.stream().map(Sql::id).toList());
            String index = Name.quoted(Name.of(table).last() + "_" + String.join("_", columns) + "_idx");
            boolean made = scene.created().contains(table);
            found.add(
                    Rule.FOREIGN_KEY_WITHOUT_INDEX,
                    origin(scene, table, Name.of(constraint).last()),
                    constraint,
                    "No index of " + table + " begins with " + list + ".",
                    made
                            ? List.of("CREATE INDEX " + index + " ON " + table + " (" + list + ");")
                            : List.of(
                                    Sql.ALONE,
                                    "CREATE INDEX CONCURRENTLY " + index + " ON " + table + " (" + list + ");"));
        }
    }

    /** Whether an index begins with these columns, in any order; a partial one only if all that it leaves out is NULL. */
    private static boolean covers(String index, List<String> columns) {
        List<String> names = names(index, 0);
        int where = index.indexOf(" WHERE ");
        boolean whole = where < 0 || index.substring(where).matches("(?s) WHERE \\(?[^ ]+ IS NOT NULL\\)?.*");
        return whole
                && !index.contains(" INVALID")
                && names.size() >= columns.size()
                && Set.copyOf(names.subList(0, columns.size())).equals(Set.copyOf(columns));
    }

    /** The names in the first parentheses outside of others; an expression counts as one without a name. */
    private static List<String> names(String definition, int from) {
        StatementWords words = StatementWords.of(definition);
        int open = from;
        while (open < words.size() && !words.at(open, "(")) {
            open++;
        }
        List<String> names = new ArrayList<>();
        int end = words.afterParentheses(open) - 1;
        for (int place = open + 1; place < end; place++) {
            boolean first = place == open + 1 || words.at(place - 1, ",");
            if (first) {
                boolean call = words.at(place + 1, "(") || words.at(place + 1, ".");
                Optional<String> name = call ? Optional.empty() : words.name(place);
                names.add(name.orElse(""));
            }
            int after = words.afterParentheses(place);
            place = after > place ? after - 1 : place;
        }
        return names;
    }
}

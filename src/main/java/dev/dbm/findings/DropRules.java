package dev.dbm.findings;

import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tables, columns and rows that go, with what goes along. An undo may take back what its forward script made. */
final class DropRules {
    private static final Set<String> VICTIMS = Set.of(
            "constraint", "view", "materialized-view", "function", "trigger", "policy", "rule", "column", "index");

    private DropRules() {}

    static void look(Scene scene, Step step, Found found) {
        List<RelationEffect> tables = new ArrayList<>(step.all("table", Did.DROPPED));
        tables.removeIf(table -> !table.existed() || scene.isNew(table.relation()));
        if (!tables.isEmpty()) {
            dropped(scene, step, tables, found);
        }
        if (step.command().is(Command.Kind.TRUNCATE)) {
            emptied(scene, step, found);
        }
        Optional<String> table = scene.resolve(step.command().object(), step);
        for (Clause clause : step.command().clauses()) {
            if (clause.kind() == Clause.Kind.DROP_COLUMN) {
                table.filter(name -> !scene.isNew(name) && !added(scene, step, name, clause.name()))
                        .ifPresent(name -> column(scene, step, name, clause.name(), found));
            }
        }
        if (step.command().is(Command.Kind.DROP) && step.command().cascades()) {
            cascaded(scene, step, found);
        }
    }

    private static void dropped(Scene scene, Step step, List<RelationEffect> tables, Found found) {
        RelationEffect first = tables.stream()
                .filter(table -> step.command().object().means(table.relation()))
                .findFirst()
                .orElse(tables.get(0));
        String name = first.relation();
        List<String> others = new ArrayList<>(tables.stream()
                .map(table -> "table " + table.relation())
                .filter(other -> !other.equals("table " + name))
                .toList());
        if (step.command().cascades()) {
            others.addAll(victims(scene, name));
        }
        found.add(
                Rule.DROP_TABLE,
                scene.isEmpty(name),
                step,
                name,
                "It drops " + scene.sized(name) + along(others) + ".",
                List.of(
                        "-- 1. release code that no longer uses " + name,
                        "-- 2. in a later migration: DROP TABLE " + name + ";"));
    }

    /** What a CASCADE takes along, by what is gone from the catalog. */
    private static List<String> victims(Scene scene, String dropped) {
        return scene.changes().stream()
                .filter(change -> change.change() == Change.GONE && VICTIMS.contains(change.kind()))
                .filter(change -> !change.object().startsWith(dropped + ".")
                        && !change.object().equals(dropped))
                .map(change -> change.kind() + " " + change.object())
                .toList();
    }

    private static String along(List<String> others) {
        return others.isEmpty() ? "" : ", and along with it " + Sql.list(others);
    }

    private static void column(Scene scene, Step step, String table, String name, Found found) {
        String column = table + "." + Name.quoted(name);
        List<String> victims =
                step.command().cascades() || !indexes(scene, table).isEmpty()
                        ? goneWith(scene, step, table, column)
                        : List.of();
        boolean required = scene.change("column", column)
                .flatMap(Difference::before)
                .filter(definition -> definition.contains(" NOT NULL"))
                .isPresent();
        List<String> steps = new ArrayList<>();
        steps.add("-- 1. release code that neither reads nor writes " + column);
        if (required) {
            steps.add("--    (so that it may leave it out: "
                    + Sql.alter(table, "ALTER COLUMN " + Sql.id(name) + " DROP NOT NULL") + ")");
        }
        steps.add("-- 2. in a later migration: " + Sql.alter(table, "DROP COLUMN " + Sql.id(name)));
        found.add(
                Rule.DROP_COLUMN,
                scene.isEmpty(table),
                step,
                column,
                "It drops the column from " + scene.sized(table) + along(victims) + ".",
                steps);
    }

    private static List<String> indexes(Scene scene, String table) {
        return scene.changes().stream()
                .filter(change ->
                        change.change() == Change.GONE && change.kind().equals("index"))
                .filter(change -> change.before().orElse("").contains(" ON " + table + " "))
                .map(change -> "index " + change.object())
                .toList();
    }

    private static List<String> goneWith(Scene scene, Step step, String table, String column) {
        if (step.command().cascades()) {
            return victims(scene, column).stream()
                    .filter(victim -> step.command().clauses().size() == 1 || !victim.startsWith("column "))
                    .toList();
        }
        List<RelationEffect> dropped = step.all("index", Did.DROPPED);
        return indexes(scene, table).stream()
                .filter(index -> dropped.stream().anyMatch(effect -> index.equals("index " + effect.relation())))
                .toList();
    }

    /** Whether the column was made by this script, or by the forward script that this one takes back. */
    private static boolean added(Scene scene, Step step, String table, String column) {
        boolean here = scene.steps().subList(0, step.index()).stream()
                .filter(earlier -> scene.resolve(earlier.command().object(), earlier)
                        .filter(table::equals)
                        .isPresent())
                .anyMatch(earlier -> names(earlier, column));
        boolean before = scene.forward()
                .filter(forward -> forward.change("column", table + "." + Name.quoted(column))
                                .filter(change -> change.change() == Change.LEFT)
                                .isPresent()
                        || forward.steps().stream().anyMatch(earlier -> names(earlier, column)))
                .isPresent();
        return here || before;
    }

    private static boolean names(Step step, String column) {
        return step.command().clauses().stream()
                .anyMatch(clause ->
                        clause.kind() == Clause.Kind.ADD_COLUMN && clause.name().equals(column));
    }

    /** Columns that go with the type or function that they are made of. */
    private static void cascaded(Scene scene, Step step, Found found) {
        for (Difference change : scene.changes()) {
            String table = Name.ownerOf(change.object());
            boolean gone = change.kind().equals("column") && change.change() == Change.GONE;
            boolean named = scene.steps().stream()
                    .flatMap(other -> other.command().clauses().stream())
                    .anyMatch(clause ->
                            clause.name().equals(Name.of(change.object()).last()));
            if (gone && !named && step.effect(table).isPresent() && !scene.isNew(table)) {
                found.add(
                        Rule.DROP_COLUMN,
                        scene.isEmpty(table),
                        step,
                        change.object(),
                        "CASCADE drops this column from " + scene.sized(table) + ".",
                        List.of("-- drop or change the columns first, each by its name, and leave CASCADE out"));
            }
        }
    }

    private static void emptied(Scene scene, Step step, Found found) {
        // without a transaction the observer sees only that the storage is another
        List<RelationEffect> tables = step.relations().stream()
                .filter(table -> table.kind().equals("table") && !scene.quiet(table.relation()))
                .filter(table -> table.did(Did.EMPTIED) || table.did(Did.REWRITTEN))
                .toList();
        if (tables.isEmpty()) {
            return;
        }
        String name = tables.stream()
                .map(RelationEffect::relation)
                .filter(step.command().object()::means)
                .findFirst()
                .orElse(tables.get(0).relation());
        List<String> others = tables.stream()
                .map(RelationEffect::relation)
                .filter(other -> !other.equals(name))
                .map(scene::sized)
                .toList();
        found.add(
                Rule.TRUNCATE,
                step,
                name,
                "It empties " + scene.sized(name) + along(others) + ".",
                Sql.batches("DELETE FROM " + name, name, "<it must go>", "DELETE 0"));
    }
}

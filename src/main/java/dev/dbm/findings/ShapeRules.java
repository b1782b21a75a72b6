package dev.dbm.findings;

import dev.dbm.model.Difference;
import dev.dbm.model.Difference.Change;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import dev.dbm.source.StatementWords;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What will be regretted later: names that nobody chose, types that serve badly, things that cannot be taken back. */
final class ShapeRules {
    private ShapeRules() {}

    static void look(Scene scene, Step step, Found found) {
        Command command = step.command();
        switch (command.kind()) {
            case CREATE, CREATE_INDEX -> {
                if (command.ifNotExists()) {
                    foundThere(scene, step, found);
                }
                if (command.is(Command.Kind.CREATE_INDEX)
                        && command.object().parts().isEmpty()) {
                    unnamedIndex(scene, step, found);
                }
            }
            case ALTER_TABLE -> {
                unnamedConstraints(scene, step, found);
                columnsFoundThere(scene, step, found);
            }
            case ADD_VALUE -> label(scene, step, found);
            case TRANSACTION -> {
                if (!scene.transactional()
                        && !command.words().at(0, "END")
                        && !command.words().at(0, "COMMIT")
                        && !found.hasAbout(
                                Rule.TRANSACTION_CONTROL, scene.script().fileName())) {
                    found.add(
                            Rule.TRANSACTION_CONTROL,
                            step,
                            scene.script().fileName(),
                            "The script runs outside of dbm's transaction and has "
                                    + command.words().text(0, 1) + ".",
                            List.of());
                }
            }
            default -> {}
        }
    }

    private static void label(Scene scene, Step step, Found found) {
        StatementWords words = step.command().words();
        int value = words.find(0, words.size(), "VALUE");
        boolean guarded = words.at(value + 1, "IF", "NOT", "EXISTS");
        Optional<String> type = scene.changes().stream()
                .filter(change ->
                        change.kind().equals("type") && step.command().object().means(change.object()))
                .map(Difference::object)
                .findFirst();
        boolean added =
                type.isPresent() && scene.forward().isEmpty() && !found.hasAbout(Rule.ENUM_VALUE_ADDED, type.get());
        if (added) {
            found.add(
                    Rule.ENUM_VALUE_ADDED,
                    step,
                    type.get(),
                    "The label " + words.text(value + (guarded ? 4 : 1), value + (guarded ? 5 : 2))
                            + " stays after the undo.",
                    guarded
                            ? List.of()
                            : List.of(words.text(0, value + 1) + " IF NOT EXISTS " + words.text(value + 1, words.size())
                                    + ";"));
        }
    }

    private static void foundThere(Scene scene, Step step, Found found) {
        Name name = step.command().object();
        Optional<RelationEffect> made = step.relations().stream()
                .filter(effect -> effect.did(Did.CREATED) && name.means(effect.relation()))
                .findFirst();
        StatementWords words = step.command().words();
        boolean relation = words.find(0, 5, "TABLE") > 0
                || words.find(0, 3, "INDEX") > 0
                || words.find(0, 4, "SEQUENCE") > 0
                || words.at(1, "MATERIALIZED");
        // A schema or an extension may well be everybody's; it only matters where the undo drops it.
        boolean there = relation
                && made.isEmpty()
                && !name.parts().isEmpty()
                && scene.forward().isEmpty()
                && sees(scene)
                && scene.changes().stream()
                        .noneMatch(change -> change.change() == Change.LEFT && name.means(change.object()));
        if (there) {
            int guard = words.find(0, 8, "IF", "NOT", "EXISTS");
            found.add(
                    Rule.IF_NOT_EXISTS_FOUND,
                    step,
                    scene.facts().catalog().find(name).orElse(name.sql()),
                    "It was there already, so the statement made nothing.",
                    List.of(words.text(0, guard) + " " + words.text(guard + 3, guard + 60)
                            + (words.size() > guard + 60 ? " …" : ";")));
        }
    }

    /** Inside of a transaction of the script's own nobody sees what its statements make. */
    private static boolean sees(Scene scene) {
        return scene.transactional()
                || scene.steps().stream().noneMatch(step -> step.command().is(Command.Kind.TRANSACTION));
    }

    private static void columnsFoundThere(Scene scene, Step step, Found found) {
        Optional<String> table = scene.resolve(step.command().object(), step);
        if (table.isEmpty() || scene.forward().isPresent() || scene.created().contains(table.get())) {
            return;
        }
        for (Clause clause : step.command().clauses()) {
            boolean guarded = clause.kind() == Clause.Kind.ADD_COLUMN && clause.has("IF", "NOT", "EXISTS");
            boolean known = scene.changes().stream()
                    .anyMatch(change -> change.kind().equals("column")
                            && Name.of(change.object()).last().equals(clause.name()));
            if (guarded && !known) {
                found.add(
                        Rule.IF_NOT_EXISTS_FOUND,
                        step,
                        table.get() + "." + Name.quoted(clause.name()),
                        "The column was there already, so the statement made nothing.",
                        List.of(Sql.alter(
                                table.get(), "ADD COLUMN " + Sql.id(clause.name()) + " " + clause.bodyText())));
            }
        }
    }

    private static void unnamedIndex(Scene scene, Step step, Found found) {
        Optional<RelationEffect> made = step.all("index", Did.CREATED).stream().findFirst();
        Optional<String> table = made.flatMap(RelationEffect::table);
        if (table.isEmpty() || scene.created().contains(table.get())) {
            return;
        }
        String name = Name.lastOf(made.get().relation());
        StatementWords words = step.command().words();
        int on = words.find(0, 6, "ON");
        List<String> named = scene.quiet(table.get()) || step.command().concurrently()
                ? List.of(words.text(0, on) + " " + name + " " + words.text(on, words.size()) + ";")
                : IndexRules.concurrent(scene, step, made.get().relation());
        found.add(
                Rule.UNNAMED_OBJECT,
                step,
                made.get().relation(),
                "PostgreSQL called the index " + name + " this time.",
                named);
    }

    private static void unnamedConstraints(Scene scene, Step step, Found found) {
        Optional<String> table = scene.resolve(step.command().object(), step);
        if (table.isEmpty() || scene.created().contains(table.get())) {
            return;
        }
        for (Clause clause : step.command().clauses()) {
            String kind =
                    switch (clause.kind()) {
                        case ADD_CHECK -> "CHECK";
                        case ADD_FOREIGN_KEY -> "FOREIGN KEY";
                        case ADD_INDEXED ->
                            clause.words()
                                    .text(clause.body(), clause.body() + 1)
                                    .toUpperCase(Locale.ROOT);
                        default -> "";
                    };
            if (kind.isEmpty() || !clause.name().isEmpty() || clause.has("USING", "INDEX")) {
                continue;
            }
            scene.changes().stream()
                    .filter(change -> change.kind().equals("constraint")
                            && change.change() == Change.LEFT
                            && Name.ownerOf(change.object()).equals(table.get())
                            && change.after().orElse("").startsWith(kind))
                    .findFirst()
                    .ifPresent(change -> found.add(
                            Rule.UNNAMED_OBJECT,
                            step,
                            change.object(),
                            "PostgreSQL called the constraint " + Name.lastOf(change.object()) + " this time.",
                            List.of(Sql.alter(
                                    table.get(),
                                    "ADD CONSTRAINT " + Name.lastOf(change.object()) + " " + clause.bodyText()))));
        }
    }
}

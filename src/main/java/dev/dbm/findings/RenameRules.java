package dev.dbm.findings;

import dev.dbm.model.Difference;
import dev.dbm.model.Rule;
import java.util.List;
import java.util.Optional;

/** Tables and columns that are called otherwise from now on. An undo that renames back says nothing new. */
final class RenameRules {
    private RenameRules() {}

    static void look(Scene scene, Step step, Found found) {
        Optional<String> table = scene.resolve(step.command().object(), step);
        if (table.isEmpty() || scene.isNew(table.get())) {
            return;
        }
        for (Clause clause : step.command().clauses()) {
            boolean back = scene.forward().stream()
                    .flatMap(forward -> forward.steps().stream())
                    .anyMatch(other -> other.command().has(clause.kind()));
            if (back) {
                continue;
            }
            String name = table.get();
            String next = Name.quoted(clause.renamed().orElse(""));
            if (clause.kind() == Clause.Kind.RENAME_TABLE) {
                String schema = Name.ownerOf(name);
                String renamed = schema.isEmpty() ? next : schema + "." + next;
                found.add(
                        Rule.RENAME_TABLE,
                        scene.isEmpty(name),
                        step,
                        name,
                        "It renames " + scene.sized(name) + " to " + next + ".",
                        List.of(
                                Sql.alter(name, "RENAME TO " + next),
                                "CREATE VIEW " + name + " AS SELECT * FROM " + renamed
                                        + ";   -- takes writes too; drop it when no code uses it"));
            } else if (clause.kind() == Clause.Kind.RENAME_COLUMN) {
                String column = Sql.id(clause.name());
                String renamed = Sql.id(clause.renamed().orElse(""));
                found.add(
                        Rule.RENAME_COLUMN,
                        scene.isEmpty(name),
                        step,
                        name + "." + Name.quoted(clause.name()),
                        "It renames a column of " + scene.sized(name) + " to " + next + ".",
                        Sql.join(
                                List.of(
                                        Sql.alter(name, "ADD COLUMN " + renamed + " " + type(scene, name + "." + next)),
                                        "-- a trigger keeps both filled for rows that are written from now on; then the others:"),
                                Sql.join(
                                        Sql.copied(name, renamed, column),
                                        List.of("-- release code that uses " + renamed + ", then drop " + column))));
            }
        }
    }

    /** The column's type, as the catalog has it after the rename. */
    private static String type(Scene scene, String column) {
        return scene.change("column", column)
                .flatMap(Difference::after)
                .map(ColumnRules::type)
                .orElse("<its type>");
    }
}

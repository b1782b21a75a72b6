package dev.dbm.findings;

import dev.dbm.model.Rule;
import dev.dbm.model.TableSize;
import dev.dbm.source.StatementWords;
import java.util.List;
import java.util.Optional;

/** UPDATE and DELETE that meet every row of a large table. */
final class RowRules {
    /** Fewer rows than this one statement may well write. */
    private static final long MANY = 10_000;

    private RowRules() {}

    static void look(Scene scene, Step step, Found found) {
        Command command = step.command();
        boolean writes = command.is(Command.Kind.UPDATE) || command.is(Command.Kind.DELETE);
        if (!writes || command.object().parts().isEmpty()) {
            return;
        }
        // Where no row was there to write, the statement took its lock all the same.
        String table = scene.resolve(command.object(), step).orElse("");
        if (!table.isEmpty() && large(scene, step, table) && everyRow(scene, step, table)) {
            String verb = command.is(Command.Kind.UPDATE) ? "It updates" : "It deletes";
            found.add(
                    Rule.WHOLE_TABLE_WRITE,
                    step,
                    table,
                    verb + " every row of " + scene.sized(table) + " in one statement.",
                    batches(command, table));
        }
    }

    private static boolean large(Scene scene, Step step, String table) {
        boolean few = scene.size(table)
                .flatMap(TableSize::rows)
                .filter(rows -> rows < MANY)
                .isPresent();
        return scene.facts().large().contains(table) || !scene.quiet(table, step) && !few && !scene.isSmall(table);
    }

    /** Whether it has no condition, or only that a column that the script adds is still NULL. */
    private static boolean everyRow(Scene scene, Step step, String table) {
        StatementWords words = step.command().words();
        boolean joins = words.has("USING") || step.command().is(Command.Kind.UPDATE) && words.has("FROM");
        int where = words.find(0, words.size(), "WHERE");
        if (where < 0) {
            return !joins;
        }
        Optional<String> column = words.name(where + 1);
        boolean onlyNull = words.at(where + 2, "IS", "NULL") && (where + 5 >= words.size());
        return words.at(where + 1, "TRUE") && where + 3 >= words.size()
                || onlyNull
                        && scene.steps().subList(0, step.index()).stream()
                                .filter(earlier -> scene.resolve(
                                                earlier.command().object(), earlier)
                                        .filter(table::equals)
                                        .isPresent())
                                .flatMap(earlier -> earlier.command().clauses().stream())
                                .anyMatch(clause -> clause.kind() == Clause.Kind.ADD_COLUMN
                                        && !clause.has("DEFAULT")
                                        && Optional.of(clause.name()).equals(column));
    }

    private static List<String> batches(Command command, String table) {
        StatementWords words = command.words();
        int where = words.find(0, words.size(), "WHERE");
        int last = words.at(words.size() - 1, ";") ? words.size() - 1 : words.size();
        int returning = words.find(0, words.size(), "RETURNING");
        int end = returning > 0 ? returning : last;
        boolean deletes = command.is(Command.Kind.DELETE);
        String left = where < 0 ? deletes ? "" : unlike(words, end) : words.text(where + 1, end);
        return Sql.batches(words.text(0, where < 0 ? end : where), table, left, deletes ? "DELETE 0" : "UPDATE 0");
    }

    /** The rows that an UPDATE without a condition has still to write, where it sets one column. */
    private static String unlike(StatementWords words, int end) {
        int set = words.find(0, end, "SET");
        boolean one = words.at(set + 2, "=") && words.commas(set, end).isEmpty();
        return one
                ? words.text(set + 1, set + 2) + " IS DISTINCT FROM " + words.text(set + 3, end)
                : "<it is still to do>";
    }
}

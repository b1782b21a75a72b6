package dev.dbm.findings;

import dev.dbm.model.Difference;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Columns that are added or get another type. */
final class ColumnRules {
    /** Types that bring their own default. */
    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    private ColumnRules() {}

    static void look(Scene scene, Step step, Found found) {
        Optional<String> table = scene.resolve(step.command().object(), step);
        if (!step.command().is(Command.Kind.ALTER_TABLE)
                || table.filter(name -> scene.quiet(name, step)).isPresent()) {
            return;
        }
        table.ifPresent(name -> step.command().clauses().forEach(clause -> look(scene, step, name, clause, found)));
    }

    private static void look(Scene scene, Step step, String table, Clause clause, Found found) {
        String column = Name.quoted(clause.name());
        if (clause.kind() == Clause.Kind.ALTER_TYPE && step.did(table, Did.REWRITTEN)) {
            found.addWork(
                    Rule.COLUMN_TYPE_REWRITE,
                    step,
                    table,
                    table + "." + column,
                    "The type " + became(scene, table, column, clause) + " rewrites all of " + scene.sized(table)
                            + " with its indexes while nobody reads or writes it.",
                    retyped(table, Sql.id(clause.name()), clause));
        }
        if (clause.kind() == Clause.Kind.ADD_COLUMN) {
            boolean valued = clause.has("DEFAULT") || clause.has("GENERATED") || serial(clause);
            if (valued && step.did(table, Did.REWRITTEN)) {
                found.addWork(
                        Rule.COLUMN_DEFAULT_REWRITE,
                        step,
                        table,
                        table + "." + column,
                        "Its values differ from row to row, so all of " + scene.sized(table)
                                + " is rewritten while nobody reads or writes it.",
                        filledLater(table, Sql.id(clause.name()), clause));
            }
            boolean required = clause.has("NOT", "NULL") || clause.has("PRIMARY", "KEY");
            if (required && !valued) {
                required(scene, step, table, column, clause, found);
            }
        }
    }

    /** Whether a column gets another type, and no constraint is added that has an index of its own. */
    static boolean retypes(Step step) {
        return step.command().has(Clause.Kind.ALTER_TYPE) && !step.command().has(Clause.Kind.ADD_INDEXED);
    }

    /** A type that leaves the rows as they are, and has its indexes built again. */
    static void reindexed(Scene scene, Step step, String table, String index, Found found) {
        Clause clause = step.command().clauses().stream()
                .filter(one -> one.kind() == Clause.Kind.ALTER_TYPE)
                .findFirst()
                .orElseThrow();
        String column = Name.quoted(clause.name());
        found.addWork(
                Rule.COLUMN_TYPE_REWRITE,
                step,
                table,
                table + "." + column,
                "The type " + became(scene, table, column, clause) + " leaves the rows as they are, and has " + index
                        + " built again from all of " + scene.sized(table) + " while nobody reads or writes it.",
                retyped(table, Sql.id(clause.name()), clause));
    }

    private static boolean serial(Clause clause) {
        return clause.words().name(clause.body()).filter(SERIAL::contains).isPresent();
    }

    private static String became(Scene scene, String table, String column, Clause clause) {
        return scene.change("column", table + "." + column)
                .filter(change -> change.before().isPresent() && change.after().isPresent())
                .map(change -> type(change.before().orElse("")) + " -> "
                        + type(change.after().orElse("")))
                .orElse(clause.bodyBefore("USING", "COLLATE"));
    }

    /** The type that a column's definition begins with. */
    static String type(String definition) {
        return definition.split(" (NOT NULL|DEFAULT|GENERATED|COLLATE|STORAGE|COMPRESSION|STATISTICS)", 2)[0];
    }

    private static List<String> retyped(String table, String column, Clause clause) {
        String type = clause.bodyBefore("USING", "COLLATE");
        String next = Name.quoted(clause.name() + "_new");
        int using = clause.words().find(clause.body(), clause.to(), "USING");
        String value = using < 0
                ? column + "::" + type.toLowerCase(Locale.ROOT)
                : clause.words().text(using + 1, clause.to());
        List<String> before = List.of(
                Sql.alter(table, "ADD COLUMN " + next + " " + type),
                "-- a trigger keeps " + next + " filled for rows that are written from now on; then the others:");
        return Sql.join(
                Sql.join(before, Sql.copied(table, next, value)),
                List.of("-- release code that uses " + next + ", then drop " + column));
    }

    private static List<String> filledLater(String table, String column, Clause clause) {
        if (serial(clause) || clause.has("AS", "IDENTITY")) {
            return numbered(table, column, clause);
        }
        if (!clause.has("DEFAULT")) {
            return List.of(
                    "-- an ordinary column, filled by a trigger for new rows and in batches for the old ones:",
                    Sql.alter(table, "ADD COLUMN " + column + " " + clause.bodyBefore("GENERATED", "NOT", "UNIQUE")));
        }
        String type = clause.bodyBefore("DEFAULT", "NOT", "NULL", "CHECK", "UNIQUE", "REFERENCES", "CONSTRAINT");
        int begin = clause.words().find(clause.body(), clause.to(), "DEFAULT") + 1;
        int end = clause.to();
        for (String stop : List.of("NOT", "NULL", "CHECK", "UNIQUE", "REFERENCES", "CONSTRAINT")) {
            int place = clause.words().find(begin, clause.to(), stop);
            end = place > begin ? Math.min(end, place) : end;
        }
        String value = clause.words().text(begin, end);
        List<String> added = List.of(
                Sql.alter(table, "ADD COLUMN " + column + " " + type),
                Sql.alter(table, "ALTER COLUMN " + column + " SET DEFAULT " + value));
        List<String> filled = Sql.join(added, Sql.filled(table, column, value));
        return clause.has("NOT", "NULL") ? Sql.join(filled, Sql.notNull(table, column)) : filled;
    }

    /** A column with a sequence of its own. */
    private static List<String> numbered(String table, String column, Clause clause) {
        String type = clause.bodyBefore("GENERATED", "NOT", "PRIMARY", "UNIQUE", "REFERENCES")
                .toLowerCase(Locale.ROOT)
                .replace("bigserial", "bigint")
                .replace("smallserial", "smallint")
                .replaceFirst("^serial$", "int");
        String schema = Name.ownerOf(table);
        String sequence = (schema.isEmpty() ? "" : schema + ".")
                + Name.quoted(Name.of(table).last() + "_" + clause.name() + "_seq");
        String next = "nextval('" + sequence.replace("'", "''") + "')";
        List<String> added = List.of(
                Sql.alter(table, "ADD COLUMN " + column + " " + type),
                "CREATE SEQUENCE " + sequence + " OWNED BY " + table + "." + column + ";",
                Sql.alter(table, "ALTER COLUMN " + column + " SET DEFAULT " + next));
        return Sql.join(Sql.join(added, Sql.filled(table, column, next)), Sql.notNull(table, column));
    }

    private static void required(Scene scene, Step step, String table, String column, Clause clause, Found found) {
        boolean holdsRows = scene.size(table)
                .flatMap(size -> size.rows())
                .filter(rows -> rows > 0)
                .isPresent();
        boolean bare = scene.change("column", table + "." + column)
                .flatMap(Difference::after)
                .filter(definition -> definition.contains(" DEFAULT "))
                .isEmpty();
        if (bare) {
            String id = Sql.id(clause.name());
            String type = clause.bodyBefore("NOT", "CHECK", "UNIQUE", "REFERENCES", "PRIMARY", "CONSTRAINT");
            found.add(
                    Rule.REQUIRED_COLUMN_WITHOUT_DEFAULT,
                    // where it is not known to fail, it may well succeed
                    !holdsRows,
                    step,
                    table + "." + column,
                    (holdsRows ? "It will fail on " : "It fails as soon as there are rows in ") + scene.sized(table)
                            + ".",
                    Sql.join(
                            List.of(
                                    Sql.alter(table, "ADD COLUMN " + id + " " + type + " DEFAULT <value> NOT NULL"),
                                    "-- or, where each row needs a value of its own:",
                                    Sql.alter(table, "ADD COLUMN " + id + " " + type)),
                            Sql.join(Sql.filled(table, id, "<value>"), Sql.notNull(table, id))));
        }
    }
}

package dev.dbm.findings;

import dev.dbm.model.Difference;
import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import dev.dbm.source.StatementWords;
import java.util.List;
import java.util.Optional;

/** Constraints that are added to tables with rows. */
final class ConstraintRules {
    private ConstraintRules() {}

    static void look(Scene scene, Step step, Found found) {
        Optional<String> table = scene.resolve(step.command().object(), step);
        if (!step.command().is(Command.Kind.ALTER_TABLE)
                || table.filter(name -> scene.quiet(name, step)).isPresent()) {
            return;
        }
        table.ifPresent(name -> step.command().clauses().forEach(clause -> look(scene, step, name, clause, found)));
    }

    private static void look(Scene scene, Step step, String table, Clause clause, Found found) {
        boolean read = step.did(table, Did.SCANNED);
        boolean later = clause.has("NOT", "VALID");
        switch (clause.kind()) {
            case ADD_CHECK -> {
                // without a transaction nobody sees what a statement reads
                if ((read || !scene.transactional()) && !later) {
                    added(
                            Rule.CHECK_WITHOUT_NOT_VALID,
                            "while nobody reads or writes it.",
                            scene,
                            step,
                            table,
                            clause,
                            found);
                }
            }
            case ADD_FOREIGN_KEY -> {
                boolean locked =
                        scene.lock(table, step).filter(LockMode::blocksWrites).isPresent();
                if (!later && (locked || !scene.transactional())) {
                    String both = referenced(scene, table, step)
                            .map(other -> "while writes to it and to " + scene.sized(other) + " wait.")
                            .orElse("while writes to it wait.");
                    added(Rule.FOREIGN_KEY_WITHOUT_NOT_VALID, both, scene, step, table, clause, found);
                }
            }
            case SET_NOT_NULL -> {
                if (read) {
                    String column = Name.quoted(clause.name());
                    found.addWork(
                            Rule.NOT_NULL_SCAN,
                            step,
                            table,
                            table + "." + column,
                            "It reads all of " + scene.sized(table) + " while nobody reads or writes it.",
                            Sql.notNull(table, Sql.id(clause.name())));
                }
            }
            default -> {}
        }
    }

    private static void added(
            Rule rule, String meanwhile, Scene scene, Step step, String table, Clause clause, Found found) {
        String name = name(scene, table, clause);
        found.addWork(
                rule,
                step,
                table,
                table + "." + name,
                "It reads all of " + scene.sized(table) + " " + meanwhile,
                Sql.validatedLater(table, name, clause.bodyText()));
    }

    /** The other table that a foreign key locks. */
    private static Optional<String> referenced(Scene scene, String table, Step step) {
        return step.relations().stream()
                .filter(effect -> effect.kind().equals("table")
                        && !effect.relation().equals(table)
                        && effect.lock().filter(LockMode::blocksWrites).isPresent())
                .map(RelationEffect::relation)
                .filter(other -> !scene.quiet(other))
                .findFirst();
    }

    /** The constraint's name; where the script gives none, the one that PostgreSQL gave it. */
    private static String name(Scene scene, String table, Clause clause) {
        if (!clause.name().isEmpty()) {
            return Name.quoted(clause.name());
        }
        String kind = clause.kind() == Clause.Kind.ADD_CHECK ? "CHECK" : "FOREIGN KEY";
        return scene.changes().stream()
                .filter(change -> change.kind().equals("constraint")
                        && change.change() == Difference.Change.LEFT
                        && Name.ownerOf(change.object()).equals(table)
                        && change.after().orElse("").startsWith(kind))
                .map(change -> Name.lastOf(change.object()))
                .findFirst()
                .orElse(Name.quoted(Name.of(table).last() + (kind.equals("CHECK") ? "_check" : "_fkey")));
    }

    /** A constraint whose index was built with it. */
    static void indexed(Scene scene, Step step, String table, String index, Found found) {
        String name = Name.lastOf(index);
        String definition = scene.change("constraint", table + "." + name)
                .flatMap(Difference::after)
                .orElse("");
        found.addWork(
                Rule.CONSTRAINT_BUILDS_INDEX,
                step,
                table,
                table + "." + name,
                "Its index is built from all of " + scene.sized(table) + " while nobody reads or writes it.",
                usingIndex(table, name, definition));
    }

    private static List<String> usingIndex(String table, String name, String definition) {
        StatementWords words = StatementWords.of(definition);
        boolean primary = words.at(0, "PRIMARY", "KEY");
        if (!primary && !words.at(0, "UNIQUE")) {
            return List.of("-- there is no way without the lock: add it while the table is small, or in a quiet hour");
        }
        int open = words.find(0, words.size(), "(");
        String columns = words.text(open, words.afterParentheses(open));
        List<String> built = List.of(
                Sql.ALONE,
                "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table + " " + columns + ";",
                "-- in the next migration" + (primary ? " (the columns must be NOT NULL already)" : "") + ":",
                Sql.alter(
                        table,
                        "ADD CONSTRAINT " + name + (primary ? " PRIMARY KEY" : " UNIQUE") + " USING INDEX " + name));
        return open < 0 ? List.of() : built;
    }
}

package dev.dbm.findings;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import java.util.List;
import java.util.Set;

/** Tables that were written anew or read as a whole under a lock, where no other rule says why. */
final class RewriteRules {
    private static final Set<String> KINDS = Set.of("table", "materialized-view");

    private RewriteRules() {}

    static void look(Scene scene, Step step, Found found) {
        for (RelationEffect effect : step.relations()) {
            String relation = effect.relation();
            boolean counts = KINDS.contains(effect.kind())
                    && !scene.quiet(relation, step)
                    && !effect.did(Did.CREATED)
                    && !effect.did(Did.DROPPED)
                    && !step.command().is(Command.Kind.TRUNCATE);
            if (counts && effect.did(Did.REWRITTEN)) {
                rewritten(scene, step, effect, found);
            } else if (counts && effect.did(Did.SCANNED)) {
                scanned(scene, step, effect, found);
            }
        }
    }

    private static void rewritten(Scene scene, Step step, RelationEffect effect, Found found) {
        String relation = effect.relation();
        if (found.has(step, Rule.COLUMN_TYPE_REWRITE, Rule.COLUMN_DEFAULT_REWRITE)) {
            return;
        }
        boolean view = effect.kind().equals("materialized-view");
        boolean reads = scene.lock(relation, step).filter(LockMode::blocksReads).isPresent();
        if (view && !reads) {
            return;
        }
        List<String> rewrite = view
                ? List.of(
                        "-- needs a unique index on the view's rows:",
                        "REFRESH MATERIALIZED VIEW CONCURRENTLY " + relation + ";")
                : List.of("-- there is no way without the lock: while the table is small, or in a quiet hour");
        found.addWork(
                Rule.TABLE_REWRITE,
                step,
                relation,
                relation,
                "The statement writes all of " + scene.sized(relation) + " anew, while nobody reads or writes it.",
                rewrite);
    }

    private static void scanned(Scene scene, Step step, RelationEffect effect, Found found) {
        String relation = effect.relation();
        // Whoever only reads or writes rows takes no lock that others wait for.
        boolean locks = effect.lock().filter(LockMode::blocksWrites).isPresent();
        boolean builds = step.all("index", Did.CREATED).stream()
                .anyMatch(index -> index.table().filter(relation::equals).isPresent());
        boolean known = found.has(
                step,
                Rule.CHECK_WITHOUT_NOT_VALID,
                Rule.FOREIGN_KEY_WITHOUT_NOT_VALID,
                Rule.NOT_NULL_SCAN,
                Rule.REQUIRED_COLUMN_WITHOUT_DEFAULT,
                Rule.COLUMN_TYPE_REWRITE,
                Rule.CONSTRAINT_BUILDS_INDEX,
                Rule.INDEX_NOT_CONCURRENT);
        // what a foreign key refers to is looked up, row by row of the table that gets it
        boolean referenced = step.command().has(Clause.Kind.ADD_FOREIGN_KEY)
                && !step.command().object().means(relation);
        if (locks && !builds && !known && !referenced && !step.command().is(Command.Kind.REINDEX)) {
            String who = effect.lock().filter(LockMode::blocksReads).isPresent()
                    ? "nobody reads or writes it."
                    : "writes to it wait.";
            found.addWork(
                    Rule.SCAN_UNDER_LOCK,
                    step,
                    relation,
                    relation,
                    (step.command().has(Clause.Kind.ALTER_TYPE)
                                    ? "Its constraints are checked again for the new type, so the statement reads all of "
                                    : "The statement reads all of ")
                            + scene.sized(relation) + " while " + who,
                    split(step, relation));
        }
    }

    private static List<String> split(Step step, String relation) {
        if (step.command().words().has("ATTACH", "PARTITION")) {
            return Sql.join(
                    List.of("-- in migrations before it: a CHECK that says the same as the partition's bounds"),
                    Sql.validatedLater(
                            relation,
                            Name.quoted(Name.of(relation).last() + "_bounds"),
                            "CHECK (<key> IS NOT NULL AND <key> >= <from> AND <key> < <to>)"));
        }
        return step.command().has(Clause.Kind.ALTER_TYPE, Clause.Kind.ADD_COLUMN)
                ? List.of(
                        "-- leave the column's CHECK out of this statement (drop it before, where it is there already),",
                        "-- add it NOT VALID, and VALIDATE it in a later migration")
                : List.of();
    }
}

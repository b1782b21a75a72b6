package dev.dbm.findings;

import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Rule;
import dev.dbm.source.StatementWords;
import java.util.List;
import java.util.Optional;

/** Indexes that were built, dropped or left invalid, by whatever statement. */
final class IndexRules {
    private IndexRules() {}

    static void look(Scene scene, Step step, Found found) {
        built(scene, step, found);
        if (step.command().is(Command.Kind.REINDEX) && !step.command().concurrently()) {
            rebuilt(scene, step, found);
        }
        if (step.command().is(Command.Kind.DROP_INDEX) && !step.command().concurrently()) {
            dropped(scene, step, found);
        }
        invalid(scene, step, found);
    }

    private static void built(Scene scene, Step step, Found found) {
        // A table whose rows are written anew gets all its indexes anew: that is told as one thing.
        List<RelationEffect> indexes = step.all("index", Did.CREATED).stream()
                .filter(index -> index.table()
                        .filter(table -> !scene.quiet(table, step) && !step.did(table, Did.REWRITTEN))
                        .isPresent())
                .toList();
        if (indexes.isEmpty() || step.command().concurrently() || onParentOnly(step, indexes.get(0))) {
            return;
        }
        for (RelationEffect index : step.command().is(Command.Kind.CREATE_INDEX) ? indexes.subList(0, 1) : indexes) {
            String table = index.table().orElseThrow();
            String constraint = table + "." + Name.lastOf(index.relation());
            if (ColumnRules.retypes(step)) {
                ColumnRules.reindexed(scene, step, table, index.relation(), found);
                continue;
            }
            if (step.command().is(Command.Kind.ALTER_TABLE)
                    || scene.change("constraint", constraint).isPresent()) {
                ConstraintRules.indexed(scene, step, table, index.relation(), found);
                continue;
            }
            found.addWork(
                    Rule.INDEX_NOT_CONCURRENT,
                    step,
                    table,
                    index.relation(),
                    "Building it reads all of " + scene.sized(table) + " while writes to it wait.",
                    indexes.size() > 1 ? partitioned() : concurrent(scene, step, index.relation()));
        }
    }

    /** ON ONLY a partitioned table an index has nothing to read. */
    private static boolean onParentOnly(Step step, RelationEffect index) {
        return step.command().words().has("ON", "ONLY")
                && !step.did(index.table().orElseThrow(), Did.SCANNED);
    }

    /** The same index, built beside the traffic. */
    static List<String> concurrent(Scene scene, Step step, String index) {
        StatementWords words = step.command().words();
        int keyword = words.find(0, 3, "INDEX");
        if (step.command().is(Command.Kind.CREATE_INDEX) && keyword > 0) {
            String name = step.command().object().parts().isEmpty() ? " " + Name.lastOf(index) : "";
            return Sql.concurrently(words, keyword + 1, name);
        }
        return scene.change("index", index)
                .flatMap(change -> change.after())
                .map(definition -> List.of(
                        Sql.ALONE,
                        definition.replaceFirst("INDEX ON ", "INDEX CONCURRENTLY " + Name.lastOf(index) + " ON ")
                                + ";"))
                .orElse(List.of());
    }

    private static List<String> partitioned() {
        return List.of(
                "-- a partitioned table's index cannot be built concurrently as a whole:",
                "-- 1. CREATE INDEX … ON ONLY the parent: quick, and invalid until all parts are there",
                "-- 2. CREATE INDEX CONCURRENTLY … on each partition, in migrations with -- dbm:no-transaction",
                "-- 3. ALTER INDEX … ATTACH PARTITION each of them");
    }

    private static void rebuilt(Scene scene, Step step, Found found) {
        for (RelationEffect index : step.all("index", Did.REWRITTEN)) {
            Optional<String> table = index.table().filter(name -> !scene.quiet(name, step));
            table.ifPresent(name -> found.addWork(
                    Rule.INDEX_NOT_CONCURRENT,
                    step,
                    name,
                    index.relation(),
                    "Building it again reads all of " + scene.sized(name) + " while writes to it wait, and reads that"
                            + " would use the index.",
                    List.of(
                            Sql.ALONE,
                            "REINDEX INDEX CONCURRENTLY " + index.relation() + ";   -- from PostgreSQL 12 on")));
        }
    }

    private static void dropped(Scene scene, Step step, Found found) {
        for (RelationEffect index : step.all("index", Did.DROPPED)) {
            // a partitioned table's index cannot be dropped concurrently
            Optional<String> table = index.table()
                    .filter(name -> !scene.quiet(name, step)
                            && !scene.created().contains(index.relation())
                            && !scene.facts().catalog().isPartitioned(name));
            table.ifPresent(name -> found.add(
                    Rule.INDEX_DROP_NOT_CONCURRENT,
                    step,
                    index.relation(),
                    "Dropping it locks " + scene.sized(name) + " against reads and writes.",
                    List.of(Sql.ALONE, "DROP INDEX CONCURRENTLY " + index.relation() + ";")));
        }
    }

    private static void invalid(Scene scene, Step step, Found found) {
        for (RelationEffect index : step.all("index", Did.LEFT_INVALID)) {
            // ON ONLY a partitioned table an index waits for its parts: that is the safe way.
            boolean stays = scene.change("index", index.relation())
                    .flatMap(change -> change.after())
                    .filter(definition -> definition.contains(" INVALID") && !definition.contains(" ON ONLY "))
                    .isPresent();
            if (stays) {
                found.add(
                        Rule.INVALID_INDEX,
                        step,
                        index.relation(),
                        "The statement left it invalid.",
                        again(index.relation()));
            }
        }
        Name named = step.command().object();
        if (step.command().is(Command.Kind.CREATE_INDEX) && scene.facts().target()) {
            scene.facts().invalid().stream()
                    .filter(index -> Name.lastOf(index).equals(Name.quoted(named.last())))
                    .sorted()
                    .findFirst()
                    .ifPresent(index -> found.add(
                            Rule.INVALID_INDEX,
                            step,
                            index,
                            "The target has an invalid index of this name, from a build that did not come to its end.",
                            again(index)));
        }
    }

    private static List<String> again(String index) {
        return List.of(
                Sql.ALONE, "REINDEX INDEX CONCURRENTLY " + index + ";   -- or DROP INDEX CONCURRENTLY, and build it");
    }
}

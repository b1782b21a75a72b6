package dev.dbm.rehearsal;

import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.LockMode;
import dev.dbm.model.Migration;
import dev.dbm.model.PairEffects;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.RelationEffect.Rows;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Statement;
import dev.dbm.model.StatementEffects;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Effects as fields of a kept proof. Of a statement the text is kept that people may see. */
final class StoredEffects {
    private StoredEffects() {}

    static void write(Optional<PairEffects> effects, List<String> fields) {
        fields.add(String.valueOf(effects.isPresent()));
        effects.ifPresent(seen -> {
            write(seen.forward(), fields);
            fields.add(String.valueOf(seen.undo().isPresent()));
            seen.undo().ifPresent(undo -> write(undo, fields));
            differences(seen.undoChanges(), fields);
            StoredTables.write(seen.tables(), fields);
        });
    }

    static Optional<PairEffects> read(ProofFields fields, Migration migration) {
        if (!fields.flag()) {
            return Optional.empty();
        }
        ScriptEffects forward = script(fields, migration.forward());
        Optional<ScriptEffects> undo = fields.flag()
                ? Optional.of(script(fields, migration.undo().orElseThrow(IllegalArgumentException::new)))
                : Optional.empty();
        List<Difference> undoChanges = differences(fields, Leg.UNDO);
        return Optional.of(new PairEffects(forward, undo, undoChanges, StoredTables.read(fields)));
    }

    static void differences(List<Difference> differences, List<String> fields) {
        fields.add(String.valueOf(differences.size()));
        for (Difference one : differences) {
            fields.addAll(List.of(one.kind(), one.object(), one.change().name()));
            fields.add(ProofFields.optional(one.before()));
            fields.add(ProofFields.optional(one.after()));
        }
    }

    static List<Difference> differences(ProofFields fields, Leg leg) {
        List<Difference> differences = new ArrayList<>();
        for (long i = fields.number(); i > 0; i--) {
            differences.add(new Difference(
                    leg,
                    fields.next(),
                    fields.next(),
                    Difference.Change.valueOf(fields.next()),
                    fields.optional(),
                    fields.optional()));
        }
        return differences;
    }

    private static void write(ScriptEffects effects, List<String> fields) {
        fields.add(String.valueOf(effects.folded()));
        fields.add(String.valueOf(effects.transactional()));
        fields.add(String.valueOf(effects.statements().size()));
        for (StatementEffects one : effects.statements()) {
            fields.add(String.valueOf(one.statement().line()));
            fields.add(one.statement().shown());
            fields.add(String.valueOf(one.tookMicros()));
            fields.add(String.valueOf(one.relations().size()));
            one.relations().forEach(relation -> write(relation, fields));
        }
    }

    private static ScriptEffects script(ProofFields fields, Script script) {
        boolean folded = fields.flag();
        boolean transactional = fields.flag();
        List<StatementEffects> statements = new ArrayList<>();
        for (long i = fields.number(); i > 0; i--) {
            Statement statement = Statement.of((int) fields.number(), fields.next());
            long took = fields.number();
            List<RelationEffect> relations = new ArrayList<>();
            for (long j = fields.number(); j > 0; j--) {
                relations.add(relation(fields));
            }
            statements.add(new StatementEffects(statement, took, relations));
        }
        return new ScriptEffects(script, statements, folded, transactional);
    }

    private static void write(RelationEffect relation, List<String> fields) {
        fields.addAll(List.of(relation.relation(), relation.kind(), ProofFields.optional(relation.table())));
        fields.add(String.valueOf(relation.existed()));
        fields.add(ProofFields.optional(relation.lock().map(LockMode::name)));
        fields.add(String.valueOf(relation.did().size()));
        relation.did().stream().sorted().forEach(did -> fields.add(did.name()));
        Rows rows = relation.rows();
        fields.addAll(List.of(
                String.valueOf(rows.inserted()), String.valueOf(rows.updated()), String.valueOf(rows.deleted())));
    }

    private static RelationEffect relation(ProofFields fields) {
        String name = fields.next();
        String kind = fields.next();
        Optional<String> table = fields.optional();
        boolean existed = fields.flag();
        Optional<LockMode> lock = fields.optional().map(LockMode::valueOf);
        Set<Did> did = EnumSet.noneOf(Did.class);
        for (long i = fields.number(); i > 0; i--) {
            did.add(Did.valueOf(fields.next()));
        }
        Rows rows = new Rows(fields.number(), fields.number(), fields.number());
        return new RelationEffect(name, kind, table, existed, lock, did, rows);
    }
}

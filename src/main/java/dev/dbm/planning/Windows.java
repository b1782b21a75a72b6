package dev.dbm.planning;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Speed;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableSize;
import dev.dbm.model.Window;
import dev.dbm.model.Window.Block;
import dev.dbm.model.Window.Span;
import dev.dbm.model.Window.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Weighs what a script did on the scratch with the sizes of the target's tables. */
public final class Windows {
    private final Map<String, TableSize> sizes;
    private final Optional<Speed> speed;

    /**
     * Weighs with these sizes.
     *
     * @param sizes the target's tables by full name
     * @param speed how quickly rows are read and written; empty where nobody measured
     */
    public Windows(Map<String, TableSize> sizes, Optional<Speed> speed) {
        this.sizes = sizes;
        this.speed = speed;
    }

    /**
     * The window of one script.
     *
     * @param fresh relations that earlier scripts of the run made, so that they hold nothing to speak of
     */
    public Window of(ScriptEffects effects, Set<String> fresh) {
        List<Work> work = new ArrayList<>();
        List<Optional<Span>> takes = new ArrayList<>();
        for (StatementEffects statement : effects.statements()) {
            List<Work> here = work(statement, fresh);
            work.addAll(here);
            takes.add(total(here.stream().map(Work::takes).toList()));
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < effects.statements().size(); i++) {
            StatementEffects statement = effects.statements().get(i);
            // a lock is held until the transaction ends, so for all that follows
            int end = effects.transactional() ? takes.size() : i + 1;
            Optional<Span> held = total(takes.subList(i, end));
            for (RelationEffect relation : statement.relations()) {
                Optional<LockMode> lock = relation.lock().filter(LockMode::blocksWrites);
                if (lock.isPresent()
                        && isTable(relation)
                        && relation.existed()
                        && !fresh.contains(relation.relation())) {
                    blocks.add(new Block(statement.statement().line(), relation.relation(), lock.get(), held));
                }
            }
        }
        return new Window(effects.script().path(), work, blocks, total(takes));
    }

    private List<Work> work(StatementEffects statement, Set<String> fresh) {
        List<Work> work = new ArrayList<>();
        for (RelationEffect relation : statement.relations()) {
            if (!isTable(relation) || !relation.existed() || fresh.contains(relation.relation())) {
                continue;
            }
            Optional<TableSize> size = Optional.ofNullable(sizes.get(relation.relation()));
            if (relation.did(Did.REWRITTEN) || relation.did(Did.SCANNED)) {
                Did did = relation.did(Did.REWRITTEN) ? Did.REWRITTEN : Did.SCANNED;
                Optional<Span> takes = size.flatMap(known -> takes(did, known));
                work.add(new Work(statement.statement().line(), relation.relation(), did, size, takes));
            } else if (relation.rows().any()) {
                // How many rows it meets on the target nobody knows: from none to all.
                Optional<Span> takes = size.flatMap(known -> takes(Did.REWRITTEN, known))
                        .map(all -> new Span(java.time.Duration.ZERO, all.most()));
                work.add(new Work(statement.statement().line(), relation.relation(), Did.WRITTEN, size, takes));
            }
        }
        return work;
    }

    private Optional<Span> takes(Did did, TableSize size) {
        if (size.isEmpty()) {
            return Optional.of(Span.NOTHING);
        }
        return size.bytes()
                .flatMap(bytes ->
                        speed.map(known -> did == Did.REWRITTEN ? known.writing(bytes) : known.reading(bytes)));
    }

    private static boolean isTable(RelationEffect relation) {
        return relation.kind().equals("table") || relation.kind().equals("materialized-view");
    }

    private static Optional<Span> total(List<Optional<Span>> spans) {
        Optional<Span> total = Optional.of(Span.NOTHING);
        for (Optional<Span> span : spans) {
            total = total.flatMap(sum -> span.map(sum::plus));
        }
        return total;
    }
}

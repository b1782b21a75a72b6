package dev.dbm.report;

import dev.dbm.model.Difference;
import dev.dbm.model.Finding;
import dev.dbm.model.Insight;
import dev.dbm.model.Leg;
import dev.dbm.model.LockMode;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.Report;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.TableSize;
import dev.dbm.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The JSON of what was observed: effects, findings, windows. */
final class EffectsJson {
    private final JsonWriter json;

    EffectsJson(JsonWriter json) {
        this.json = json;
    }

    /** An effect and where it was seen. */
    private record Seen(Leg leg, int line, RelationEffect effect) {}

    /** The fields of {@code effects}. */
    void of(Report.Item item) {
        Optional<PairEffects> effects = item.rehearsal().flatMap(PairResult::effects);
        List<Seen> all = new ArrayList<>();
        effects.ifPresent(pair -> {
            gather(Leg.FORWARD, pair.forward(), all);
            pair.undo().ifPresent(undo -> gather(Leg.UNDO, undo, all));
        });
        // Only what was looked for may be read as absent.
        List<String> observed = new ArrayList<>();
        if (item.rehearsal().isPresent()) {
            observed.add("drops");
        }
        if (effects.isPresent()) {
            observed.addAll(List.of("locks", "rewrites", "scans", "rows", "statements"));
        }
        json.texts("observed", observed);
        json.objects(
                "locks",
                all.stream()
                        .filter(seen ->
                                seen.effect().existed() && seen.effect().lock().isPresent())
                        .toList(),
                seen -> {
                    seen(seen);
                    LockMode mode = seen.effect().lock().orElseThrow();
                    json.text("mode", mode.words());
                    blocks(mode);
                });
        json.objects("rewrites", filter(all, effect -> effect.existed() && effect.did(Did.REWRITTEN)), this::seen);
        json.objects("scans", filter(all, effect -> effect.existed() && effect.did(Did.SCANNED)), this::seen);
        List<Difference> gone = item.rehearsal().map(PairResult::changes).orElse(List.of()).stream()
                .filter(change -> change.change() == Difference.Change.GONE)
                .toList();
        json.objects("drops", gone, drop -> {
            json.text("kind", drop.kind());
            json.text("object", drop.object());
        });
        json.object("forward", effects.map(PairEffects::forward), this::script);
        json.object("undo", effects.flatMap(PairEffects::undo), this::script);
    }

    private static void gather(Leg leg, ScriptEffects script, List<Seen> into) {
        for (StatementEffects statement : script.statements()) {
            statement
                    .relations()
                    .forEach(effect ->
                            into.add(new Seen(leg, statement.statement().line(), effect)));
        }
    }

    private static List<Seen> filter(List<Seen> all, Predicate<RelationEffect> which) {
        return all.stream().filter(seen -> which.test(seen.effect())).toList();
    }

    private void seen(Seen seen) {
        json.text("leg", seen.leg().word());
        json.number("line", seen.line());
        json.text("relation", seen.effect().relation());
        json.text("kind", seen.effect().kind());
    }

    private void script(ScriptEffects script) {
        json.text("script", script.script().path());
        json.flag("transactional", script.transactional());
        json.flag("folded", script.folded());
        json.objects("statements", script.statements(), statement -> {
            json.number("line", statement.statement().line());
            json.number("tookMicros", statement.tookMicros());
            json.objects("relations", statement.relations(), this::relation);
        });
    }

    private void relation(RelationEffect effect) {
        json.text("relation", effect.relation());
        json.text("kind", effect.kind());
        json.text("table", effect.table());
        json.flag("existed", effect.existed());
        json.text("lock", effect.lock().map(LockMode::words));
        json.texts(
                "did",
                Arrays.stream(Did.values())
                        .filter(effect::did)
                        .map(EffectsJson::word)
                        .toList());
        json.object("rows", () -> {
            json.number("inserted", effect.rows().inserted());
            json.number("updated", effect.rows().updated());
            json.number("deleted", effect.rows().deleted());
        });
    }

    private static String word(Did did) {
        return did.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void blocks(LockMode mode) {
        List<String> blocks = new ArrayList<>();
        if (mode.blocksReads()) {
            blocks.add("reads");
        }
        if (mode.blocksWrites()) {
            blocks.add("writes");
        }
        json.texts("blocks", blocks);
    }

    /** The field {@code findings}. */
    void findings(List<Finding> findings) {
        json.objects("findings", findings, finding -> {
            json.text("rule", finding.rule());
            json.text("severity", FindingText.word(finding.severity()));
            json.text("script", finding.script());
            json.number("line", finding.line());
            json.text("object", finding.object());
            json.text("fact", finding.fact());
            json.text("why", finding.why());
            json.texts("rewrite", finding.rewrite());
            json.text("allowed", finding.allowed());
        });
    }

    /** The fields of {@code window} of a migration. */
    void windows(Insight insight) {
        json.object("forward", insight.forward(), this::window);
        json.object("back", insight.back(), this::window);
    }

    private void window(Window window) {
        json.text("script", window.script());
        span("total", window.total());
        json.objects("work", window.work(), work -> {
            json.number("line", work.line());
            json.text("relation", work.relation());
            json.text("did", word(work.did()));
            json.number("rows", work.size().flatMap(TableSize::rows));
            json.number("bytes", work.size().flatMap(TableSize::bytes));
            json.text("analyzed", work.size().flatMap(TableSize::analyzed).map(Instant::toString));
            span("takes", work.takes());
        });
        json.objects("blocks", window.blocks(), block -> {
            json.number("line", block.line());
            json.text("relation", block.relation());
            json.text("mode", block.mode().words());
            blocks(block.mode());
            span("held", block.held());
        });
    }

    /** The field {@code window} of the whole report. */
    void maintenance(Report report) {
        json.object("window", () -> {
            total("forward", Maintenance.forward(report));
            total("back", Maintenance.back(report));
        });
    }

    private void total(String way, Maintenance window) {
        json.object(way, window.isEmpty() ? Optional.empty() : Optional.of(window), known -> {
            json.number("scripts", known.scripts());
            json.number("unknown", known.unknown());
            span("total", known.total());
            json.objects("blocks", known.blocked(), blocked -> {
                json.text("relation", blocked.relation());
                json.text("mode", blocked.mode().words());
                blocks(blocked.mode());
                span("held", blocked.held());
            });
        });
    }

    private void span(String name, Optional<Window.Span> span) {
        json.object(name, span, known -> {
            json.number("leastMs", millis(known.least()));
            json.number("mostMs", millis(known.most()));
        });
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }
}

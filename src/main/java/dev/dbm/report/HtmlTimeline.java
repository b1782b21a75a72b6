package dev.dbm.report;

import static dev.dbm.report.Markup.at;

import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.StatementEffects;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A script's statements from left to right, a step each, and below them a bar for every lock: from the statement that takes it
 * to the end of the transaction. Steps are not to scale, for the time on an empty scratch says nothing of the target.
 */
final class HtmlTimeline {
    private static final int STEPS = 40;
    private static final int BARS = 20;
    /** Longer tables of statements are folded. */
    private static final int OPEN = 12;

    private static final double LABELS = 330;
    private static final int CHARACTERS = 45;
    private static final double STEPS_WIDTH = 400;
    private static final double WIDTH = 1020;
    private static final double TOP = 34;
    private static final double ROW = 24;

    private final ScriptEffects script;
    private final Optional<Window> window;
    private final Markup page;
    private final List<StatementEffects> steps;

    private HtmlTimeline(ScriptEffects script, Optional<Window> window, Markup page) {
        this.script = script;
        this.window = window;
        this.page = page;
        List<StatementEffects> all = script.statements();
        this.steps = all.size() <= STEPS
                ? all
                : all.stream()
                        .filter(one -> !one.relations().isEmpty())
                        .limit(STEPS)
                        .toList();
    }

    /** A lock from one step to another. */
    private record Span(int from, int to, int line) {}

    private record Bar(String relation, LockMode mode, List<Span> spans) {}

    static void write(ScriptEffects script, Optional<Window> window, Markup page) {
        if (!script.statements().isEmpty()) {
            new HtmlTimeline(script, window, page).write();
        }
    }

    private void write() {
        List<Bar> bars = bars();
        if (!bars.isEmpty()) {
            draw(bars.subList(0, Math.min(BARS, bars.size())));
            if (bars.size() > BARS) {
                page.leaf("p", "and " + (bars.size() - BARS) + " more locks", "class", "faint");
            }
        }
        table();
    }

    /** The locks on what was there before, strongest first; what the script makes nobody else can wait for. */
    private List<Bar> bars() {
        Map<String, Bar> bars = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            StatementEffects statement = steps.get(i);
            for (RelationEffect effect : statement.relations()) {
                if (effect.existed() && effect.lock().isPresent() && !EffectText.isPart(effect, statement)) {
                    LockMode mode = effect.lock().get();
                    int end = script.transactional() ? steps.size() : i + 1;
                    bars.computeIfAbsent(
                                    effect.relation() + "\0" + mode,
                                    key -> new Bar(effect.relation(), mode, new ArrayList<>()))
                            .spans()
                            .add(new Span(i, end, statement.statement().line()));
                }
            }
        }
        List<Bar> sorted = new ArrayList<>(bars.values());
        sorted.sort(Comparator.comparing(Bar::mode).reversed());
        return sorted;
    }

    private void draw(List<Bar> bars) {
        double height = TOP + bars.size() * ROW + 6;
        double step = STEPS_WIDTH / steps.size();
        page.open("svg", "class", "timeline", "role", "img", "viewBox", "0 0 " + at(WIDTH) + " " + at(height));
        page.leaf("title", "Locks of " + script.script().path());
        page.leaf("text", "lock", "x", "0", "y", "14", "class", "faint");
        page.leaf("text", "others wait", "x", at(LABELS + STEPS_WIDTH + 14), "y", "14", "class", "faint");
        shade(bars, step, height);
        int every = Math.max(1, (int) Math.ceil(26 / step));
        for (int i = 0; i < steps.size(); i++) {
            double x = LABELS + i * step;
            page.empty("line", "class", "grid", "x1", at(x), "y1", "20", "x2", at(x), "y2", at(height));
            if (i % every == 0) {
                page.leaf(
                        "text",
                        String.valueOf(i + 1),
                        "x",
                        at(x + step / 2),
                        "y",
                        "14",
                        "class",
                        "faint",
                        "text-anchor",
                        "middle");
            }
        }
        double end = LABELS + STEPS_WIDTH;
        page.empty("line", "class", "grid", "x1", at(end), "y1", "20", "x2", at(end), "y2", at(height));
        double y = TOP;
        for (Bar bar : bars) {
            bar(bar, y, step);
            y += ROW;
        }
        page.close().newLine();
    }

    /** Behind the bars: the steps at which somebody's reads, or only writes, would wait. */
    private void shade(List<Bar> bars, double step, double height) {
        for (int i = 0; i < steps.size(); i++) {
            int at = i;
            Optional<LockMode> strongest = bars.stream()
                    .filter(bar -> bar.spans().stream().anyMatch(span -> span.from() <= at && at < span.to()))
                    .map(Bar::mode)
                    .max(Comparator.naturalOrder());
            strongest
                    .filter(LockMode::blocksWrites)
                    .ifPresent(mode -> page.empty(
                            "rect",
                            "class",
                            "shade " + weight(mode),
                            "x",
                            at(LABELS + at * step),
                            "y",
                            "20",
                            "width",
                            at(step),
                            "height",
                            at(height - 20)));
        }
    }

    private void bar(Bar bar, double y, double step) {
        String mode = "  " + bar.mode().words();
        String name = Markup.cut(bar.relation(), CHARACTERS - mode.length()) + mode;
        page.open("text", "x", "0", "y", at(y + 15), "class", "lock");
        page.leaf("title", bar.relation() + " " + bar.mode().words()).text(name).close();
        for (Span span : bar.spans()) {
            page.empty(
                    "rect",
                    "class",
                    "bar " + weight(bar.mode()),
                    "x",
                    at(LABELS + span.from() * step + 1),
                    "y",
                    at(y + 3),
                    "width",
                    at(Math.max(3, (span.to() - span.from()) * step - 2)),
                    "height",
                    at(ROW - 8),
                    "rx",
                    "2");
        }
        String waits =
                bar.mode().blocksWrites() ? WindowText.blocked(bar.mode()) + held(bar) : "nobody who reads or writes";
        page.leaf("text", waits, "x", at(LABELS + STEPS_WIDTH + 14), "y", at(y + 15), "class", "waits");
    }

    private String held(Bar bar) {
        return window.flatMap(known -> known.blocks().stream()
                        .filter(block -> block.relation().equals(bar.relation()) && block.mode() == bar.mode())
                        .findFirst())
                .map(block -> ", " + WindowText.lasting(block.held()))
                .orElse("");
    }

    private static String weight(LockMode mode) {
        return mode.blocksReads() ? "reads" : mode.blocksWrites() ? "writes" : "nobody";
    }

    private void table() {
        page.open("details", steps.size() <= OPEN ? new String[] {"open", "open"} : new String[0]);
        page.leaf("summary", Summary.plural(script.statements().size(), "statement"));
        page.open("table", "class", "steps");
        page.open("tr");
        for (String head : List.of("", "line", "statement", "on the scratch", "did")) {
            page.leaf("th", head);
        }
        page.close().newLine();
        for (int i = 0; i < steps.size(); i++) {
            StatementEffects one = steps.get(i);
            page.open("tr").leaf("td", String.valueOf(i + 1), "class", "number");
            page.leaf("td", String.valueOf(one.statement().line()), "class", "number");
            String sql = one.statement().shown().strip().replaceAll("\\s+", " ");
            page.open("td").leaf("code", Markup.cut(sql, 160)).close();
            page.leaf("td", took(one.tookMicros()), "class", "number");
            page.leaf("td", String.join("; ", Fold.of(did(one))));
            page.close().newLine();
        }
        page.close();
        int left = script.statements().size() - steps.size();
        if (left > 0) {
            page.leaf("p", "and " + Summary.plural(left, "more statement"), "class", "faint");
        }
        page.close().newLine();
    }

    private static String took(long micros) {
        return micros < 1_000
                ? "under 1 ms"
                : micros < 10_000
                        ? String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0)
                        : Took.words(micros / 1_000);
    }

    private static List<String> did(StatementEffects statement) {
        List<String> did = new ArrayList<>();
        for (RelationEffect effect : statement.relations()) {
            for (Did what : Did.values()) {
                // rows that were written are counted below
                if (effect.did(what) && !(what == Did.WRITTEN && effect.rows().any())) {
                    did.add(word(what) + " " + Visible.line(effect.relation()));
                }
            }
            if (effect.rows().any()) {
                did.add(EffectText.rows(effect.rows()) + " in " + Visible.line(effect.relation()));
            }
        }
        return did;
    }

    private static String word(Did did) {
        return switch (did) {
            case CREATED -> "creates";
            case DROPPED -> "drops";
            case REWRITTEN -> "rewrites";
            case EMPTIED -> "empties";
            case SCANNED -> "scans";
            case WRITTEN -> "writes";
            case LEFT_INVALID -> "leaves invalid";
        };
    }
}

package dev.dbm.report;

import dev.dbm.model.Insight;
import dev.dbm.model.LockMode;
import dev.dbm.model.Report;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The windows of all scripts of a plan together.
 *
 * @param scripts how many scripts were estimated or could not be
 * @param unknown how many of them nobody can say how long they take
 * @param known what is known together, without those
 * @param blocked what is blocked meanwhile
 */
record Maintenance(int scripts, int unknown, Window.Span known, List<Blocked> blocked) {

    /**
     * A relation that is blocked.
     *
     * @param mode the strongest lock on it
     * @param held how long all locks on it are held together; empty where one is not known
     */
    record Blocked(String relation, LockMode mode, Optional<Window.Span> held) {
        Blocked and(Window.Block block) {
            return new Blocked(
                    relation, mode.compareTo(block.mode()) >= 0 ? mode : block.mode(), held.flatMap(span -> block.held()
                            .map(span::plus)));
        }
    }

    static Maintenance forward(Report report) {
        return of(report, Insight::forward);
    }

    static Maintenance back(Report report) {
        return of(report, Insight::back);
    }

    private static Maintenance of(Report report, Function<Insight, Optional<Window>> which) {
        List<Window> windows = report.migrations().stream()
                .flatMap(item -> which.apply(item.insight()).stream())
                .toList();
        Window.Span known = Window.Span.NOTHING;
        int unknown = 0;
        Map<String, Blocked> blocked = new LinkedHashMap<>();
        for (Window window : windows) {
            if (window.total().isPresent()) {
                known = known.plus(window.total().get());
            } else {
                unknown++;
            }
            for (Window.Block block : window.blocks()) {
                blocked.merge(
                        block.relation(),
                        new Blocked(block.relation(), block.mode(), block.held()),
                        (sum, one) -> sum.and(block));
            }
        }
        return new Maintenance(windows.size(), unknown, known, new ArrayList<>(blocked.values()));
    }

    /** How long all of it takes; empty where that is not known of every script. */
    Optional<Window.Span> total() {
        return unknown == 0 ? Optional.of(known) : Optional.empty();
    }

    boolean isEmpty() {
        return scripts == 0;
    }

    /** The total, and what part of it is a guess from below. */
    String words() {
        if (unknown == 0) {
            return WindowText.span(total());
        }
        String part = unknown + " of " + Summary.plural(scripts, "script") + " cannot be estimated";
        return WindowText.UNKNOWN
                + (known.most().isZero()
                        ? " (" + part + ")"
                        : " (" + part + ", the rest takes " + WindowText.span(Optional.of(known)) + ")");
    }

    /** The whole of a plan's windows, a few lines; none where nothing was estimated. */
    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        forward(report).append("forward", lines);
        back(report).append("back", lines);
        return lines;
    }

    private void append(String way, List<String> lines) {
        if (isEmpty()) {
            return;
        }
        lines.add(String.format("%-9s%s", way, words()));
        List<String> waiting = blocked.stream()
                .map(one -> Visible.line(one.relation()) + ": no "
                        + WindowText.blocked(one.mode()).replace("and", "or") + " " + WindowText.lasting(one.held()))
                .toList();
        Fold.of(waiting).forEach(line -> lines.add("         " + line));
    }
}

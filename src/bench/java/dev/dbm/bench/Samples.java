package dev.dbm.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Times of one kind of run, in seconds. */
record Samples(List<Double> seconds) {
    Samples {
        seconds = List.copyOf(seconds);
    }

    /**
     * Runs the candidates in turn, round after round, so that whatever slows the machine for a while slows all of them. A first
     * round only warms caches.
     */
    static List<Samples> sideBySide(int rounds, List<Supplier<Double>> candidates) {
        List<List<Double>> times = new ArrayList<>();
        candidates.forEach(candidate -> times.add(new ArrayList<>()));
        for (int round = 0; round <= rounds; round++) {
            for (int i = 0; i < candidates.size(); i++) {
                double seconds = candidates.get(i).get();
                if (round > 0) {
                    times.get(i).add(seconds);
                }
            }
        }
        return times.stream().map(Samples::new).toList();
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The median and the extremes, as a table shows them. */
    String show() {
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f–%.2f)",
                median(),
                seconds.stream().min(Double::compare).orElseThrow(),
                seconds.stream().max(Double::compare).orElseThrow());
    }
}

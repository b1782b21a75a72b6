package dev.dbm.report;

import java.util.Locale;

/** Durations for people. */
final class Took {
    private Took() {}

    /** Milliseconds as {@code 12 ms}, {@code 1.2 s} or {@code 2 min 05 s}. */
    static String words(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 59_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        long seconds = Math.round(millis / 1_000.0);
        return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
}

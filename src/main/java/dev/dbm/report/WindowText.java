package dev.dbm.report;

import dev.dbm.model.Bytes;
import dev.dbm.model.LockMode;
import dev.dbm.model.RelationEffect.Did;
import dev.dbm.model.TableSize;
import dev.dbm.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Windows in words. What is not known is called so, and never zero. */
final class WindowText {
    static final String UNKNOWN = "unknown";

    private WindowText() {}

    /** {@code 2 to 9 s}; {@code unknown} where it is not known. */
    static String span(Optional<Window.Span> span) {
        return span.map(WindowText::words).orElse(UNKNOWN);
    }

    /** {@code for 2 to 9 s}, {@code for an unknown time}. */
    static String lasting(Optional<Window.Span> span) {
        return span.map(known -> "for " + words(known)).orElse("for an unknown time");
    }

    private static String words(Window.Span span) {
        if (span.most().isZero()) {
            return "a moment";
        }
        String most = words(span.most());
        if (span.least().isZero()) {
            return "up to " + most;
        }
        String least = words(span.least());
        if (least.equals(most)) {
            return most;
        }
        // the unit once where both have the same: 2 to 9 s
        int unit = least.indexOf(' ');
        boolean same = unit == least.lastIndexOf(' ') && most.endsWith(least.substring(unit));
        return (same && most.indexOf(' ') == most.lastIndexOf(' ') ? least.substring(0, unit) : least) + " to " + most;
    }

    /** Whole seconds from ten on: an estimate has no tenths. */
    private static String words(Duration duration) {
        long millis = Math.max(1, duration.toMillis());
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0).replace(".0 ", " ");
        }
        long seconds = Math.round(millis / 1_000.0);
        if (seconds < 90) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / 60.0);
        return minutes < 90 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /** Whom a lock keeps waiting: {@code reads and writes}, {@code writes}. */
    static String blocked(LockMode mode) {
        return mode.blocksReads() ? "reads and writes" : mode.blocksWrites() ? "writes" : "no reads or writes";
    }

    /** What others wait for, and for how long. */
    static List<String> blocks(Window window) {
        return window.blocks().stream()
                .map(block -> "blocks " + blocked(block.mode()) + (block.mode().blocksReads() ? " of " : " to ")
                        + Visible.line(block.relation()) + " " + lasting(block.held()) + " ("
                        + block.mode().words() + ", line " + block.line() + ")")
                .toList();
    }

    /** What is read or written as a whole, and how much that is. */
    static List<String> work(Window window) {
        List<String> lines = new ArrayList<>();
        for (Window.Work work : window.work()) {
            lines.add(verb(work.did()) + Visible.line(work.relation()) + ": "
                    + size(work.size()) + ", "
                    + work.takes().map(WindowText::words).orElse("unknown time") + " (line "
                    + work.line() + ")");
        }
        return lines;
    }

    private static String verb(Did did) {
        return switch (did) {
            case REWRITTEN -> "rewrites ";
            case WRITTEN -> "writes rows of ";
            default -> "scans ";
        };
    }

    private static String size(Optional<TableSize> size) {
        List<String> known = new ArrayList<>();
        size.flatMap(TableSize::rows)
                .ifPresent(
                        rows -> known.add(String.format(Locale.ROOT, "about %,d row%s", rows, rows == 1 ? "" : "s")));
        size.flatMap(TableSize::bytes).ifPresent(bytes -> known.add(Bytes.words(bytes)));
        return known.isEmpty() ? "size unknown" : String.join(", ", known);
    }
}

package dev.dbm.model;

import dev.dbm.model.Window.Span;
import java.time.Duration;

/**
 * How quickly a server reads and writes whole tables.
 *
 * @param readBytes bytes read in a second
 * @param writtenBytes bytes written in a second, write-ahead log included
 * @param slowest how many times longer it may take at most
 */
public record Speed(long readBytes, long writtenBytes, int slowest) {
    /** A table that has to come from the disk, or a disk that others use, takes so many times longer. */
    private static final int ON_THE_TARGET = 10;

    /** Whoever knows the target has its disks in mind, but hardly every hour of its day. */
    private static final int BUSY = 2;

    /**
     * What was measured on a small table that is in memory. A large one on the target is read from its disks, beside its other
     * work: so the most that is to be expected is several times the least.
     */
    public static Speed measured(long readBytes, long writtenBytes) {
        return new Speed(readBytes, writtenBytes, ON_THE_TARGET);
    }

    /** What the settings say that the target manages, in bytes a second. */
    public static Speed known(long bytes) {
        return new Speed(bytes, bytes, BUSY);
    }

    /** How long it takes to read so many bytes. */
    public Span reading(long bytes) {
        return span(bytes, readBytes);
    }

    /** How long it takes to write so many bytes. */
    public Span writing(long bytes) {
        return span(bytes, writtenBytes);
    }

    private Span span(long bytes, long second) {
        Duration least = Duration.ofMillis(Math.round(bytes * 1_000.0 / Math.max(1, second)));
        return new Span(least, least.multipliedBy(slowest));
    }
}

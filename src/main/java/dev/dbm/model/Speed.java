package dev.dbm.model;

import dev.dbm.model.Window.Span;
import java.time.Duration;

/**
 * How quickly a server reads and writes whole tables, measured on a small one that is in memory. A large one on the target is
 * read from its disks, beside its other work: so the most that is to be expected is several times the least.
 *
 * @param readBytes bytes read in a second
 * @param writtenBytes bytes written in a second, write-ahead log included
 */
public record Speed(long readBytes, long writtenBytes) {
    /** A table that has to come from the disk, or a disk that others use, takes so many times longer. */
    private static final int SLOWEST = 10;

    /** How long it takes to read so many bytes. */
    public Span reading(long bytes) {
        return span(bytes, readBytes);
    }

    /** How long it takes to write so many bytes. */
    public Span writing(long bytes) {
        return span(bytes, writtenBytes);
    }

    private static Span span(long bytes, long second) {
        Duration least = Duration.ofMillis(Math.round(bytes * 1_000.0 / Math.max(1, second)));
        return new Span(least, least.multipliedBy(SLOWEST));
    }
}

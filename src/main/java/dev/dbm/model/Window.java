package dev.dbm.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a script is expected to run on the target, and what waits for it meanwhile.
 *
 * @param script the script's file
 * @param work what reads or writes whole relations
 * @param blocks which relations are blocked, for whom
 * @param total how long all of it takes; empty where that is not known
 */
public record Window(String script, List<Work> work, List<Block> blocks, Optional<Span> total) {
    public Window {
        work = List.copyOf(work);
        blocks = List.copyOf(blocks);
    }

    /** A duration, from the least to the most that is to be expected. */
    public record Span(Duration least, Duration most) {
        public static final Span NOTHING = new Span(Duration.ZERO, Duration.ZERO);

        public Span plus(Span other) {
            return new Span(least.plus(other.least), most.plus(other.most));
        }
    }

    /**
     * A relation that a statement reads or writes as a whole.
     *
     * @param line the line of the statement
     * @param relation the relation as it is called on the target
     * @param did REWRITTEN, SCANNED or WRITTEN
     * @param size what the target's statistics say; empty where they say nothing
     * @param takes how long that takes; empty where that is not known
     */
    public record Work(
            int line, String relation, RelationEffect.Did did, Optional<TableSize> size, Optional<Span> takes) {}

    /**
     * A relation that is locked so that others wait.
     *
     * @param line the line of the statement that locks it
     * @param mode the strongest lock
     * @param held how long it is held; empty where that is not known
     */
    public record Block(int line, String relation, LockMode mode, Optional<Span> held) {}
}

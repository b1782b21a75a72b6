package dev.dbm.run;

import dev.dbm.model.Difference;
import dev.dbm.rehearsal.Rehearsal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What the applied migrations build, held against the target.
 *
 * @param rehearsal that stands on it
 * @param drift how the target differs from it
 */
record Base(Rehearsal rehearsal, List<Difference> drift) {
    /** What differs where default privileges came at another moment. */
    private static final Set<String> BY_DEFAULT = Set.of("grant", "default-privileges");

    /**
     * The base that explains most of what is on the target. An administrator sets default privileges whenever it suits, and nothing
     * says when: what was made before has no grants by them, what was made since has. They stood before the first script, or they came
     * after so many of them; halving finds the moment. One without drift is always the one that was built last, and can be gone on from.
     *
     * @param scripts how many there are
     * @param build builds it with the default privileges set after so many scripts
     */
    static Base closest(int scripts, IntFunction<Base> build) {
        Base early = build.apply(0);
        if (scripts == 0 || !early.differsByDefault()) {
            return early;
        }
        Base late = build.apply(scripts);
        List<Difference> tooEarly = early.without(late);
        List<Difference> tooLate = late.without(early);
        Base best = late.drift.size() < early.drift.size() ? late : early;
        int from = 0;
        int to = scripts;
        while (to - from > 1 && !tooEarly.isEmpty() && !tooLate.isEmpty() && best.differsByDefault()) {
            int middle = (from + to) >>> 1;
            Base base = build.apply(middle);
            best = base.drift.size() < best.drift.size() ? base : best;
            if (base.shared(tooEarly) > base.shared(tooLate)) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return best;
    }

    private boolean differsByDefault() {
        return drift.stream().anyMatch(difference -> BY_DEFAULT.contains(difference.kind()));
    }

    private List<Difference> without(Base other) {
        List<Difference> own = new ArrayList<>(drift);
        own.removeAll(other.drift);
        return own;
    }

    private long shared(List<Difference> some) {
        return drift.stream().filter(some::contains).count();
    }
}

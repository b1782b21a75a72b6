package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What was found to be wrong so far. A problem that is found twice, by reading a shared table twice, counts once. */
final class Problems {
    private final Set<Problem> found = new LinkedHashSet<>();

    void add(Problem problem) {
        found.add(problem);
    }

    /** The value, or nothing once its problems are noted. */
    <T> Optional<T> attempt(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ProblemException e) {
            found.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** Ends the reading if anything is an error, with everything that was found, errors first. */
    void throwIfAny() {
        List<Problem> errors = found.stream().filter(Problem::isError).toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    Stream.concat(errors.stream(), notes().stream()).toList());
        }
    }

    /** The remarks and warnings. */
    List<Problem> notes() {
        return found.stream().filter(problem -> !problem.isError()).toList();
    }
}

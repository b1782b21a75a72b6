package dev.dbm.model;

import java.util.List;

/**
 * Ends a run with problems that the user can read. Thrown where going on makes no sense; whoever catches it reports
 * {@link #problems()} and exits with the first one's code.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ProblemException(List<Problem> problems) {
        super(problems.isEmpty() ? "no problem given" : problems.get(0).message());
        this.problems = List.copyOf(problems);
    }

    public ProblemException(Problem problem) {
        this(List.of(problem));
    }

    public ProblemException(Problem problem, Throwable cause) {
        this(List.of(problem));
        initCause(cause);
    }

    public List<Problem> problems() {
        return problems;
    }
}

package dev.dbm.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that the user must know: a code, the facts and the next move.
 *
 * @param code what kind of problem it is; decides the exit code
 * @param severity whether it stops the run
 * @param script the file that it is about, as the user would name it
 * @param line the line in that file, counted from 1
 * @param message the facts, in whole sentences; may have several lines
 * @param next what to do about it; empty only where nothing needs doing
 */
public record Problem(
        ProblemCode code, Severity severity, Optional<String> script, OptionalInt line, String message, String next) {

    public Problem {
        if (message.isBlank()) {
            throw new IllegalArgumentException("a problem states its facts");
        }
    }

    /** An error that is about no file. */
    public static Problem of(ProblemCode code, String message, String next) {
        return new Problem(code, Severity.ERROR, Optional.empty(), OptionalInt.empty(), message, next);
    }

    /** An error in a file. */
    public static Problem in(String script, ProblemCode code, String message, String next) {
        return new Problem(code, Severity.ERROR, Optional.of(script), OptionalInt.empty(), message, next);
    }

    /** An error at a line of a file, counted from 1. */
    public static Problem at(String script, int line, ProblemCode code, String message, String next) {
        return new Problem(code, Severity.ERROR, Optional.of(script), OptionalInt.of(line), message, next);
    }

    /** The same problem with one more fact, on a line of its own. */
    public Problem withFact(String fact) {
        return new Problem(code, severity, script, line, message + "\n" + fact, next);
    }

    /** The same problem as a warning, which stops nothing. */
    public Problem asWarning() {
        return new Problem(code, Severity.WARNING, script, line, message, next);
    }

    /** The same problem as a remark, which stops nothing. */
    public Problem asInfo() {
        return new Problem(code, Severity.INFO, script, line, message, next);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}

package dev.dbm.config;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.Optional;

/**
 * Where a value came from.
 *
 * @param text as it is shown: {@code --url}, {@code DBM_URL}, {@code dbm.toml [env.prod] line 12}
 * @param file the file, where it stands in one
 * @param line its line, counted from 1; 0 where there is none
 * @param column its column, counted from 1; 0 where there is none
 */
record Source(String text, Optional<String> file, int line, int column) {
    /** An option, a variable or a default. */
    static Source named(String text) {
        return new Source(text, Optional.empty(), 0, 0);
    }

    /** A place in a file. */
    static Source at(String text, String file, int line, int column) {
        return new Source(text, Optional.of(file), line, column);
    }

    /** A problem with the value that came from here. */
    Problem problem(ProblemCode code, String message, String next) {
        if (file.isEmpty()) {
            return Problem.of(code, text + ": " + message, next);
        }
        return line == 0
                ? Problem.in(file.get(), code, message, next)
                : Problem.at(
                        file.get(),
                        line,
                        code,
                        column == 0 ? message : message + " (line " + line + ", column " + column + ")",
                        next);
    }
}

package dev.dbm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the process was started with.
 *
 * @param variables the environment's variables
 * @param directory the working directory
 * @param out where results go
 * @param err where everything else goes
 * @param outIsTerminal whether a person reads {@code out} as it is written
 * @param errIsTerminal whether a person reads {@code err} as it is written
 */
public record Surroundings(
        Map<String, String> variables,
        Path directory,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    public Surroundings {
        variables = Map.copyOf(variables);
    }

    /** Whether colour may be written to standard output, as far as the surroundings say (https://no-color.org). */
    boolean colour() {
        return outIsTerminal && animated() && !set("NO_COLOR");
    }

    /** Whether colour may be written to standard error. */
    boolean errColour() {
        return live() && !set("NO_COLOR");
    }

    /** Whether a line on standard error may be written over. */
    boolean live() {
        return errIsTerminal && animated();
    }

    private boolean animated() {
        return !set("CI") && !"dumb".equals(variables.get("TERM"));
    }

    private boolean set(String variable) {
        return !variables.getOrDefault(variable, "").isEmpty();
    }
}

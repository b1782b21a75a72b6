package dev.dbm.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the process was started with.
 *
 * @param variables the environment's variables
 * @param directory the working directory
 * @param out where results go
 * @param err where everything else goes
 * @param outIsTerminal whether a person reads {@code out} as it is written
 * @param errIsTerminal whether a person reads {@code err} as it is written
 * @param typed what a person types; empty where standard input is no terminal
 */
public record Surroundings(
        Map<String, String> variables,
        Path directory,
        PrintStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Optional<BufferedReader> typed) {

    public Surroundings {
        variables = Map.copyOf(variables);
    }

    /** Surroundings in which nobody types. */
    public Surroundings(
            Map<String, String> variables,
            Path directory,
            PrintStream out,
            PrintStream err,
            boolean outIsTerminal,
            boolean errIsTerminal) {
        this(variables, directory, out, err, outIsTerminal, errIsTerminal, Optional.empty());
    }

    /**
     * Reads the line that a person types, an empty one where the input ends. Empty where nobody would see the question, and in a CI
     * job, where one that waits would wait until the job's own limit.
     */
    Optional<Supplier<String>> answers() {
        return typed.filter(reader -> errIsTerminal && !set("CI")).map(reader -> () -> line(reader));
    }

    private static String line(BufferedReader reader) {
        try {
            String line = reader.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

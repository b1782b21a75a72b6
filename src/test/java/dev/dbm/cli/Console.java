package dev.dbm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The two streams of a run, kept. */
final class Console {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> variables;
    private final boolean terminal;
    private boolean broken;

    Console(Map<String, String> variables) {
        this(variables, false);
    }

    Console(Map<String, String> variables, boolean terminal) {
        this.variables = variables;
        this.terminal = terminal;
    }

    /** A standard output that takes nothing, like a full disk. */
    Console broken() {
        broken = true;
        return this;
    }

    Surroundings surroundings(Path directory) {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        return new Surroundings(
                variables,
                directory,
                new PrintStream(broken ? full : out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                false);
    }

    void clear() {
        out.reset();
        err.reset();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

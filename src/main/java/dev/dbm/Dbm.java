package dev.dbm;

import dev.dbm.cli.Cli;
import dev.dbm.cli.Surroundings;
import dev.dbm.cli.Terminal;
import dev.dbm.cli.UseCases;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The entry point, and the only place that ends the process. */
public final class Dbm {
    private Dbm() {}

    public static void main(String[] args) {
        String told = System.getProperty("dbm.terminal");
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                Terminal.is("out", told),
                Terminal.is("err", told),
                Terminal.typed(told));
        System.exit(run(args, surroundings));
    }

    /** A whole run, but for ending the process: the exit code. */
    static int run(String[] args, Surroundings surroundings) {
        return new Cli(surroundings, UseCases.REAL).run(args);
    }

    /** UTF-8 whatever the platform's charset: reports are compared, stored and sent. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}

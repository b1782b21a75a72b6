package dev.dbm.cli;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Redactor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Logging, which is for finding out what dbm and its libraries did, never for results. Nobody asked for it: then SLF4J gets
 * its silent provider, because starting Logback takes a tenth of a second.
 */
final class Diagnostics {
    /** Whether warnings and more go to standard error. */
    static final String VERBOSE = "dbm.log.verbose";

    /** The file to append to. */
    static final String FILE = "dbm.log.file";

    private Diagnostics() {}

    /**
     * Settles logging, before the first logger is made.
     *
     * @throws ProblemException OUTPUT_UNWRITABLE where the file cannot be appended to
     */
    static void start(boolean verbose, Optional<String> file, Path directory) {
        // SLF4J tells on standard error which provider it was given.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        JavaLogging.start();
        if (!verbose && file.isEmpty()) {
            System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
            System.clearProperty(VERBOSE);
            System.clearProperty(FILE);
            return;
        }
        System.clearProperty("slf4j.provider");
        System.setProperty(VERBOSE, String.valueOf(verbose));
        file.ifPresent(name -> System.setProperty(FILE, writable(directory, name)));
    }

    /** Logs what nobody expected. */
    static void failed(Throwable e, Redactor redactor) {
        if (System.getProperty(FILE) != null) {
            LoggerFactory.getLogger("dev.dbm").error(redactor.redact(trace(e, redactor)));
        }
    }

    /** The stack trace without secrets. */
    static String trace(Throwable e, Redactor redactor) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return redactor.redact(text.toString());
    }

    private static String writable(Path directory, String name) {
        try {
            Path file = directory.resolve(name).toAbsolutePath();
            Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return file.toString();
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.OUTPUT_UNWRITABLE,
                            "The log file " + name + " cannot be written ("
                                    + e.getClass().getSimpleName() + ").",
                            "name a file in a folder that exists and may be written with --log-file"),
                    e);
        }
    }
}

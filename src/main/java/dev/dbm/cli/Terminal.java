package dev.dbm.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether the stream is a terminal.
     *
     * @param stream {@code in}, {@code out} or {@code err}
     * @param told what the launcher found, which can ask for each stream ({@code "in,out,err"}); without a launcher Linux
     *     tells, and elsewhere Java knows only of input and output together
     */
    public static boolean is(String stream, @Nullable String told) {
        return told == null ? device(stream) : (',' + told + ',').contains(',' + stream + ',');
    }

    /** What a person types; empty where standard input is no terminal. */
    public static Optional<BufferedReader> typed(@Nullable String told) {
        return is("in", told)
                ? Optional.of(new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())))
                : Optional.empty();
    }

    private static boolean device(String stream) {
        int descriptor = List.of("in", "out", "err").indexOf(stream);
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException | SecurityException notLinux) {
            return console();
        }
    }

    private static boolean console() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console even where nobody sits at it, and a method that says so.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException beforeJava22) {
            return true;
        }
    }
}

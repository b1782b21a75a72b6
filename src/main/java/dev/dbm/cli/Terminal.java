package dev.dbm.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether a person is watching. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether the stream is a terminal.
     *
     * @param stream {@code out} or {@code err}
     * @param told what the launcher found, which can ask for each stream ({@code "out,err"}); without a launcher Java knows
     *     only of input and output together
     */
    public static boolean is(String stream, @Nullable String told) {
        return told == null ? console() : (',' + told + ',').contains(',' + stream + ',');
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

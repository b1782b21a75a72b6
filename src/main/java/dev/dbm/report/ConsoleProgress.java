package dev.dbm.report;

import dev.dbm.model.Bytes;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Progress on standard error. On a terminal the last line lives: it shows the script, the statement and how long it has
 * been running. Elsewhere each script is a line of its own.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
    private static final int WIDTH = 99;
    private static final long REFRESH_MS = 250;
    /** Where no line can be written over, an amount is told so often. */
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final PrintStream err;
    private final boolean verbose;
    private final boolean live;
    private final Ink ink;
    private final Optional<Supplier<String>> answers;
    private final LongSupplier nanos;
    private final ScheduledExecutorService timer;
    private String current = "";
    private long since;
    private long amount;
    private long told;
    private boolean drawn;

    /**
     * Progress that writes as it goes.
     *
     * @param live whether the stream is a terminal, where a line can be written over
     * @param verbose whether each statement is shown with its time
     * @param answers reads the line that a person types; empty where nobody can be asked
     */
    public ConsoleProgress(
            PrintStream err, boolean live, boolean colour, boolean verbose, Optional<Supplier<String>> answers) {
        this(err, live, colour, verbose, answers, System::nanoTime);
        if (live) {
            timer.scheduleWithFixedDelay(this::refresh, REFRESH_MS, REFRESH_MS, TimeUnit.MILLISECONDS);
        }
    }

    ConsoleProgress(
            PrintStream err,
            boolean live,
            boolean colour,
            boolean verbose,
            Optional<Supplier<String>> answers,
            LongSupplier nanos) {
        this.err = err;
        this.answers = answers;
        this.live = live;
        this.verbose = verbose;
        this.ink = new Ink(colour);
        this.nanos = nanos;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public synchronized void stage(String what) {
        if (!live || verbose) {
            println(ink.dim(Visible.line(what)));
        }
        begin(Visible.line(what));
    }

    @Override
    public synchronized void remark(String what) {
        println(Visible.line(what));
    }

    @Override
    public synchronized void scriptBegins(Script script, int index, int total) {
        String line = "[" + index + "/" + total + "] " + Visible.line(script.fileName());
        if (!live) {
            println(line);
        }
        begin(line);
    }

    @Override
    public synchronized void statementBegins(Script script, Statement statement, int index, int total) {
        if (live) {
            begin(Visible.line(script.fileName()) + "  " + index + "/" + total + "  " + firstWords(statement));
        }
    }

    @Override
    public synchronized void statementEnds(Script script, Statement statement, int index, int total, long micros) {
        if (verbose) {
            println("  " + ink.dim(index + "/" + total + "  line " + statement.line() + "  ") + firstWords(statement)
                    + "  " + ink.dim(fine(micros)));
        }
    }

    @Override
    public synchronized void scriptEnds(Script script, long millis) {
        current = "";
        if (live || verbose || millis >= 1_000) {
            println((live ? Visible.line(script.fileName()) : " ") + "  " + ink.dim(Took.words(millis)));
        }
    }

    @Override
    public synchronized void notice(Script script, String severity, String message) {
        println("  " + ink.yellow(Visible.line(severity)) + "  " + Visible.line(script.fileName()) + ": "
                + Visible.text(message).strip().replace("\n", "\n    "));
    }

    @Override
    public synchronized void written(long bytes) {
        amount = bytes;
        if (!live && nanos.getAsLong() - told >= TELL_NANOS) {
            told = nanos.getAsLong();
            println("  " + Bytes.words(bytes) + " written");
        }
    }

    @Override
    public Optional<String> ask(List<String> facts, String question) {
        if (answers.isEmpty()) {
            return Optional.empty();
        }
        synchronized (this) {
            // The living line would be drawn over the question while it waits.
            current = "";
            erase();
            facts.forEach(fact -> println(Visible.text(fact)));
            err.print(ink.bold(Visible.line(question)) + " ");
            err.flush();
        }
        return Optional.of(answers.get().get());
    }

    /** Removes the living line; nothing of it stays behind. */
    @Override
    public synchronized void close() {
        timer.shutdownNow();
        current = "";
        erase();
        err.flush();
    }

    /** Draws the living line anew. */
    synchronized void refresh() {
        if (live && !current.isEmpty()) {
            long elapsed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - since);
            String time = (amount == 0 ? "" : "  " + Bytes.words(amount)) + "  " + Took.words(elapsed);
            String line = current.length() + time.length() > WIDTH
                    ? current.substring(0, WIDTH - time.length() - 3) + "..."
                    : current;
            err.print("\r\u001b[K" + line + time);
            err.flush();
            drawn = true;
        }
    }

    private void begin(String line) {
        current = line;
        amount = 0;
        since = nanos.getAsLong();
        told = since;
    }

    private void println(String line) {
        erase();
        // Not println(): its line break differs between platforms, and a log is compared across them.
        err.print(line + "\n");
        err.flush();
    }

    private void erase() {
        if (drawn) {
            err.print("\r\u001b[K");
            drawn = false;
        }
    }

    private static String firstWords(Statement statement) {
        String line = Visible.line(statement.shown().strip().replaceAll("\\s+", " "));
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }

    private static String fine(long micros) {
        return micros < 10_000
                ? String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0)
                : Took.words(TimeUnit.MICROSECONDS.toMillis(micros));
    }
}

package dev.dbm.safety;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program of the user's, without a shell, to its end or to its time limit. */
final class Program {
    /** So much of what it says last is kept. */
    private static final int KEPT = 8_000;

    /** A child that it left running may hold its output open for ever; what has come by then is all that is waited for. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    private Program() {}

    /**
     * How it ended.
     *
     * @param failure why it does not count as done; empty where it exited with 0
     * @param output the last of what it said on both streams
     */
    record Ended(String failure, String output, long tookMs) {
        boolean well() {
            return failure.isEmpty();
        }
    }

    /**
     * Runs it.
     *
     * @param input what it gets on standard input, if it cares to read it
     * @param limit when it is stopped, with all that it started; zero for never
     */
    static Ended run(
            List<String> command, Path directory, Map<String, String> variables, String input, Duration limit) {
        long begun = System.nanoTime();
        Process process;
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(variables);
            process = builder.start();
        } catch (IOException e) {
            return new Ended("could not be started: " + reason(command.get(0), e), "", 0);
        }
        Tail tail = new Tail(process.getInputStream());
        daemon(() -> feed(process.getOutputStream(), input), "dbm-hook-input");
        Thread reading = daemon(tail, "dbm-hook-output");
        try {
            boolean ended =
                    limit.isZero() ? process.waitFor() >= 0 : process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                stop(process);
            }
            reading.join(LAST_WORDS_MILLIS);
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            String failure = !ended
                    ? "did not end within " + words(limit) + ", and was stopped"
                    : process.exitValue() == 0 ? "" : "exited with " + process.exitValue();
            return new Ended(failure, tail.text(), took);
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            return new Ended("was interrupted", tail.text(), 0);
        }
    }

    /** {@code Cannot run program "x" (in directory "/y"): error=2, No such file or directory} without what is known. */
    private static String reason(String program, IOException e) {
        String said = String.valueOf(e.getMessage());
        int error = said.indexOf("error=");
        return error < 0 ? program + " is not there" : said.substring(error).replaceFirst("error=\\d+, ", "");
    }

    private static String words(Duration limit) {
        return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void feed(OutputStream stdin, String input) {
        try (stdin) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it did not want to know
            return;
        }
    }

    /** The last of what a stream brings; all of it is read, since a full pipe would stop the program. */
    private static final class Tail implements Runnable {
        private final InputStream stream;
        private final java.io.ByteArrayOutputStream kept = new java.io.ByteArrayOutputStream();

        Tail(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[4_096];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    add(buffer, n);
                }
            } catch (IOException e) {
                // the pipe of a stopped program closes as it likes
                return;
            }
        }

        private synchronized void add(byte[] buffer, int n) {
            kept.write(buffer, 0, n);
            if (kept.size() > 4 * KEPT) {
                byte[] all = kept.toByteArray();
                kept.reset();
                kept.write(all, all.length - KEPT, KEPT);
            }
        }

        synchronized String text() {
            String all = kept.toString(StandardCharsets.UTF_8).stripTrailing();
            return all.length() > KEPT ? "..." + all.substring(all.length() - KEPT) : all;
        }
    }
}

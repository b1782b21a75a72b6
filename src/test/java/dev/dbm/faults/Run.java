package dev.dbm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A dbm that is running, or has ended. */
final class Run {
    private static final long SECONDS = 120;

    private final Process process;
    private final Lines out;
    private final Lines err;

    Run(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    /**
     * How it ended.
     *
     * @param exit its code; 128 and the signal's number where a signal ended it
     */
    record Ended(int exit, String out, String err) {
        /** All that was said, for the description of an assertion. */
        String said() {
            return "exit " + exit + "\n" + out + "\n" + err;
        }

        /** It must have ended well. */
        Ended well() {
            assertThat(exit).as(said()).isZero();
            return this;
        }
    }

    /** A stream that is emptied as it comes: a full pipe would stop the process. */
    private static final class Lines {
        private final StringBuffer text = new StringBuffer();
        private final Thread reading;

        Lines(InputStream stream) {
            reading = new Thread(() -> {
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        text.append(line).append('\n');
                    }
                } catch (IOException e) {
                    // a killed process closes its pipes as it likes
                    return;
                }
            });
            reading.start();
        }

        String whole() throws InterruptedException {
            reading.join();
            return text.toString();
        }
    }

    boolean running() {
        return process.isAlive();
    }

    /** Polls until standard error holds that so often. */
    void awaitSaid(String what, int times) {
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (err.text.toString().split(Pattern.quote(what), -1).length <= times) {
            if (!running() || System.nanoTime() > end) {
                throw new AssertionError("never said " + what + ": " + kill().said());
            }
            pause();
        }
    }

    /** What standard error holds so far. */
    String saidSoFar() {
        return err.text.toString();
    }

    /** Polls until standard error holds that, or it has ended. */
    void awaitSaidOrEnd(String what) {
        while (running() && err.text.indexOf(what) < 0) {
            pause();
        }
    }

    /** Waits for its end, but no longer than that. */
    void await(long millis) {
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: nothing of the process runs any more. */
    Ended kill() {
        process.destroyForcibly();
        return end();
    }

    /** Sends a signal by its name and waits for the end. */
    Ended signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return end();
    }

    Ended end() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dbm does not end; so far: " + out.text + err.text);
            }
            return new Ended(process.exitValue(), out.whole(), err.whole());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

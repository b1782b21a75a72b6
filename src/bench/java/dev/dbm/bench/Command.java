package dev.dbm.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process to run and measure.
 *
 * @param words the program and its arguments
 * @param environment what to add to the environment; addresses with passwords belong here and not among the arguments
 */
record Command(List<String> words, Map<String, String> environment, Path folder) {

    static Command of(Path folder, String... words) {
        return new Command(List.of(words), Map.of(), folder);
    }

    Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, more, folder);
    }

    Command and(String... arguments) {
        List<String> more = new ArrayList<>(words);
        more.addAll(List.of(arguments));
        return new Command(more, environment, folder);
    }

    /** Runs it to its end. Its output goes to a file, as a terminal or a pipe would cost time. */
    Run run() {
        try {
            Path log = Files.createTempFile("dbm-bench", ".log");
            try {
                return run(log);
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Run run(Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        process.getOutputStream().close();
        long peak = 0;
        // A high-water mark never falls, so that looking now and then loses only the last moments.
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, highWaterMark(process.pid()));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Run(this, process.exitValue(), seconds, peak, Files.readString(log));
    }

    /** Kilobytes; 0 where the system does not tell (see proc(5), VmHWM). */
    private static long highWaterMark(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * What a process did.
     *
     * @param seconds from its start to its end
     * @param peakKilobytes the most memory that it held
     */
    record Run(Command command, int exit, double seconds, long peakKilobytes, String output) {
        /** This run, if it went well. */
        Run expectSuccess() {
            if (exit != 0) {
                String tail = output.substring(Math.max(0, output.length() - 4000));
                throw new IllegalStateException(
                        String.join(" ", command.words()) + " exited with " + exit + ":\n" + tail);
            }
            return this;
        }
    }
}

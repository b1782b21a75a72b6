package dev.dbm.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program while it runs. It ends with dbm: told to stop when dbm is, and its pipe breaks when dbm is killed. */
public final class ToolProcess implements AutoCloseable {
    private static final int MOST_ERRORS = 4_000;

    private final Process process;
    private final Path errors;
    private final Thread onExit;

    private ToolProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.onExit = new Thread(this::abandon, "dbm-stop-program");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts it, with those of libpq's variables and no others; messages are in English.
     *
     * @param variables added to the environment
     */
    public static ToolProcess start(List<String> command, Map<String, String> variables) throws IOException {
        // Errors go to a file: reading two pipes in turn can block.
        Path errors = Files.createTempFile("dbm", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_MESSAGES", "C");
            builder.environment().putAll(variables);
            return new ToolProcess(builder.start(), errors);
        } catch (IOException e) {
            Files.delete(errors);
            throw e;
        }
    }

    /** Its standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Waits for its end and tells its exit status, 0 for well. */
    public int await() throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        }
    }

    /** What it wrote to standard error, the last of it where that is much. */
    public String errors() throws IOException {
        String all = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip();
        return all.length() <= MOST_ERRORS ? all : "... " + all.substring(all.length() - MOST_ERRORS);
    }

    private void abandon() {
        stop();
        errors.toFile().delete();
    }

    private void stop() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    /** Ends it, where it still runs, and forgets what it said. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook does the rest.
            return;
        }
        if (process.isAlive()) {
            stop();
            process.destroyForcibly();
        }
        errors.toFile().delete();
    }
}

package dev.dbm.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program of PostgreSQL's, run to its end.
 *
 * @param status how it ended; 0 is well
 * @param output its standard output
 * @param errors its standard error
 */
record ToolRun(int status, byte[] output, String errors) {

    String outputText() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /** Runs it with those of libpq's variables and no others; messages are in English. */
    static ToolRun of(List<String> command, Map<String, String> variables) throws IOException {
        // Errors go to a file: reading two pipes in turn can block.
        Path errors = Files.createTempFile("dbm", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_MESSAGES", "C");
            builder.environment().putAll(variables);
            Process process = builder.start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            int status = process.waitFor();
            return new ToolRun(status, output, Files.readString(errors, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.get(0) + " ran", e);
        } finally {
            Files.delete(errors);
        }
    }
}

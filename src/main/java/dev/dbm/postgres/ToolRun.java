package dev.dbm.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        try (ToolProcess process = ToolProcess.start(command, variables)) {
            process.input().close();
            byte[] output = process.output().readAllBytes();
            return new ToolRun(process.await(), output, process.errors());
        }
    }
}

package dev.dbm.safety;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Redactor;
import dev.dbm.model.Report.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands of {@code after_migrate}: each must exit 0, and the first that does not ends them. */
public final class Hooks {
    private final Path directory;
    private final Duration limit;
    private final Redactor redactor;
    private final Progress progress;

    /**
     * Hooks.
     *
     * @param directory where they run
     * @param limit how long each may take; zero for ever
     * @param redactor takes out of their output what must not be shown
     */
    public Hooks(Path directory, Duration limit, Redactor redactor, Progress progress) {
        this.directory = directory;
        this.limit = limit;
        this.redactor = redactor;
        this.progress = progress;
    }

    /** What came of them. */
    public record Result(List<Verification> ran, Optional<Problem> failure) {}

    /**
     * Runs them in turn.
     *
     * @param json the report so far, which each gets on standard input
     */
    public Result run(List<List<String>> commands, Map<String, String> variables, String json) {
        List<Verification> ran = new ArrayList<>();
        for (List<String> command : commands) {
            // its arguments may hold what a variable said
            String name = command.get(0);
            progress.stage("Running " + name);
            Program.Ended ended = Program.run(command, directory, variables, json, limit);
            String output = redactor.redact(ended.output());
            if (!ended.well()) {
                ran.add(new Verification(name + " " + ended.failure(), false, output));
                return new Result(ran, Optional.of(failed(name + " " + ended.failure(), output)));
            }
            ran.add(new Verification(name + " exited with 0", true, output));
        }
        return new Result(ran, Optional.empty());
    }

    private static Problem failed(String what, String output) {
        return Problem.of(
                ProblemCode.HOOK_FAILED,
                what + (output.isEmpty() ? "." : "; it said:\n  " + output.replace("\n", "\n  ")),
                "the migrations are applied; mend what it found and run it by hand, or go back with dbm rollback");
    }
}

package dev.dbm.safety;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Redactor;
import dev.dbm.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells others how a run ended. What cannot be told is a warning: it changes nothing about how the run ended. */
public final class Notification {
    private static final Duration WEBHOOK_LIMIT = Duration.ofSeconds(10);

    private final Optional<Secret> webhook;
    private final List<String> command;
    private final Path directory;
    private final Duration limit;
    private final Redactor redactor;

    /**
     * A notification.
     *
     * @param webhook where a message is posted
     * @param command what is started
     * @param directory where it runs
     * @param limit how long it may take; zero for ever
     */
    public Notification(
            Optional<Secret> webhook, List<String> command, Path directory, Duration limit, Redactor redactor) {
        this.webhook = webhook;
        this.command = List.copyOf(command);
        this.directory = directory;
        this.limit = limit;
        this.redactor = redactor;
    }

    /** Whether anybody wants to be told. */
    public boolean wanted() {
        return webhook.isPresent() || !command.isEmpty();
    }

    /**
     * Sends both; returns what went wrong.
     *
     * @param message the document for the webhook
     * @param json the report, for the command's standard input
     * @param variables for the command
     */
    public List<Problem> send(String message, String json, Map<String, String> variables) {
        List<Problem> problems = new ArrayList<>();
        webhook.flatMap(address -> new Webhook(address, WEBHOOK_LIMIT).post(message))
                .ifPresent(failure -> problems.add(failed(failure)));
        if (!command.isEmpty()) {
            Program.Ended ended = Program.run(command, directory, variables, json, limit);
            if (!ended.well()) {
                problems.add(failed("The command " + command.get(0) + " " + ended.failure()
                        + (ended.output().isEmpty()
                                ? "."
                                : "; it said:\n  " + ended.output().replace("\n", "\n  "))));
            }
        }
        return problems;
    }

    private Problem failed(String what) {
        return Problem.of(
                        ProblemCode.NOTIFICATION_FAILED,
                        redactor.redact(what),
                        "nobody was told; the run itself ended as this report says")
                .asWarning();
    }
}

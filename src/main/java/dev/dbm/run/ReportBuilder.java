package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Difference;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what a use case has to say while its steps run; {@link #build} makes the value of it. */
final class ReportBuilder {
    private final String command;
    private final long begun = System.nanoTime();
    private final Optional<String> environment;
    private Optional<Report.Database> database = Optional.empty();
    private List<Report.Item> items = List.of();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private List<Difference> drift = List.of();
    private List<JournalEntry> history = List.of();
    private List<Report.Setting> origins = List.of();
    private List<String> files = List.of();
    private Optional<String> script = Optional.empty();
    private Optional<String> next = Optional.empty();
    private boolean touched;

    ReportBuilder(String command, Settings settings) {
        this.command = command;
        this.environment = Optional.of(settings.environment().name());
        problems.addAll(settings.notes());
    }

    void database(Report.Database shown) {
        database = Optional.of(shown);
    }

    void items(List<Report.Item> all) {
        items = all;
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    void problems(List<Problem> all) {
        problems.addAll(all);
    }

    void remarks(List<String> all) {
        remarks.addAll(all);
    }

    void remark(String one) {
        remarks.add(one);
    }

    void drift(List<Difference> differences) {
        drift = differences;
    }

    void history(List<JournalEntry> entries) {
        history = entries;
    }

    void origins(List<Report.Setting> all) {
        origins = all;
    }

    void files(List<String> written) {
        files = written;
    }

    void script(String sql) {
        script = Optional.of(sql);
    }

    void next(String command) {
        next = Optional.of(command);
    }

    /** From here on the target is not what it was. */
    void touched() {
        touched = true;
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    Report build() {
        problems.sort((a, b) -> a.severity().compareTo(b.severity()));
        return new Report(
                command,
                outcome(),
                environment,
                database,
                items,
                problems,
                remarks,
                drift,
                history,
                origins,
                files,
                script,
                Optional.empty(),
                next,
                (System.nanoTime() - begun) / 1_000_000);
    }

    private Report.Outcome outcome() {
        Optional<Problem> error = problems.stream().filter(Problem::isError).findFirst();
        if (error.isEmpty()) {
            boolean ran = touched || !files.isEmpty() || items.stream().anyMatch(Report.Item::ran);
            return ran || !command.equals("migrate") && !command.equals("rollback")
                    ? Report.Outcome.DONE
                    : Report.Outcome.NOTHING;
        }
        return switch (error.get().code().exit()) {
            case PARTIAL -> Report.Outcome.PARTIAL;
            case FAILED -> touched ? Report.Outcome.PARTIAL : Report.Outcome.FAILED;
            case OK, USAGE, BLOCKED, CONFIRM, CONFLICT, BUSY, PENDING -> Report.Outcome.REFUSED;
        };
    }
}

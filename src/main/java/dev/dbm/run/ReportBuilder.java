package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.Demand;
import dev.dbm.model.Difference;
import dev.dbm.model.Insight;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import dev.dbm.postgres.HostName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gathers what a use case has to say while its steps run; {@link #build} makes the value of it. */
final class ReportBuilder {
    private final String command;
    private final long begun = System.nanoTime();
    private final Settings settings;
    private final Environment environment;
    private Optional<Report.Database> database = Optional.empty();
    private final List<Report.Item> items = new ArrayList<>();
    private int lastReplaced;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private List<Difference> drift = List.of();
    private List<JournalEntry> history = List.of();
    private List<Report.Setting> origins = List.of();
    private final List<String> files = new ArrayList<>();
    private Optional<String> script = Optional.empty();
    private Optional<Report.Backup> backup = Optional.empty();
    private Optional<String> next = Optional.empty();
    private final List<Report.Verification> verified = new ArrayList<>();
    private final Instant at = Instant.now();
    private String mode;
    private Optional<Version> headBefore = Optional.empty();
    private boolean touched;
    private boolean acts = true;

    ReportBuilder(String command, Settings settings) {
        this.command = command;
        this.mode = command;
        this.settings = settings;
        this.environment = settings.environment();
        problems.addAll(settings.notes());
    }

    void database(Report.Database shown) {
        database = Optional.of(shown);
    }

    void items(List<Report.Item> all) {
        items.clear();
        items.addAll(all);
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    void problems(List<Problem> all) {
        problems.addAll(all);
    }

    /** All that a rehearsal found: the problems of its pairs stand in the report's one list. */
    void rehearsed(Rehearsed rehearsed) {
        problems.addAll(rehearsed.problems());
        rehearsed.pairs().values().forEach(pair -> pair.problems().stream()
                .filter(problem -> !told(problem))
                .forEach(problems::add));
        drift = rehearsed.drift();
        remarks.addAll(rehearsed.remarks());
    }

    /** What reading the files found already meets the rehearsal once more. */
    private boolean told(Problem problem) {
        return problems.stream()
                .anyMatch(other -> other.code() == problem.code()
                        && other.script().equals(problem.script())
                        && other.line().equals(problem.line()));
    }

    void remarks(List<String> all) {
        remarks.addAll(all);
    }

    void remark(String one) {
        remarks.add(one);
    }

    void backup(Report.Backup taken) {
        backup = Optional.of(taken);
    }

    /** The command with the options that decide what it does. */
    void mode(String words) {
        mode = words;
    }

    /** The highest version before anything runs: where a rollback leads to. */
    void head(Optional<Version> before) {
        headBefore = before;
    }

    /** Something was looked at after the scripts. */
    void verified(Report.Verification one) {
        verified.add(one);
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
        files.addAll(written);
    }

    void script(String sql) {
        script = Optional.of(sql);
    }

    /** The command to run next, about the same database as this one. */
    void next(String command) {
        next = Optional.of(Retyped.with(settings, command));
    }

    /** The same for a command that changes the database. */
    void nextChange(String command) {
        next = Optional.of(Retyped.changing(settings, command));
    }

    /** Nothing was done yet: the same command does it, with these words more. */
    void again(String words) {
        next("dbm " + mode + words);
    }

    /** The command only lists: what it finds is its result and no refusal. */
    void lists() {
        acts = false;
    }

    /** From here on the target is not what it was. */
    void touched() {
        touched = true;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** A script ran in this command; a version is one however it is written, a repeatable is known by its file. */
    void ran(Optional<Version> version, Script script, State state, long tookMs, int retries) {
        touched = true;
        replace(version, script, item -> item.ranTo(state, tookMs, retries));
    }

    void ran(Optional<Version> version, Script script, State state, long tookMs) {
        ran(version, script, state, tookMs, 0);
    }

    /** A script was tried again so often, and did not come to its end. */
    void triedAgain(Optional<Version> version, Script script, int times) {
        replace(version, script, item -> item.triedAgain(times));
    }

    /** All that ran in this command was taken back: the target is what it was. */
    void takenBack() {
        touched = false;
    }

    /** What ran in this command and stands now, in the order of the report. */
    List<Report.Item> applied() {
        return items.stream()
                .filter(item -> item.ran() && item.state() == State.APPLIED)
                .toList();
    }

    List<Report.Item> items() {
        return List.copyOf(items);
    }

    /** A script did not come to its end, and left its migration in this state. */
    void inState(Version version, Script script, State state) {
        replace(Optional.of(version), script, item -> item.in(state));
    }

    /** A migration was mended and is in this state now. */
    void mended(Version version, State state) {
        touched = true;
        items.replaceAll(item -> item.version().equals(Optional.of(version)) ? item.ranTo(state, 0, 0) : item);
    }

    /** Shows each of these migrations with its SQL. */
    void itemsWithSql(Map<Version, String> sql) {
        items.replaceAll(item -> item.version().map(sql::get).map(item::withSql).orElse(item));
    }

    /** Shows each of these migrations with what its rehearsal said. */
    void itemsWithRehearsal(Map<Version, PairResult> pairs) {
        items.replaceAll(
                item -> item.version().map(pairs::get).map(item::withRehearsal).orElse(item));
    }

    /** Shows each of these migrations with what was observed. */
    void itemsWithInsight(Map<Version, Insight> insights) {
        items.replaceAll(
                item -> item.version().map(insights::get).map(item::withInsight).orElse(item));
    }

    /** Scripts run in the order of the items, so the search goes on where the last one was found. */
    private void replace(Optional<Version> version, Script script, UnaryOperator<Report.Item> change) {
        for (int i = 0; i < items.size(); i++) {
            int at = (lastReplaced + i) % items.size();
            Report.Item item = items.get(at);
            if (item.version().equals(version)
                    && (version.isPresent() || item.script().equals(script.path()))) {
                items.set(at, change.apply(item));
                lastReplaced = at;
                return;
            }
        }
    }

    long tookMs() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    Report build() {
        problems.sort((a, b) -> a.severity().compareTo(b.severity()));
        boolean back = next.isEmpty() && goesBack() && rollback().isPresent();
        List<String> said = new ArrayList<>(remarks);
        if (back && environment.destructive() == Demand.ASK) {
            said.add("Rows that going back would destroy want a word of their own, --accept-data-loss VERSION: dbm plan"
                    + " --rollback tells which.");
        }
        return new Report(
                command,
                outcome(),
                Optional.of(environment.name()),
                database,
                items,
                problems,
                said,
                drift,
                history,
                origins,
                files,
                script,
                backup,
                back ? rollback() : next,
                tookMs(),
                run());
    }

    private Optional<Report.Run> run() {
        return switch (command) {
            case "migrate", "rollback", "restore", "repair" ->
                Optional.of(new Report.Run(
                        at, System.getProperty("user.name", "") + "@" + HostName.get(), mode, verified, rollback()));
            default -> Optional.empty();
        };
    }

    /** Whether the scripts are done and what came after them is not well. */
    private boolean goesBack() {
        return problems.stream().filter(Problem::isError).anyMatch(problem -> switch (problem.code()) {
            case CHECK_FAILED, HOOK_FAILED, NOT_AS_REHEARSED -> true;
            default -> false;
        });
    }

    private Optional<String> rollback() {
        return WayBack.command(settings, items, headBefore);
    }

    private Report.Outcome outcome() {
        Optional<Problem> error = problems.stream().filter(Problem::isError).findFirst();
        boolean ran = touched || !files.isEmpty();
        if (error.isEmpty()) {
            return switch (command) {
                case "migrate", "rollback", "repair", "restore" -> ran ? Report.Outcome.DONE : Report.Outcome.NOTHING;
                case "plan" -> items.isEmpty() ? Report.Outcome.NOTHING : Report.Outcome.DONE;
                default -> Report.Outcome.DONE;
            };
        }
        if (!acts) {
            return Report.Outcome.DONE;
        }
        return switch (error.get().code().exit()) {
            case PARTIAL -> Report.Outcome.PARTIAL;
            case FAILED -> touched ? Report.Outcome.PARTIAL : Report.Outcome.FAILED;
            // Another run, or a lock, may also stand in the way when some scripts are done.
            case BUSY -> touched ? Report.Outcome.PARTIAL : Report.Outcome.REFUSED;
            case OK, USAGE, BLOCKED, CONFIRM, CONFLICT, PENDING -> Report.Outcome.REFUSED;
        };
    }
}

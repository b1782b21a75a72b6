package dev.dbm.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that a command has to say, as one value: each renderer turns it into a format, and the exit code comes from it.
 *
 * @param command the command's name
 * @param outcome how it ended
 * @param environment the environment, where one was settled
 * @param database the target, where one was reached
 * @param migrations the migrations that it is about, in order
 * @param problems what went wrong or should be known, most important first
 * @param remarks sentences worth showing that are no problems (an embedded server was used, a leftover was removed)
 * @param drift differences between the target and what its migrations build, where that was asked or met
 * @param history past actions, where they were asked for
 * @param settings where each setting came from, where that was asked for
 * @param files files that the command wrote
 * @param script the SQL of a plan as one script, where only that was asked for
 * @param backup the backup that was taken
 * @param next the command to run next, where there is an obvious one
 * @param tookMs how long the command took, in milliseconds
 * @param run who ran it, and what came of it, for commands that change a database
 */
public record Report(
        String command,
        Outcome outcome,
        Optional<String> environment,
        Optional<Database> database,
        List<Item> migrations,
        List<Problem> problems,
        List<String> remarks,
        List<Difference> drift,
        List<JournalEntry> history,
        List<Setting> settings,
        List<String> files,
        Optional<String> script,
        Optional<Backup> backup,
        Optional<String> next,
        long tookMs,
        Optional<Run> run) {

    public Report {
        migrations = List.copyOf(migrations);
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
        drift = List.copyOf(drift);
        history = List.copyOf(history);
        settings = List.copyOf(settings);
        files = List.copyOf(files);
    }

    /** The report of a command that changes no database. */
    public Report(
            String command,
            Outcome outcome,
            Optional<String> environment,
            Optional<Database> database,
            List<Item> migrations,
            List<Problem> problems,
            List<String> remarks,
            List<Difference> drift,
            List<JournalEntry> history,
            List<Setting> settings,
            List<String> files,
            Optional<String> script,
            Optional<Backup> backup,
            Optional<String> next,
            long tookMs) {
        this(
                command,
                outcome,
                environment,
                database,
                migrations,
                problems,
                remarks,
                drift,
                history,
                settings,
                files,
                script,
                backup,
                next,
                tookMs,
                Optional.empty());
    }

    /** The same report with what happened after it was made: more problems, and files that were written. */
    public Report and(List<Problem> more, List<String> written) {
        List<Problem> allProblems = new ArrayList<>(problems);
        allProblems.addAll(more);
        List<String> allFiles = new ArrayList<>(files);
        allFiles.addAll(written);
        return new Report(
                command,
                outcome,
                environment,
                database,
                migrations,
                allProblems,
                remarks,
                drift,
                history,
                settings,
                allFiles,
                script,
                backup,
                next,
                tookMs,
                run);
    }

    /**
     * A run that changes a database.
     *
     * @param at when it began
     * @param by who ran it, and where: {@code person@host}
     * @param mode the command with the options that decide what it does
     * @param verified what was looked at after the scripts
     * @param rollback the command that takes back what this run applied
     */
    public record Run(Instant at, String by, String mode, List<Verification> verified, Optional<String> rollback) {
        public Run {
            verified = List.copyOf(verified);
        }
    }

    /**
     * Something that must hold after the scripts.
     *
     * @param detail what it said, where it said something
     */
    public record Verification(String what, boolean held, String detail) {}

    /** How a command ended. */
    public enum Outcome {
        /** It did what it was asked. */
        DONE,
        /** There was nothing to do. */
        NOTHING,
        /** Something stands in the way, and nothing was touched. */
        REFUSED,
        /** It began and did not succeed; what was half done was rolled back. */
        FAILED,
        /** Something was done and something was not. */
        PARTIAL
    }

    /** A target database as it may be shown. */
    public record Database(String url, String schema, String server, boolean embedded) {}

    /** A backup that was taken. */
    public record Backup(String file, long bytes, String sha256) {
        private static final Pattern JOURNALED =
                Pattern.compile("(.*), (\\d{1,18}) bytes, SHA-256 ([0-9a-f]{64})", Pattern.DOTALL);

        /** As the journal keeps it. */
        public String journaled() {
            return file + ", " + bytes + " bytes, SHA-256 " + sha256;
        }

        /** What the journal kept; empty for a text that is none of dbm's. */
        public static Optional<Backup> ofJournal(String text) {
            Matcher matcher = JOURNALED.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Backup(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
                    : Optional.empty();
        }
    }

    /** A setting's value as it may be shown, and where it came from. */
    public record Setting(String name, String value, String source) {}

    /**
     * One migration in a report.
     *
     * @param version empty for a repeatable
     * @param state where it stands (after the command, where the command changed it)
     * @param appliedAt when it was applied, where it is
     * @param tookMs how long it ran on the target, where it ran in this command or its history says so
     * @param undo what is known of its undo
     * @param insight what was seen when it ran on the scratch, weighed
     * @param sql the SQL of the plan, forward or undo, where the plan shows it
     * @param undoSql the SQL of the way back, where the plan shows that too
     * @param ran whether it ran, or was undone, in this command
     * @param retries how often it was tried again because a lock was not to be had
     */
    public record Item(
            Optional<Version> version,
            String description,
            State state,
            String script,
            Optional<String> undoScript,
            Optional<Instant> appliedAt,
            OptionalLong tookMs,
            Verdict verdict,
            Optional<PairResult> rehearsal,
            Insight insight,
            Optional<String> reason,
            Optional<String> sql,
            Optional<String> undoSql,
            boolean ran,
            int retries) {

        /** An item of which nothing was observed. */
        public Item(
                Optional<Version> version,
                String description,
                State state,
                String script,
                Optional<String> undoScript,
                Optional<Instant> appliedAt,
                OptionalLong tookMs,
                Verdict verdict,
                Optional<PairResult> rehearsal,
                Optional<String> reason,
                Optional<String> sql,
                boolean ran,
                int retries) {
            this(
                    version,
                    description,
                    state,
                    script,
                    undoScript,
                    appliedAt,
                    tookMs,
                    verdict,
                    rehearsal,
                    Insight.NONE,
                    reason,
                    sql,
                    Optional.empty(),
                    ran,
                    retries);
        }

        /** With the SQL that would run. */
        public Item withSql(String text) {
            return with(state, tookMs, verdict, rehearsal, Optional.of(text), ran, retries);
        }

        /** With what its rehearsal said. */
        public Item withRehearsal(PairResult pair) {
            return with(state, tookMs, pair.verdict(), Optional.of(pair), sql, ran, retries);
        }

        /** With what was observed, weighed. */
        public Item withInsight(Insight seen) {
            return with(seen, undoSql);
        }

        /** With the SQL of the way back. */
        public Item withUndoSql(String text) {
            return with(insight, Optional.of(text));
        }

        private Item with(Insight seen, Optional<String> back) {
            return new Item(
                    version,
                    description,
                    state,
                    script,
                    undoScript,
                    appliedAt,
                    tookMs,
                    verdict,
                    rehearsal,
                    seen,
                    reason,
                    sql,
                    back,
                    ran,
                    retries);
        }

        /** After it ran, or was undone, in this command. */
        public Item ranTo(State now, long millis, int triedAgain) {
            return with(now, OptionalLong.of(millis), verdict, rehearsal, sql, true, triedAgain);
        }

        /** In another state, without having come to its end. */
        public Item in(State now) {
            return with(now, OptionalLong.empty(), verdict, rehearsal, sql, false, retries);
        }

        /** Without having come to its end, although it was tried again so often. */
        public Item triedAgain(int times) {
            return with(state, tookMs, verdict, rehearsal, sql, ran, times);
        }

        private Item with(
                State now,
                OptionalLong millis,
                Verdict known,
                Optional<PairResult> pair,
                Optional<String> text,
                boolean done,
                int triedAgain) {
            return new Item(
                    version,
                    description,
                    now,
                    script,
                    undoScript,
                    appliedAt,
                    millis,
                    known,
                    pair,
                    insight,
                    reason,
                    text,
                    undoSql,
                    done,
                    triedAgain);
        }
    }

    /** The code to exit with: the first error's, or OK. */
    public ExitCode exitCode() {
        return problems.stream()
                .filter(Problem::isError)
                .map(problem -> problem.code().exit())
                .findFirst()
                .orElse(ExitCode.OK);
    }
}

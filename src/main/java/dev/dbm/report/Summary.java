package dev.dbm.report;

import dev.dbm.model.Report;
import dev.dbm.model.Severity;
import dev.dbm.model.State;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The whole report in one or two sentences. Says only what the report's values say. */
final class Summary {
    private Summary() {}

    static String of(Report report) {
        String sentence =
                switch (report.outcome()) {
                    case DONE -> done(report);
                    case NOTHING -> nothing(report);
                    case REFUSED -> "Refused: nothing was touched" + tail(report);
                    case FAILED -> "Failed" + ran(report) + tail(report);
                    case PARTIAL -> "Partly done" + ran(report) + tail(report);
                };
        return sentence + ".";
    }

    /** The outcome as one word, as JSON has it. */
    static String outcome(Report report) {
        return report.outcome().name().toLowerCase(Locale.ROOT);
    }

    private static String done(Report report) {
        return switch (report.command()) {
            case "status" -> status(report);
            case "plan" -> plan(report);
            case "migrate" ->
                scripts(report)
                        + (faked(report) ? " recorded as applied in " : " applied in ")
                        + Took.words(report.tookMs());
            case "rollback" -> scripts(report) + " undone in " + Took.words(report.tookMs());
            case "restore" -> "The backup was restored in " + Took.words(report.tookMs());
            case "make" -> plural(report.files().size(), "file") + " written";
            case "repair" ->
                ranCount(report) == 0
                        ? ProblemText.numbered(report) ? "Nothing was mended: name what to mend" : "Mended"
                        : plural(ranCount(report), "migration") + " mended";
            default -> "Done";
        };
    }

    private static String nothing(Report report) {
        return switch (report.command()) {
            case "status" -> report.migrations().isEmpty() ? "There are no migrations" : status(report);
            case "plan", "migrate" -> "Nothing to do: no migration is pending";
            case "rollback" -> "Nothing to do: no migration is applied";
            case "repair" ->
                ProblemText.numbered(report) ? "Nothing was mended: name what to mend" : "Nothing to repair";
            default -> "Nothing to do";
        };
    }

    private static String status(Report report) {
        Map<State, Integer> counts = new LinkedHashMap<>();
        for (State state : State.values()) {
            int count = (int) report.migrations().stream()
                    .filter(item -> item.state() == state)
                    .count();
            if (count > 0) {
                counts.put(state, count);
            }
        }
        List<String> parts = new ArrayList<>();
        head(report).ifPresent(version -> parts.add("head " + version));
        counts.forEach((state, count) -> parts.add(count + " " + state.word()));
        return parts.isEmpty() ? "There are no migrations" : String.join(", ", parts);
    }

    /** The highest version that stands in the database. */
    private static Optional<Version> head(Report report) {
        return report.migrations().stream()
                .filter(item -> switch (item.state()) {
                    case APPLIED, CHANGED, MISSING, FAKED, BASELINE -> true;
                    case PENDING, UNDONE, FAILED, OUT_OF_ORDER -> false;
                })
                .flatMap(item -> item.version().stream())
                .max(Version::compareTo);
    }

    private static String plan(Report report) {
        Map<Verdict, Integer> verdicts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            int count = (int) report.migrations().stream()
                    .filter(item -> item.version().isPresent() && item.verdict() == verdict)
                    .count();
            if (count > 0) {
                verdicts.put(verdict, count);
            }
        }
        int scripts = report.migrations().size();
        String all;
        if (verdicts.size() == 1 && verdicts.containsKey(Verdict.PROVEN)) {
            all = "every undo is proven";
        } else {
            List<String> parts = new ArrayList<>();
            verdicts.forEach((verdict, count) -> parts.add(count + " " + verdict.word()));
            all = String.join(", ", parts);
        }
        return plural(scripts, "migration") + (all.isEmpty() ? "" : ": " + all) + ". Nothing was touched";
    }

    private static String ran(Report report) {
        long ran = ranCount(report);
        return ran == 0 ? "" : ": " + ran + " of " + plural(report.migrations().size(), "migration") + " ran";
    }

    private static boolean faked(Report report) {
        return report.migrations().stream().anyMatch(item -> item.ran() && item.state() == State.FAKED);
    }

    private static String scripts(Report report) {
        return plural(ranCount(report), "migration");
    }

    private static long ranCount(Report report) {
        return report.migrations().stream().filter(Report.Item::ran).count();
    }

    private static String tail(Report report) {
        long errors = ProblemText.count(report, Severity.ERROR);
        return " (" + plural(errors, "error") + ", exit " + report.exitCode().code() + " "
                + report.exitCode().name() + ")";
    }

    static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}

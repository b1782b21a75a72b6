package dev.dbm.report;

import dev.dbm.model.Difference;
import dev.dbm.model.ExitCode;
import dev.dbm.model.Finding;
import dev.dbm.model.Leg;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Report;
import dev.dbm.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A problem as people read it: a head, the facts, the next move. */
final class ProblemText {
    private static final int FACTS_WIDTH = 96;

    private ProblemText() {}

    /** The problems, errors first, otherwise in the order of the report. */
    static List<Problem> sorted(Report report) {
        return report.problems().stream()
                .sorted(Comparator.comparing(Problem::severity))
                .toList();
    }

    /** The word that a problem begins with: the exit code that an error leads to, or how little it weighs. */
    static String label(Problem problem) {
        return switch (problem.severity()) {
            case ERROR -> problem.code().exit().name();
            case WARNING -> "WARNING";
            case INFO -> "NOTE";
        };
    }

    /** Code and place: {@code UNDO_EMPTY  U1__x.sql:3}. */
    static String place(Problem problem) {
        StringBuilder place = new StringBuilder(problem.code().name());
        problem.script().ifPresent(script -> {
            place.append("  ").append(Visible.line(shortName(script)));
            problem.line().ifPresent(line -> place.append(':').append(line));
        });
        return place.toString();
    }

    /** The facts: the message's lines, and the differences that the problem is about, which the report holds as values. */
    static List<String> facts(Report report, Problem problem) {
        Optional<Finding> finding = FindingText.of(report, problem);
        if (finding.isPresent()) {
            return Fold.wrapped(finding.get().rule() + ": " + finding.get().fact(), FACTS_WIDTH);
        }
        List<String> lines = new ArrayList<>(
                List.of(Visible.text(problem.message().stripTrailing()).split("\n", -1)));
        for (String line : DifferenceText.lines(differences(report, problem))) {
            lines.add("  " + line);
        }
        return lines;
    }

    static List<String> text(Report report, Problem problem, Ink ink) {
        List<String> lines = new ArrayList<>();
        String label = label(problem);
        String coloured =
                switch (problem.severity()) {
                    case ERROR -> ink.red(label);
                    case WARNING -> ink.yellow(label);
                    case INFO -> label;
                };
        lines.add(number(report, problem) + coloured + "  " + place(problem));
        facts(report, problem).forEach(line -> lines.add(line.isBlank() ? "" : "  " + line));
        if (!problem.next().isBlank()) {
            lines.add("  next: "
                    + String.join("\n        ", Visible.text(problem.next()).split("\n", -1)));
        }
        return lines;
    }

    /** Whether the problems are what was asked for, and are counted so that people can talk of them. */
    static boolean numbered(Report report) {
        return report.command().equals("repair")
                && report.problems().stream().anyMatch(problem -> problem.code() != ProblemCode.PRODUCTION_ASSUMED)
                && report.migrations().stream().noneMatch(Report.Item::ran)
                && (report.outcome() == Report.Outcome.NOTHING
                        || report.outcome() == Report.Outcome.DONE && report.exitCode() != ExitCode.OK);
    }

    /** The problem's number before its head, where problems are numbered. */
    static String number(Report report, Problem problem) {
        return numbered(report) ? (sorted(report).indexOf(problem) + 1) + "  " : "";
    }

    /** Whether an error of this report shows its drift already. */
    static boolean showsDrift(Report report) {
        return report.problems().stream().anyMatch(ProblemText::aboutTarget);
    }

    private static List<Difference> differences(Report report, Problem problem) {
        return switch (problem.code()) {
            case UNDO_LEFT_BEHIND -> of(report, problem, Leg.UNDO);
            case SECOND_FORWARD_DIFFERS -> of(report, problem, Leg.SECOND_FORWARD);
            case DRIFT, NOT_AS_REHEARSED ->
                report.problems().stream()
                                .filter(ProblemText::aboutTarget)
                                .findFirst()
                                .filter(first -> first == problem)
                                .isPresent()
                        ? report.drift()
                        : List.of();
            default -> List.of();
        };
    }

    private static boolean aboutTarget(Problem problem) {
        return switch (problem.code()) {
            case DRIFT, NOT_AS_REHEARSED -> true;
            default -> false;
        };
    }

    private static List<Difference> of(Report report, Problem problem, Leg leg) {
        Optional<String> script = problem.script().map(ProblemText::shortName);
        return report.migrations().stream()
                .filter(item -> script.isPresent()
                        && (shortName(item.script()).equals(script.get())
                                || item.undoScript().map(ProblemText::shortName).equals(script)))
                .flatMap(item -> item.rehearsal().stream())
                .flatMap(rehearsal -> rehearsal.differences().stream())
                .filter(difference -> difference.leg() == leg)
                .toList();
    }

    /** A script by its file name, since versions tell scripts apart; any other file by its path. */
    private static String shortName(String script) {
        return script.endsWith(".sql") ? script.substring(script.lastIndexOf('/') + 1) : script;
    }

    static long count(Report report, Severity severity) {
        return report.problems().stream().filter(p -> p.severity() == severity).count();
    }
}

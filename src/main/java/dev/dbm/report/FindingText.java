package dev.dbm.report;

import dev.dbm.model.Finding;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Report;
import dev.dbm.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Findings as people read them: place, fact, why, and what to write instead. */
final class FindingText {
    private static final int WIDTH = 94;

    private FindingText() {}

    /** {@code warning}, or how little an accepted one weighs. */
    static String label(Finding finding) {
        if (!finding.stands()) {
            return "allowed";
        }
        return finding.severity() == Severity.INFO ? "note" : word(finding.severity());
    }

    static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    static String place(Finding finding) {
        String script = finding.script();
        return script.substring(script.lastIndexOf('/') + 1) + ":" + finding.line();
    }

    static List<String> lines(Finding finding, Ink ink) {
        List<String> lines = new ArrayList<>();
        String label = label(finding);
        String place = "  " + Visible.line(finding.rule()) + "  " + Visible.line(place(finding));
        String object = Visible.line(finding.object());
        boolean fits = label.length() + place.length() + object.length() <= WIDTH;
        lines.add(paint(finding, label, ink) + place + (fits ? "  " + object : ""));
        if (!fits) {
            lines.add("  " + object);
        }
        if (finding.allowed().isPresent()) {
            indented(lines, "  ", finding.allowed().get());
            return lines;
        }
        indented(lines, "  ", finding.fact());
        indented(lines, "  ", finding.why());
        if (!finding.rewrite().isEmpty()) {
            lines.add("  instead:");
            finding.rewrite().forEach(sql -> Visible.text(sql).lines().forEach(line -> lines.add("    " + line)));
        }
        return lines;
    }

    private static void indented(List<String> lines, String indent, String text) {
        if (!text.isBlank()) {
            Fold.wrapped(text, WIDTH).forEach(line -> lines.add(indent + line));
        }
    }

    private static String paint(Finding finding, String label, Ink ink) {
        if (!finding.stands()) {
            return ink.dim(label);
        }
        return switch (finding.severity()) {
            case ERROR -> ink.red(label);
            case WARNING -> ink.yellow(label);
            case INFO -> label;
        };
    }

    /** All findings of a report. */
    static List<Finding> all(Report report) {
        return report.migrations().stream()
                .flatMap(item -> item.insight().findings().stream())
                .toList();
    }

    /** The finding that a problem is about, where the report has it: then that tells the whole, and the problem only stops. */
    static Optional<Finding> of(Report report, Problem problem) {
        return problem.code() != ProblemCode.FINDING
                ? Optional.empty()
                : all(report).stream()
                        .filter(finding -> finding.stands()
                                && finding.severity() == Severity.ERROR
                                && problem.script().equals(Optional.of(finding.script()))
                                && problem.line().equals(OptionalInt.of(finding.line()))
                                && problem.message().startsWith(finding.rule()))
                        .findFirst();
    }

    /** How many stand, by weight: {@code 1 error, 2 warnings, 1 allowed}; empty where there are none. */
    static String counts(List<Finding> findings) {
        List<String> parts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count = findings.stream()
                    .filter(finding -> finding.stands() && finding.severity() == severity)
                    .count();
            if (count > 0) {
                parts.add(Summary.plural(count, severity == Severity.INFO ? "note" : word(severity)));
            }
        }
        long allowed = findings.stream().filter(finding -> !finding.stands()).count();
        if (allowed > 0) {
            parts.add(allowed + " allowed");
        }
        return String.join(", ", parts);
    }
}

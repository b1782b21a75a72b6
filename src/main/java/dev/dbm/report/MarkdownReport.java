package dev.dbm.report;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Finding;
import dev.dbm.model.Note;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Report;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Version;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report for a comment on a pull request or a ticket: the verdict first, details folded. Every value stands in code, where
 * Markdown, HTML and mentions mean nothing.
 */
public final class MarkdownReport {
    private static final Pattern TICKS = Pattern.compile("`+");

    private final List<String> lines = new ArrayList<>();

    private MarkdownReport() {}

    /** The report, ending in a line break. */
    public static String render(Report report) {
        MarkdownReport markdown = new MarkdownReport();
        markdown.write(report);
        return String.join("\n", markdown.lines) + "\n";
    }

    private void write(Report report) {
        lines.add("### dbm " + report.command() + ": " + Summary.outcome(report) + " ("
                + report.exitCode().name() + ", exit " + report.exitCode().code() + ")");
        paragraph(Summary.of(report));
        where(report);
        report.problems().stream().filter(Problem::isError).forEach(problem -> problem(report, problem));
        findings(FindingText.all(report));
        List<String> maintenance = Maintenance.lines(report);
        if (!maintenance.isEmpty()) {
            paragraph("Maintenance window:");
            lines.add("");
            fence("", String.join("\n", maintenance));
        }
        report.script().ifPresent(script -> {
            lines.add("");
            fence("sql", Visible.text(script));
        });
        table(report);
        report.migrations().forEach(this::details);
        if (!report.drift().isEmpty() && !ProblemText.showsDrift(report)) {
            folded("Drift: the database differs from what its migrations build", DifferenceText.lines(report.drift()));
        }
        report.problems().stream()
                .filter(problem -> !problem.isError())
                .sorted(java.util.Comparator.comparing(Problem::severity))
                .forEach(problem -> problem(report, problem));
        List<String> adoption = AdoptionScript.lines(report);
        if (!adoption.isEmpty()) {
            paragraph(AdoptionScript.TITLE + ":");
            lines.add("");
            fence("sql", String.join("\n", adoption));
        }
        extras(report);
        report.run().flatMap(Report.Run::rollback).ifPresent(rollback -> paragraph("To go back: " + code(rollback)));
        report.next().ifPresent(next -> paragraph("Next: " + code(next)));
    }

    private void where(Report report) {
        List<String> parts = new ArrayList<>();
        report.environment().ifPresent(name -> parts.add("environment " + code(name)));
        report.database()
                .ifPresent(database -> parts.add("database " + code(database.url()) + ", schema "
                        + code(database.schema()) + ", PostgreSQL " + code(database.server())));
        if (!parts.isEmpty()) {
            String sentence = String.join(", ", parts);
            paragraph(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
        }
        report.run().ifPresent(run -> paragraph(code(RunText.head(run))));
    }

    private void problem(Report report, Problem problem) {
        StringBuilder head = new StringBuilder(ProblemText.number(report, problem) + "**" + ProblemText.label(problem)
                + "** " + code(problem.code().name()));
        problem.script().ifPresent(script -> {
            String line = problem.line().isPresent() ? ":" + problem.line().getAsInt() : "";
            head.append(' ').append(code(script + line));
        });
        paragraph(head.toString());
        lines.add("");
        fence("", String.join("\n", ProblemText.facts(report, problem)));
        if (!problem.next().isBlank()) {
            paragraph("Next: " + code(problem.next()));
        }
    }

    /** What stands is in sight, and how to write it folded; what was accepted is folded. */
    private void findings(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        paragraph("**Findings:** " + FindingText.counts(findings));
        List<Finding> standing = findings.stream().filter(Finding::stands).toList();
        standing.stream().limit(Fold.LINES).forEach(this::finding);
        if (standing.size() > Fold.LINES) {
            List<String> more = new ArrayList<>();
            standing.stream()
                    .skip(Fold.LINES)
                    .forEach(finding -> more.addAll(FindingText.lines(finding, new Ink(false))));
            folded("and " + (standing.size() - Fold.LINES) + " more findings", more);
        }
        List<String> allowed = new ArrayList<>();
        findings.stream()
                .filter(finding -> !finding.stands())
                .forEach(finding -> allowed.addAll(FindingText.lines(finding, new Ink(false))));
        if (!allowed.isEmpty()) {
            folded("allowed findings", allowed);
        }
    }

    private void finding(Finding finding) {
        paragraph("**" + FindingText.label(finding).toUpperCase(Locale.ROOT) + "** " + code(finding.rule()) + " "
                + code(finding.script() + ":" + finding.line()) + " " + code(finding.object()));
        lines.add("");
        List<String> text = new ArrayList<>(Fold.wrapped(finding.fact(), 100));
        text.addAll(Fold.wrapped(finding.why(), 100));
        fence("", String.join("\n", text));
        if (!finding.rewrite().isEmpty()) {
            open("instead");
            fence("sql", Visible.text(String.join("\n", finding.rewrite())));
            close();
        }
    }

    private void table(Report report) {
        if (report.migrations().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("| version | description | state | undo | took |");
        lines.add("|---|---|---|---|---|");
        for (Report.Item item : report.migrations()) {
            String took = item.tookMs().isPresent() ? Took.words(item.tookMs().getAsLong()) : "";
            lines.add("| " + item.version().map(version -> cell(version.text())).orElse("repeatable") + " | "
                    + cell(item.description()) + " | " + item.state().word() + TextReport.retries(item) + " | "
                    + (item.version().isPresent() ? item.verdict().word() : "") + " | " + took + " |");
        }
    }

    private void details(Report.Item item) {
        List<String> text = new ArrayList<>();
        item.reason().ifPresent(reason -> text.add("reason: " + Visible.line(reason)));
        item.rehearsal().ifPresent(rehearsal -> {
            rehearsal.failedLeg().ifPresent(leg -> text.add("stopped at: " + leg.word()));
            text.addAll(DifferenceText.changes(rehearsal.changes()));
            for (Note note : rehearsal.notes()) {
                text.add("note: " + Visible.line(note.text()));
            }
            for (DataLoss loss : rehearsal.dataLoss()) {
                text.add("loses: " + PlanText.lost(loss));
            }
            effects(
                    "forward",
                    rehearsal.effects().map(PairEffects::forward),
                    item.insight().forward(),
                    text);
            effects(
                    "undo",
                    rehearsal.effects().flatMap(PairEffects::undo),
                    item.insight().back(),
                    text);
        });
        String name = item.version().map(Version::text).orElse("repeatable") + " " + item.description();
        if (!text.isEmpty()) {
            String took = item.rehearsal()
                    .filter(rehearsal -> !rehearsal.remembered())
                    .map(PairResult::tookMs)
                    .map(ms -> ", rehearsed in " + Took.words(ms))
                    .orElse("");
            folded(name + took, text);
        }
        item.sql().ifPresent(sql -> {
            open(name + ": SQL");
            fence("sql", Visible.text(Fold.script(sql)));
            close();
        });
    }

    private static void effects(
            String way, Optional<ScriptEffects> effects, Optional<Window> window, List<String> text) {
        EffectText.lines(effects, window).forEach(line -> text.add(way + ": " + line));
    }

    private void extras(Report report) {
        List<String> text = new ArrayList<>();
        report.files().forEach(file -> text.add("wrote " + Visible.line(file)));
        report.backup().ifPresent(backup -> text.add(RunText.backup(backup)));
        report.run().ifPresent(run -> text.addAll(RunText.verified(run)));
        report.remarks().forEach(remark -> text.add(Visible.line(remark)));
        if (!text.isEmpty()) {
            lines.add("");
            fence("", String.join("\n", text));
        }
        if (!report.settings().isEmpty()) {
            folded(
                    "Settings",
                    report.settings().stream()
                            .map(s -> Visible.line(s.name() + " = " + s.value() + "   (" + s.source() + ")"))
                            .toList());
        }
        if (!report.history().isEmpty()) {
            folded("History", HistoryText.lines(report.history(), TextReport.WIDTH - 2));
        }
    }

    private void paragraph(String text) {
        lines.add("");
        lines.add(text);
    }

    private void folded(String title, List<String> content) {
        open(title);
        fence("", String.join("\n", content));
        close();
    }

    private void open(String title) {
        lines.add("");
        lines.add("<details><summary><code>" + html(Visible.line(title)) + "</code></summary>");
        lines.add("");
    }

    private void close() {
        lines.add("");
        lines.add("</details>");
    }

    /** A block of code behind a fence that is longer than any row of backticks in it. */
    private void fence(String language, String content) {
        String fence = "`".repeat(Math.max(3, longestTicks(content) + 1));
        lines.add(fence + language);
        lines.add(content.stripTrailing());
        lines.add(fence);
    }

    /** Code in a line. */
    private static String code(String value) {
        String line = Visible.line(value).strip();
        String fence = "`".repeat(longestTicks(line) + 1);
        boolean blank = line.startsWith("`") || line.endsWith("`");
        return line.isEmpty() ? "" : fence + (blank ? " " : "") + line + (blank ? " " : "") + fence;
    }

    /** Code in a cell of a table, where a bar would end the cell even inside code. */
    private static String cell(String value) {
        return code(value).replace("|", "\\|");
    }

    private static String html(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static int longestTicks(String text) {
        int longest = 0;
        Matcher ticks = TICKS.matcher(text);
        while (ticks.find()) {
            longest = Math.max(longest, ticks.group().length());
        }
        return longest;
    }
}

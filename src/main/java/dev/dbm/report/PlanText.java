package dev.dbm.report;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Finding;
import dev.dbm.model.Note;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Report;
import dev.dbm.model.ScriptEffects;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A migration as the plan shows it on a terminal: the verdict, what changes, what it does to the target, its SQL. */
final class PlanText {
    private final Ink ink;

    private PlanText(Ink ink) {
        this.ink = ink;
    }

    /** One migration of a plan. */
    static List<String> lines(Report.Item item, Ink ink) {
        return new PlanText(ink).lines(item);
    }

    private List<String> lines(Report.Item item) {
        List<String> text = new ArrayList<>();
        StringBuilder head = new StringBuilder(ink.bold(name(item)));
        if (item.version().isPresent()) {
            head.append("   ").append(ink.verdict(item.verdict().word()));
        }
        item.rehearsal()
                .ifPresent(rehearsal -> head.append(ink.dim(
                        rehearsal.remembered()
                                ? "   (from an earlier rehearsal)"
                                : "   (rehearsed in " + Took.words(rehearsal.tookMs()) + ")")));
        text.add(head.toString());
        item.reason().ifPresent(reason -> text.add("  reason: " + Visible.line(reason)));
        item.rehearsal().ifPresent(rehearsal -> rehearsal(rehearsal, text));
        effects(
                "forward",
                item.rehearsal().flatMap(PairResult::effects).map(PairEffects::forward),
                item.insight().forward(),
                text);
        effects(
                "undo",
                item.rehearsal().flatMap(PairResult::effects).flatMap(PairEffects::undo),
                item.insight().back(),
                text);
        for (Finding finding : item.insight().findings()) {
            FindingText.lines(finding, ink).forEach(line -> text.add("  " + line));
        }
        item.sql().ifPresent(sql -> {
            text.add("  SQL:");
            Visible.text(Fold.script(sql)).lines().forEach(line -> text.add("    " + line));
        });
        return text;
    }

    private void rehearsal(PairResult rehearsal, List<String> text) {
        rehearsal
                .failedLeg()
                .ifPresent(leg -> text.add("  stopped at: " + leg.word().replace('-', ' ')));
        DifferenceText.changes(rehearsal.changes()).forEach(line -> text.add("  " + paintChange(line)));
        if (rehearsal.changes().isEmpty() && rehearsal.verdict() != Verdict.FAILED && !rehearsal.remembered()) {
            text.add("  changes nothing in the catalog");
        }
        for (Note note : rehearsal.notes()) {
            text.add("  note: " + Visible.line(note.text()));
        }
        for (DataLoss loss : rehearsal.dataLoss()) {
            text.add("  " + ink.yellow("loses: " + lost(loss)));
        }
    }

    private static void effects(
            String way, Optional<ScriptEffects> effects, Optional<Window> window, List<String> text) {
        List<String> seen = EffectText.lines(effects, window);
        if (!seen.isEmpty()) {
            text.add("  " + way + ":");
            seen.forEach(line -> text.add("    " + line));
        }
    }

    /** What is lost, in words. */
    static String lost(DataLoss loss) {
        return Visible.line(loss.text());
    }

    private String paintChange(String line) {
        return switch (line.charAt(0)) {
            case '+' -> ink.green(line);
            case '-' -> ink.red(line);
            case '~' -> ink.yellow(line);
            default -> line;
        };
    }

    private static String name(Report.Item item) {
        Optional<String> version = item.version().map(Version::text);
        return Visible.line(
                version.map(text -> text + " " + item.description()).orElse("(repeatable) " + item.description()));
    }
}

package dev.dbm.findings;

import dev.dbm.model.Finding;
import dev.dbm.model.Migration;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a reviewer should know of a pair before production. */
public final class Findings {
    private Findings() {}

    /** What the rules find in both scripts of a pair, heaviest first; nothing where nobody watched them. */
    public static List<Finding> of(Migration migration, PairResult result, Facts facts) {
        Optional<PairEffects> effects = result.effects();
        if (effects.isEmpty()) {
            return List.of();
        }
        Scene forward = new Scene(effects.get().forward(), result.changes(), Optional.empty(), facts);
        List<Finding> all = new ArrayList<>(look(forward));
        effects.get()
                .undo()
                .ifPresent(undo ->
                        all.addAll(look(new Scene(undo, effects.get().undoChanges(), Optional.of(forward), facts))));
        // stable: within one weight the forward script comes first, and each script from top to bottom
        all.sort(Comparator.comparing(Finding::stands).reversed().thenComparing(Finding::severity));
        return all;
    }

    /** The relations that a pair creates, for the facts of those that come after it. */
    public static Set<String> created(PairResult result) {
        Set<String> created = new HashSet<>();
        result.effects().ifPresent(effects -> effects.forward().statements().stream()
                .flatMap(statement -> statement.relations().stream())
                .filter(effect -> !effect.existed())
                .forEach(effect -> created.add(effect.relation())));
        return created;
    }

    /** The findings that stop a run: of error weight, and accepted by nobody. */
    public static List<Problem> problems(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.stands() && finding.severity() == Severity.ERROR)
                .map(Findings::problem)
                .toList();
    }

    private static Problem problem(Finding finding) {
        String rewrite = finding.rewrite().isEmpty() ? "" : "\n" + String.join("\n", finding.rewrite());
        return Problem.at(
                finding.script(),
                finding.line(),
                ProblemCode.FINDING,
                finding.rule() + ": " + finding.fact() + " " + finding.why()
                        + (rewrite.isEmpty() ? "" : "\nInstead:" + rewrite),
                "rewrite it, or accept it with -- dbm:allow " + finding.rule() + " <reason>");
    }

    private static List<Finding> look(Scene scene) {
        Found found = new Found(scene);
        for (Step step : scene.steps()) {
            IndexRules.look(scene, step, found);
            ConstraintRules.look(scene, step, found);
            ColumnRules.look(scene, step, found);
            RewriteRules.look(scene, step, found);
            DropRules.look(scene, step, found);
            RenameRules.look(scene, step, found);
            ShapeRules.look(scene, step, found);
            RowRules.look(scene, step, found);
            LockRules.look(scene, step, found);
        }
        LockRules.longWork(scene, found);
        StateRules.look(scene, found);
        UndoRules.look(scene, found);
        List<Finding> inOrder = new ArrayList<>(found.all());
        inOrder.sort(Comparator.comparingInt(Finding::line));
        return Allowing.mark(scene.script(), inOrder);
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.Comparison;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes every pair back with the newly run repeatables standing, as a rollback on the target would: an undo that drops what
 * such a view stands on fails here and not there.
 */
final class Unwinding {
    private final Stage stage;
    private final Rehearsal.Task task;
    private final RepeatableScripts standing;

    Unwinding(Stage stage, Rehearsal.Task task, RepeatableScripts before) {
        this.stage = stage;
        this.task = task;
        List<Script> all = new ArrayList<>(before.applied());
        all.addAll(task.due());
        this.standing = new RepeatableScripts(all);
    }

    /** The pair whose undo does not work under the repeatables, if there is one; the scratch is at its base otherwise. */
    Optional<PairResult> run(Snapshot base, Map<Version, PairResult> results) {
        for (int i = task.migrations().size() - 1; i >= 0; i--) {
            Migration migration = task.migrations().get(i);
            PairResult result = results.get(migration.version());
            Optional<Script> undo = migration.undo();
            if (migration.irreversible().isPresent()) {
                // no rollback passes here either
                return Optional.empty();
            }
            if (undo.isEmpty() || result == null) {
                continue;
            }
            LegRunner.Outcome outcome = stage.legs().run(undo.get(), stage.now());
            if (outcome.failure().isPresent()) {
                List<Problem> problems = LegProblems.failed(
                        migration, Leg.UNDO, outcome.failure().get());
                return Optional.of(worse(result, Verdict.FAILED, Optional.of(Leg.UNDO), List.of(), problems));
            }
            stage.now(standing.runVanished(stage.legs(), base, outcome).after());
            if (i == 0) {
                return compare(base, migration, result);
            }
        }
        return Optional.empty();
    }

    /** What the repeatables brought may be there now; what was there before must be as it was. */
    private Optional<PairResult> compare(Snapshot base, Migration lowest, PairResult result) {
        Comparison back = CatalogComparison.compare(base, stage.now(), Leg.UNDO);
        List<Difference> lost = back.differences().stream()
                .filter(difference -> difference.change() != Difference.Change.LEFT)
                .filter(difference -> !RepeatableScripts.mentions(task.due(), difference.object()))
                .toList();
        return lost.isEmpty()
                ? Optional.empty()
                : Optional.of(worse(
                        result,
                        Verdict.DIVERGED,
                        Optional.empty(),
                        lost,
                        List.of(LegProblems.leftBehind(lowest, lost))));
    }

    private static PairResult worse(
            PairResult was, Verdict verdict, Optional<Leg> leg, List<Difference> differences, List<Problem> problems) {
        return new PairResult(
                was.version(),
                verdict,
                leg,
                differences,
                was.notes(),
                was.dataLoss(),
                was.dataChecked(),
                was.changes(),
                was.effects(),
                was.undoing(),
                problems,
                was.baseDigest(),
                was.afterDigest(),
                false,
                was.tookMs());
    }
}

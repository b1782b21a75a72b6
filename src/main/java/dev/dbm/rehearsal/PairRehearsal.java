package dev.dbm.rehearsal;

import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Comparison;
import dev.dbm.model.DataLoss;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.Note;
import dev.dbm.model.PairEffects;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.TableChange;
import dev.dbm.model.UndoEffects;
import dev.dbm.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The three legs of one pair: forward, back, forward again.
 *
 * <p>{@link #run} leaves the scratch with the pair applied, whatever the verdict, so that the next pair can be tried; where it
 * could not, {@link Outcome#scratchLost()} says so.
 */
final class PairRehearsal {
    private final LegRunner legs;
    private final RowWatch rows;
    private final RepeatableScripts repeatables;
    private final Predicate<CatalogUnit.Place> own;

    PairRehearsal(LegRunner legs, RowWatch rows, RepeatableScripts repeatables, Predicate<CatalogUnit.Place> own) {
        this.own = own;
        this.legs = legs;
        this.rows = rows;
        this.repeatables = repeatables;
    }

    /**
     * What became of a pair and of the scratch.
     *
     * @param now the scratch's catalog
     * @param forwardStands whether the pair's forward script is applied on the scratch, or must be when it is rebuilt
     * @param scratchLost whether the scratch is in no state to go on from
     */
    record Outcome(PairResult result, Snapshot now, boolean forwardStands, boolean scratchLost) {}

    Outcome run(Migration migration, Snapshot base, Optional<Verdict> withoutUndo) {
        Findings found = new Findings(migration, base);
        LegRunner.Outcome first = legs.watched(migration.forward(), base);
        if (first.failure().isPresent()) {
            found.failed(Leg.FORWARD, first);
            return found.end(first.after(), false, first.unclear(), Optional.empty());
        }
        found.did(first);
        found.changes(
                CatalogComparison.compare(base, first.after(), Leg.FORWARD).differences());
        if (withoutUndo.isPresent()) {
            rows.settle(first.written());
            found.verdict = withoutUndo.get();
            return found.end(first.after(), true, false, Optional.of(first.after()));
        }
        Script undo = migration.undo().orElseThrow();
        LegRunner.Outcome back = legs.watched(undo, first.after());
        if (back.failure().isPresent()) {
            rows.settle(first.written());
            found.failed(Leg.UNDO, back);
            return found.end(back.after(), true, back.unclear(), Optional.empty());
        }
        found.undid(first, back);
        found.undoing = Optional.of(UndoSight.of(first.after(), back));
        LegRunner.Outcome restored = repeatables.runVanished(legs, base, back);
        Comparison start = CatalogComparison.compare(base, restored.after(), Leg.UNDO);
        found.loss(rows.lost(first.written(), restored.written()));

        LegRunner.Outcome second = legs.run(migration.forward(), restored.after());
        if (second.failure().isPresent()) {
            found.back(start, false);
            found.failed(Leg.SECOND_FORWARD, second);
            return found.end(second.after(), true, true, Optional.empty());
        }
        found.back(start, true);
        rows.settle(first.written(), restored.written(), second.written());
        Comparison again = CatalogComparison.compare(first.after(), second.after(), Leg.SECOND_FORWARD);
        found.again(start, again);
        return found.end(second.after(), true, !again.same(), Optional.of(second.after()));
    }

    /** What the legs bring to light, gathered until the verdict can be given. */
    private final class Findings {
        private final Migration migration;
        private final Snapshot base;
        private final long begun = System.nanoTime();
        private final List<Difference> differences = new ArrayList<>();
        private final List<Note> notes = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private List<DataLoss> losses = List.of();
        private List<Difference> changes = List.of();
        private Optional<PairEffects> effects = Optional.empty();
        private Optional<UndoEffects> undoing = Optional.empty();
        private Optional<Leg> failedLeg = Optional.empty();
        private Verdict verdict = Verdict.PROVEN;

        Findings(Migration migration, Snapshot base) {
            this.migration = migration;
            this.base = base;
        }

        void changes(List<Difference> found) {
            changes = found;
        }

        void did(LegRunner.Outcome forward) {
            effects = forward.effects()
                    .map(seen -> new PairEffects(
                            seen, Optional.empty(), List.of(), TableChange.between(base, forward.after())));
        }

        void undid(LegRunner.Outcome forward, LegRunner.Outcome back) {
            effects = effects.map(seen -> new PairEffects(
                    seen.forward(),
                    back.effects(),
                    CatalogComparison.compare(forward.after(), back.after(), Leg.UNDO)
                            .differences(),
                    seen.tables()));
        }

        void loss(List<DataLoss> found) {
            losses = found;
            if (!found.isEmpty() && verdict == Verdict.PROVEN) {
                verdict = Verdict.PROVEN_WITH_DATA_LOSS;
            }
        }

        void failed(Leg leg, LegRunner.Outcome outcome) {
            failedLeg = Optional.of(leg);
            if (verdict != Verdict.DIVERGED) {
                verdict = Verdict.FAILED;
            }
            problems.addAll(LegProblems.failed(migration, leg, outcome.failure().orElseThrow()));
        }

        void back(Comparison start, boolean forwardSucceeds) {
            List<Difference> left = new ArrayList<>(start.differences());
            for (Note note : start.notes()) {
                // a label that stays behind is harmless only as long as adding it again does not fail
                if (note.kind().equals("enum-label-left") && !forwardSucceeds) {
                    left.add(new Difference(
                            Leg.UNDO,
                            "type",
                            note.object(),
                            Difference.Change.CHANGED,
                            Optional.empty(),
                            Optional.of(note.text())));
                } else {
                    notes.add(note);
                }
            }
            Assumptions.Split split = Assumptions.split(migration, left);
            notes.addAll(split.accepted());
            if (!split.accepted().isEmpty()) {
                verdict = Verdict.ASSUMED;
            }
            if (!split.remaining().isEmpty()) {
                verdict = Verdict.DIVERGED;
                differences.addAll(split.remaining());
                problems.add(LegProblems.leftBehind(migration, split.remaining()));
            }
        }

        /** What the undo left behind is there after the second forward too: that is one fault, told once. */
        void again(Comparison start, Comparison second) {
            second.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
            List<Difference> more = second.differences().stream()
                    .filter(difference -> start.differences().stream().noneMatch(left -> sameObject(left, difference)))
                    .toList();
            if (!more.isEmpty()) {
                if (verdict != Verdict.DIVERGED) {
                    verdict = Verdict.UNSTABLE;
                }
                differences.addAll(more);
                problems.add(LegProblems.unstable(migration, more));
            }
        }

        private static boolean sameObject(Difference one, Difference other) {
            return one.kind().equals(other.kind()) && one.object().equals(other.object());
        }

        Outcome end(Snapshot now, boolean forwardStands, boolean lost, Optional<Snapshot> after) {
            PairResult result = new PairResult(
                    migration.version(),
                    verdict,
                    failedLeg,
                    differences,
                    notes,
                    losses,
                    rows.readable(),
                    changes,
                    effects,
                    undoing,
                    problems,
                    base.digest(own),
                    after.map(snapshot -> snapshot.digest(own)),
                    false,
                    (System.nanoTime() - begun) / 1_000_000);
            return new Outcome(result, now, forwardStands, lost);
        }
    }
}

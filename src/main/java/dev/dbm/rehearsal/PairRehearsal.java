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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final RowTrial trial;
    private final RepeatableScripts repeatables;
    private final Predicate<CatalogUnit.Place> own;

    PairRehearsal(Stage stage, RepeatableScripts repeatables, Predicate<CatalogUnit.Place> own) {
        this.own = own;
        this.legs = stage.legs();
        this.rows = stage.rows();
        this.trial = stage.trial();
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
        Map<String, Long> once = rows.counts(first.written());
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
        RowWatch.Back rowsBack = rows.back(first.written(), restored.written());
        found.lost(rowsBack);
        if (start.same()) {
            found.left(rowsBack);
            found.tried(trial.run(migration, rowsBack, restored.written()));
        }
        found.loss();

        LegRunner.Outcome second = legs.run(migration.forward(), restored.after());
        if (second.failure().isPresent()) {
            found.back(start, false);
            found.failed(Leg.SECOND_FORWARD, second);
            return found.end(second.after(), true, true, Optional.empty());
        }
        found.back(start, true);
        rows.settle(rowsBack.written().and(second.written()));
        found.twice(once, rows.settled(first.written().and(second.written())), rowsBack);
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
        private final List<DataLoss> losses = new ArrayList<>();
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

        void lost(RowWatch.Back back) {
            losses.addAll(back.lost());
        }

        void left(RowWatch.Back back) {
            back.left()
                    .forEach((table, count) -> notes.add(new Note(
                            "rows-left",
                            table,
                            "The undo leaves " + rows(count) + " in " + table + " that the forward wrote.")));
        }

        void tried(RowTrial.Found trial) {
            losses.addAll(trial.lost());
            notes.addAll(trial.notes());
        }

        void loss() {
            if (!losses.isEmpty() && verdict == Verdict.PROVEN) {
                verdict = Verdict.PROVEN_WITH_DATA_LOSS;
            }
        }

        /** Rows that the undo left are there twice after the second forward, which needs no telling. */
        void twice(Map<String, Long> first, Map<String, Long> second, RowWatch.Back back) {
            Set<String> tables = new TreeSet<>(first.keySet());
            tables.addAll(second.keySet());
            tables.removeAll(back.left().keySet());
            back.lost().forEach(loss -> tables.remove(loss.table()));
            for (String table : tables) {
                long before = first.getOrDefault(table, 0L);
                long now = second.getOrDefault(table, 0L);
                if (before != now) {
                    notes.add(new Note(
                            "rows-differ",
                            table,
                            "The second forward leaves " + rows(now) + " in " + table + ", the first " + before + "."));
                }
            }
        }

        private static String rows(long count) {
            return count + (count == 1 ? " row" : " rows");
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

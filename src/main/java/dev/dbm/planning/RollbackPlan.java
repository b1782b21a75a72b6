package dev.dbm.planning;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code rollback} is going to undo.
 *
 * @param undos the applied migrations to undo, the one that was applied last first
 * @param problems what stands in the way
 */
public record RollbackPlan(List<Standing> undos, List<Problem> problems) {
    public RollbackPlan {
        undos = List.copyOf(undos);
        problems = List.copyOf(problems);
    }

    /**
     * Decides what to undo. Without steps, version and all it is the last applied migration.
     *
     * @param history knows the versions too that were undone, their files taken away
     * @param to the version that stays; what was applied after it is undone
     */
    public static RollbackPlan of(
            Standings standings, History history, OptionalInt steps, Optional<Version> to, boolean all) {
        List<Problem> problems = new ArrayList<>();
        List<Standing> applied = new ArrayList<>();
        for (Standing standing : standings.versions()) {
            if (standing.applied()) {
                applied.add(standing);
            }
            if (standing.state() == State.FAILED) {
                problems.addAll(Conflicts.of(new Standings(List.of(standing), List.of(), standings.head()), true));
            }
        }
        to.filter(version -> standings.find(version).filter(RollbackPlan::stays).isEmpty())
                .ifPresent(version -> problems.add(
                        standings.find(version).isEmpty() && !history.latest().containsKey(version)
                                ? ForwardPlan.unknown(version, standings)
                                : notApplied(version)));
        // A migration that ran out of order stands on those that ran before it, whatever their versions are: what was
        // applied
        // last goes first.
        applied.sort(Comparator.comparing(RollbackPlan::rank).reversed());
        List<Standing> undos = new ArrayList<>();
        int most = all || to.isPresent() ? Integer.MAX_VALUE : steps.orElse(1);
        for (Standing standing : applied) {
            boolean reached = to.filter(standing.version()::equals).isPresent();
            if (undos.size() == most || reached) {
                break;
            }
            undos.add(standing);
        }
        return new RollbackPlan(undos, problems);
    }

    private static int rank(Standing standing) {
        return standing.row().map(HistoryRow::rank).orElse(0);
    }

    private static boolean stays(Standing standing) {
        return standing.applied() || standing.state() == State.BASELINE;
    }

    private static Problem notApplied(Version version) {
        return Problem.of(
                ProblemCode.NOT_APPLIED,
                "Version " + version + " is not applied, so it cannot be the one that stays.",
                "run dbm status to see what is applied");
    }
}

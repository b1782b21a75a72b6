package dev.dbm.planning;

import dev.dbm.model.Migration;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code migrate} is going to run.
 *
 * @param migrations the pending pairs, in the order in which they run
 * @param repeatables the repeatables that are due, which run after them
 * @param problems what was asked for and cannot be
 */
public record ForwardPlan(List<Migration> migrations, List<Script> repeatables, List<Problem> problems) {
    public ForwardPlan {
        migrations = List.copyOf(migrations);
        repeatables = List.copyOf(repeatables);
        problems = List.copyOf(problems);
    }

    /** Whether there is nothing to run. */
    public boolean isEmpty() {
        return migrations.isEmpty() && repeatables.isEmpty();
    }

    /** What of it cannot share one transaction with the rest. */
    public List<Problem> outsideTransactions() {
        return Stream.concat(migrations.stream().map(Migration::forward), repeatables.stream())
                .filter(script -> !script.transactional())
                .map(script -> Problem.in(
                        script.path(),
                        ProblemCode.BAD_OPTION,
                        "This script runs outside a transaction, so it cannot share one with others.",
                        "run without --atomic"))
                .toList();
    }

    /** Every script that a run of it may run, undos too. */
    public List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        migrations.forEach(migration -> {
            scripts.add(migration.forward());
            migration.undo().ifPresent(scripts::add);
        });
        scripts.addAll(repeatables);
        return scripts;
    }

    /**
     * Decides what to run.
     *
     * @param to the last version to run; empty for all
     * @param outOfOrder whether pending migrations below the head run where they stand
     */
    public static ForwardPlan of(Standings standings, Optional<Version> to, boolean outOfOrder) {
        List<Problem> problems = new ArrayList<>();
        to.filter(version -> standings.find(version).isEmpty())
                .ifPresent(version -> problems.add(0, unknown(version, standings)));
        List<Migration> migrations = new ArrayList<>();
        boolean all = true;
        for (Standing standing : standings.versions()) {
            if (!standing.pending() || standing.migration().isEmpty()) {
                continue;
            }
            if (to.filter(last -> standing.version().compareTo(last) > 0).isPresent()) {
                all = false;
            } else if (standing.state() != State.OUT_OF_ORDER || outOfOrder) {
                migrations.add(standing.migration().get());
            }
        }
        // a repeatable stands on the newest schema, so it waits until nothing versioned stays behind
        List<Script> repeatables = new ArrayList<>();
        if (all) {
            standings.repeatables().stream()
                    .filter(Standings.Repeatable::due)
                    .forEach(repeatable -> repeatables.add(repeatable.script()));
        }
        return new ForwardPlan(migrations, repeatables, problems);
    }

    static Problem unknown(Version version, Standings standings) {
        String known = standings.versions().isEmpty()
                ? "There are no migrations."
                : "The lowest is " + standings.versions().get(0).version() + ", the highest "
                        + standings
                                .versions()
                                .get(standings.versions().size() - 1)
                                .version() + ".";
        return Problem.of(
                ProblemCode.UNKNOWN_VERSION,
                "There is no migration of version " + version + ". " + known,
                "run dbm status to see the versions");
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.HalfRun;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.KeptScript;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.State;
import dev.dbm.planning.LineDiff;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.InvalidIndexes;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.ScratchLeftovers;
import dev.dbm.postgres.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that {@code repair} can mend or clear away, each with the command that does it. */
final class Findings {
    private final Settings settings;
    private final Target target;

    Findings(Settings settings, Target target) {
        this.settings = settings;
        this.target = target;
    }

    List<Problem> all(Session session, Inventory inventory) {
        List<Problem> found = new ArrayList<>();
        Disagreements.of(inventory, true).forEach(problem -> found.add(withDiff(problem, inventory)));
        boolean halfRun =
                !HalfRun.find(inventory.history(), inventory.journal()).isEmpty();
        InvalidIndexes.find(session).forEach(index -> found.add(invalid(index, halfRun)));
        RunLock.holder(session, settings.schema()).map(this::held).ifPresent(found::add);
        ScratchLeftovers.find(session).forEach(scratch -> found.add(left(scratch)));
        return found;
    }

    /** A changed file beside the text that ran, line by line. */
    private static Problem withDiff(Problem problem, Inventory inventory) {
        if (problem.code() != ProblemCode.CHECKSUM_CHANGED) {
            return problem;
        }
        Optional<Standing> standing = inventory.standings().versions().stream()
                .filter(one -> one.state() == State.CHANGED)
                .filter(one -> problem.script().equals(Optional.of(one.script())))
                .findFirst();
        Optional<String> ran =
                standing.flatMap(Standing::kept).flatMap(JournalEntry::forward).map(KeptScript::sql);
        String facts = ran.map(text -> "\nWhat ran (-) and what the file says now (+):\n"
                        + String.join(
                                "\n",
                                LineDiff.of(
                                        text,
                                        standing.orElseThrow()
                                                .migration()
                                                .orElseThrow()
                                                .forward()
                                                .sql())))
                .orElse("\nThe journal kept no text of it to compare with.");
        return new Problem(
                problem.code(),
                problem.severity(),
                problem.script(),
                problem.line(),
                problem.message() + facts,
                problem.next());
    }

    private static Problem invalid(String index, boolean halfRun) {
        if (index.matches("(?s).*_ccnew\\d*\"?")) {
            return Problem.of(
                            ProblemCode.INVALID_INDEX,
                            "Index " + index
                                    + " is what a REINDEX CONCURRENTLY left that did not come to its end; the index that"
                                    + " it was to replace stands beside it.",
                            "dbm repair --drop-index " + ShellWord.of(index))
                    .asWarning();
        }
        return Problem.of(
                        ProblemCode.INVALID_INDEX,
                        "Index " + index
                                + " is invalid, as an interrupted CREATE INDEX CONCURRENTLY or REINDEX leaves it:"
                                + " PostgreSQL keeps it up to date and never reads it.",
                        "build it anew: dbm repair --reindex " + ShellWord.of(index) + "   (or drop it: --drop-index "
                                + ShellWord.of(index) + ")"
                                + (halfRun
                                        ? "\nwhere the half-run script makes it: --resume drops it and builds it again"
                                        : ""))
                .asWarning();
    }

    private Problem held(RunLock.Holder holder) {
        try (Session session = target.database().dedicated()) {
            List<String> busy = RunLock.atWork(session, holder);
            return busy.isEmpty()
                    ? Problem.of(
                                    ProblemCode.STRANDED_LOCK,
                                    "The run lock on schema " + settings.schema() + " is held by " + holder.describe()
                                            + ", and no session of that run does anything on the server.",
                                    "if that run is dead or hangs: dbm repair --end-session " + holder.pid())
                            .asWarning()
                    : Problem.of(
                                    ProblemCode.LOCKED,
                                    "A run is at work: " + holder.describe() + "; it runs in process "
                                            + String.join(", ", busy) + ".",
                                    "wait for it; what has been idle in its transaction for minutes is mostly left of a machine"
                                            + " that is gone or hangs: look there, then SELECT pg_terminate_backend(<process>),"
                                            + " and look again")
                            .asInfo();
        }
    }

    private static Problem left(ScratchLeftovers.Leftover left) {
        return Problem.of(
                        ProblemCode.STRANDED_SCRATCH,
                        "The scratch " + left.kind() + " " + left.name() + " is left of a run that is gone (owner "
                                + left.owner()
                                + left.inside()
                                        .map(who -> "; still inside: " + who)
                                        .orElse("") + ").",
                        "the next run of " + left.owner()
                                + " removes it when nobody is inside; at once: dbm repair --drop-scratch "
                                + left.name())
                .asInfo();
    }
}

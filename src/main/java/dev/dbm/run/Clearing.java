package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.HistoryRepair;
import dev.dbm.postgres.InvalidIndexes;
import dev.dbm.postgres.RunLock;
import dev.dbm.postgres.ScratchLeftovers;
import dev.dbm.postgres.Session;
import dev.dbm.run.RepairOptions.Upkeep;
import dev.dbm.run.RepairOptions.UpkeepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Clears away what runs left beside the history: invalid indexes, scratches, the lock of a run that hangs. None of these statements
 * can run in a transaction, so the journal's entry follows each.
 */
final class Clearing {
    private static final Duration UNTIL_ENDED = Duration.ofSeconds(10);

    private final Settings settings;
    private final Target target;
    private final ReportBuilder report;

    Clearing(Settings settings, Target target, ReportBuilder report) {
        this.settings = settings;
        this.target = target;
        this.report = report;
    }

    /** Why the named sessions are not to be ended: those that do not hold the run lock, and those whose run is at work. */
    List<Problem> unfitSessions(Session session, List<Upkeep> upkeep) {
        List<Problem> unfit = new ArrayList<>();
        for (Upkeep one : named(upkeep, UpkeepKind.END_SESSION)) {
            Optional<RunLock.Holder> holder = holder(session, one);
            if (holder.isEmpty()) {
                unfit.add(unfit("Process " + one.name() + " does not hold the run lock on schema " + settings.schema()
                        + ", so it is not dbm's to end."));
                continue;
            }
            List<String> busy = RunLock.atWork(session, holder.get());
            if (!busy.isEmpty()) {
                unfit.add(unfit("The run of process " + one.name() + " is at work in process " + String.join(", ", busy)
                        + ", so its lock is not stranded."));
            }
        }
        return unfit;
    }

    /** Ends the named sessions. Whoever was asked may have taken his time, so all of it is looked at again. */
    void endSessions(Session session, List<Upkeep> upkeep) {
        report.problems(unfitSessions(session, upkeep));
        if (report.hasErrors()) {
            return;
        }
        for (Upkeep one : named(upkeep, UpkeepKind.END_SESSION)) {
            Optional<RunLock.Holder> holder = holder(session, one);
            if (holder.isPresent() && !RunLock.end(session, settings.schema(), holder.get(), UNTIL_ENDED)) {
                report.problem(unfit("Process " + one.name() + " was told to end and has not."));
            }
        }
    }

    private Optional<RunLock.Holder> holder(Session session, Upkeep one) {
        return RunLock.holder(session, settings.schema())
                .filter(found -> String.valueOf(found.pid()).equals(one.name()));
    }

    private static List<Upkeep> named(List<Upkeep> upkeep, UpkeepKind kind) {
        return upkeep.stream().filter(one -> one.kind() == kind).toList();
    }

    /** What of the rest is not there to be cleared away. */
    List<Problem> unfit(Session session, List<Upkeep> upkeep) {
        return upkeep.stream()
                .flatMap(one -> switch (one.kind()) {
                    case DROP_INDEX, REINDEX -> unfitIndex(session, one).stream();
                    case DROP_SCRATCH ->
                        leftover(session, one).isPresent() ? Stream.<Problem>empty() : Stream.of(unfitScratch(one));
                    case END_SESSION -> Stream.<Problem>empty();
                })
                .toList();
    }

    private static Optional<Problem> unfitIndex(Session session, Upkeep one) {
        return InvalidIndexes.named(session, one.name()).isPresent()
                ? Optional.empty()
                : Optional.of(unfit("Index " + one.name() + " is not an invalid index of this database."));
    }

    private static Optional<ScratchLeftovers.Leftover> leftover(Session session, Upkeep one) {
        return ScratchLeftovers.find(session).stream()
                .filter(found -> found.name().equals(one.name()))
                .findFirst();
    }

    private static Problem unfitScratch(Upkeep one) {
        return unfit(one.name() + " is no scratch that a run left: there is none of that name, or its run lives.");
    }

    /** The rest, under the run lock; what was ended before it is recorded now. */
    void run(List<Upkeep> upkeep, RunRecord record, HistoryRepair repair) {
        for (Upkeep one : upkeep) {
            try (Session session = target.database().dedicated()) {
                Optional<String> done =
                        switch (one.kind()) {
                            case DROP_INDEX, REINDEX -> index(session, one);
                            case DROP_SCRATCH -> scratch(session, one);
                            case END_SESSION -> Optional.of("ended the session that held the run lock and did nothing");
                        };
                done.ifPresent(detail -> {
                    repair.note(record.cleared(one.name(), detail + ": " + one.name()));
                    report.touched();
                    report.remark(
                            Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ": " + one.name() + ".");
                });
            } catch (DatabaseException e) {
                if (e.failure().connectionLost()) {
                    throw e;
                }
                report.problem(Problem.of(
                        ProblemCode.NOT_MENDABLE,
                        one.name() + " could not be cleared away: "
                                + e.failure().message() + " (SQLSTATE "
                                + e.failure().sqlState() + ").",
                        "mend what the message says, then look again: dbm repair"));
            }
        }
    }

    private Optional<String> index(Session session, Upkeep one) {
        // waiting for the transactions of others is what CONCURRENTLY does: a limit would only leave it invalid again
        session.execute("SET lock_timeout = 0; SET statement_timeout = 0");
        Optional<String> index = InvalidIndexes.named(session, one.name());
        if (index.isEmpty()) {
            unfitIndex(session, one).ifPresent(report::problem);
            return Optional.empty();
        }
        if (one.kind() == UpkeepKind.DROP_INDEX) {
            InvalidIndexes.drop(session, index.get());
            return Optional.of("dropped the invalid index");
        }
        InvalidIndexes.rebuild(session, index.get());
        return Optional.of("rebuilt the invalid index");
    }

    private Optional<String> scratch(Session session, Upkeep one) {
        Optional<ScratchLeftovers.Leftover> left = leftover(session, one);
        if (left.isEmpty()) {
            report.problem(unfitScratch(one));
            return Optional.empty();
        }
        ScratchLeftovers.drop(session, left.get());
        return Optional.of("dropped the scratch " + left.get().kind());
    }

    private static Problem unfit(String facts) {
        return Problem.of(ProblemCode.NOT_MENDABLE, facts, "dbm repair lists what is wrong");
    }
}

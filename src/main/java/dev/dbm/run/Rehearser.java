package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.engine.ScriptParser;
import dev.dbm.model.Comparison;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Statement;
import dev.dbm.model.Version;
import dev.dbm.planning.Replay;
import dev.dbm.postgres.ServerFacts;
import dev.dbm.rehearsal.CatalogComparison;
import dev.dbm.rehearsal.Rehearsal;
import dev.dbm.rehearsal.RepeatableScripts;
import dev.dbm.source.ScriptReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Proves what is pending: from memory where a proof rests on the very same things, else on a scratch. */
final class Rehearser {
    private final Settings settings;
    private final Optional<Target> target;
    private final Inventory inventory;
    private final boolean acceptDrift;
    private final Progress progress;
    private final OwnSchemas schemas;
    private final List<String> remarks = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private List<Difference> drift = List.of();

    Rehearser(
            Settings settings,
            Optional<Target> target,
            Inventory inventory,
            boolean acceptDrift,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.inventory = inventory;
        this.acceptDrift = acceptDrift;
        this.progress = progress;
        this.schemas = OwnSchemas.of(settings, inventory.migrations());
    }

    /** Proves the pairs and the repeatables that run after them. */
    Rehearsed prove(List<Migration> pending, List<Script> due) {
        Replay replay = Replay.of(
                inventory.standings(),
                inventory.migrations(),
                inventory.history(),
                inventory.journal(),
                ScriptReader::fromJournal);
        Optional<TargetCatalog> catalog = target.map(open -> TargetCatalog.read(settings, open));
        Optional<Snapshot> there = catalog.map(TargetCatalog::snapshot).map(schemas::in);
        RepeatableScripts standing = standingRepeatables(replay);
        Proofs proofs = new Proofs(settings, inventory, catalog, replay, standing);
        Proofs.Known known = proofs.recall(there, pending, due);
        if (known.complete()) {
            return new Rehearsed(
                    known.pairs(), known.keys(), problems, drift, Optional.empty(), known.end(), remarks);
        }
        boolean copied = replay.copyBecause().isPresent();
        if (copied) {
            journalDrift(there);
        }
        List<Script> scripts = new ArrayList<>(replay.scripts());
        pending.forEach(migration -> {
            scripts.add(migration.forward());
            migration.undo().ifPresent(scripts::add);
        });
        scripts.addAll(due);
        progress.stage("rehearsing " + count(pending.size() - known.pairs().size()) + " on a scratch");
        try (ScratchPlace place = ScratchPlace.choose(settings, target, scripts, progress)) {
            ServerFacts like = target.isPresent()
                    ? target.get().database().facts()
                    : place.server().facts();
            Furnishing furnishing = new Furnishing(settings, target, catalog, schemas, replay, place, scripts);
            try (Scratches scratches = new Scratches(settings, place, like, scripts, furnishing)) {
                Rehearsal rehearsal = Rehearsal.prepare(setup(scratches, replay.scripts(), standing));
                if (!copied && there.isPresent()) {
                    Comparison compared =
                            CatalogComparison.compare(schemas.in(rehearsal.base()), there.get(), Leg.TARGET);
                    drift = compared.differences();
                    if (!drift.isEmpty()) {
                        problems.add(driftProblem());
                        if (driftRefused()) {
                            return nothing();
                        }
                        furnishing.copyTarget();
                        rehearsal = Rehearsal.prepare(setup(scratches, List.of(), standing));
                    }
                }
                if (problems.stream().anyMatch(Problem::isError)) {
                    return nothing();
                }
                return legs(rehearsal, known, pending, due, proofs, scratches, furnishing);
            }
        }
    }

    private Rehearsed legs(
            Rehearsal rehearsal,
            Proofs.Known known,
            List<Migration> pending,
            List<Script> due,
            Proofs proofs,
            Scratches scratches,
            Furnishing furnishing) {
        int proven = known.pairs().size();
        Snapshot base = schemas.in(rehearsal.base());
        Rehearsal.Result result = rehearsal.run(new Rehearsal.Task(
                pending.subList(0, proven),
                pending.subList(proven, pending.size()),
                inventory.migrations().fixtures(),
                due,
                inventory.fileProblems()));
        problems.addAll(result.problems());
        remarks.addAll(scratches.remarks());
        remarks.addAll(furnishing.remarks());
        remarks.addAll(result.remarks());
        Map<Version, PairResult> pairs = new LinkedHashMap<>(known.pairs());
        pairs.putAll(result.pairs());
        Snapshot end = schemas.in(result.end());
        Map<Version, String> keys = proofs.keep(base, pending, pairs, due, end, problems.isEmpty());
        return new Rehearsed(
                pairs, keys, problems, drift, Optional.of(end), Optional.of(end.digest()), remarks);
    }

    private Rehearsed nothing() {
        return new Rehearsed(Map.of(), Map.of(), problems, drift, Optional.empty(), Optional.empty(), remarks);
    }

    private Rehearsal.Setup setup(Scratches scratches, List<Script> replay, RepeatableScripts standing) {
        return new Rehearsal.Setup(scratches, parser(), replay, standing, progress);
    }

    private Function<Script, List<Statement>> parser() {
        ScriptParser parser = Parsers.of(settings, target);
        return script -> parser.parse(script, settings.placeholders());
    }

    /** The repeatables that stand on the target, as they were when they last ran. */
    private RepeatableScripts standingRepeatables(Replay replay) {
        if (replay.copyBecause().isEmpty()) {
            return new RepeatableScripts(replay.scripts().stream()
                    .filter(script -> script.kind() == Script.Kind.REPEATABLE)
                    .toList());
        }
        return new RepeatableScripts(inventory.standings().repeatables().stream()
                .filter(repeatable -> repeatable.row().isPresent())
                .map(repeatable -> repeatable.script())
                .toList());
    }

    private boolean driftRefused() {
        Environment.Demand demand = settings.environment().drift();
        return !acceptDrift && (demand == Environment.Demand.REFUSE || demand == Environment.Demand.ASK);
    }

    private Problem driftProblem() {
        Problem problem = Problem.of(
                ProblemCode.DRIFT,
                "The target is not what its migrations build (" + drift.size()
                        + (drift.size() == 1 ? " difference)." : " differences)."),
                "write the difference into a migration, or take it back on the target; to go on from what is there:"
                        + " --accept-drift");
        return driftRefused() ? problem : problem.asWarning();
    }

    /** Where nothing can be replayed, drift is what changed since the run that the journal remembers. */
    private void journalDrift(Optional<Snapshot> there) {
        Optional<String> then = inventory.journal().lastDigest();
        if (there.isPresent() && then.isPresent() && !then.get().equals(there.get().digest())) {
            Problem problem = Problem.of(
                    ProblemCode.DRIFT,
                    "The target's catalog is not what it was after the last run of dbm.",
                    "find out what changed it; to go on from what is there: --accept-drift");
            problems.add(driftRefused() ? problem : problem.asWarning());
        }
    }

    static String count(int migrations) {
        return migrations == 1 ? "1 migration" : migrations + " migrations";
    }
}

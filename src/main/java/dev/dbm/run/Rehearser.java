package dev.dbm.run;

import dev.dbm.authoring.Adopting;
import dev.dbm.config.Settings;
import dev.dbm.engine.KeptScripts;
import dev.dbm.engine.ScriptParser;
import dev.dbm.model.Demand;
import dev.dbm.model.Difference;
import dev.dbm.model.Leg;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Version;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.planning.Replay;
import dev.dbm.planning.Standings;
import dev.dbm.postgres.ServerFacts;
import dev.dbm.rehearsal.CatalogComparison;
import dev.dbm.rehearsal.Halves;
import dev.dbm.rehearsal.Rehearsal;
import dev.dbm.rehearsal.RepeatableScripts;
import dev.dbm.source.ScriptReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Proves what is pending: from memory where a proof rests on the very same things, else on a scratch. */
final class Rehearser {
    private final Settings settings;
    private final Optional<Target> target;
    private final Optional<TargetCatalog> catalog;
    private final Inventory inventory;
    private final boolean acceptDrift;
    private final boolean watched;
    private final Progress progress;
    private final OwnSchemas own;
    private final List<String> remarks = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private List<Difference> drift = List.of();
    private boolean otherMajor;

    /** A rehearser that only proves. */
    Rehearser(
            Settings settings,
            Optional<Target> target,
            Optional<TargetCatalog> catalog,
            Inventory inventory,
            boolean acceptDrift,
            Progress progress) {
        this(settings, target, catalog, inventory, acceptDrift, false, progress);
    }

    /**
     * A rehearser.
     *
     * @param target the server on which a scratch may be made, and whose extensions and schemas it gets
     * @param catalog what the target holds; empty where the rehearsal has nothing to do with what is there
     * @param watched whether what the scripts do is watched, statement by statement
     */
    Rehearser(
            Settings settings,
            Optional<Target> target,
            Optional<TargetCatalog> catalog,
            Inventory inventory,
            boolean acceptDrift,
            boolean watched,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.catalog = catalog;
        this.inventory = inventory;
        this.acceptDrift = acceptDrift;
        this.watched = watched;
        this.progress = progress;
        this.own = OwnSchemas.of(settings, inventory);
    }

    /** Proves the pairs and the repeatables that run after them. */
    Rehearsed prove(List<Migration> pending, List<Script> due) {
        return prove(pending, due, there(), false);
    }

    /** Proves pairs that the target has already, on what it was before them. */
    Rehearsed proveAgain(List<Migration> applied) {
        return prove(applied, List.of(), Optional.empty(), true);
    }

    /** What is known of these pairs already. */
    Map<Version, PairResult> remembered(List<Migration> pending) {
        Replay replay = replay();
        return new Proofs(settings, inventory, catalog, replay, standing(replay))
                .recall(there().map(Snapshot::digest), pending, List.of(), false)
                .pairs();
    }

    /** Why what is applied cannot be built anew on a scratch, where it cannot. */
    Optional<String> onlyByCopy() {
        return replay().copyBecause();
    }

    private Rehearsed prove(List<Migration> pending, List<Script> due, Optional<Snapshot> there, boolean again) {
        Replay replay = replay();
        RepeatableScripts standing = standing(replay);
        Proofs proofs = new Proofs(settings, inventory, catalog, replay, standing);
        Proofs.Known known = proofs.recall(there.map(Snapshot::digest), pending, due, watched);
        if (known.complete()) {
            return new Rehearsed(
                    known.pairs(),
                    known.keys(),
                    problems,
                    drift,
                    Optional.empty(),
                    known.end(),
                    proofs.speed(),
                    remarks);
        }
        if (replay.copyBecause().isPresent()) {
            journalDrift(there);
            if (hasErrors()) {
                return nothing();
            }
        }
        List<Script> scripts = new ArrayList<>(replay.scripts());
        scripts.addAll(new ForwardPlan(pending, due, List.of()).scripts());
        progress.stage("Rehearsing " + count(pending.size() - known.pairs().size(), due.size()) + " on a scratch");
        return onScratch(replay, scripts, (furnishing, scratches) -> {
            Rehearsal.Setup setup = setup(scratches, replay.scripts(), standing, false, again);
            Rehearsal rehearsal;
            if (replay.copyBecause().isPresent() || there.isEmpty()) {
                rehearsal = Rehearsal.prepare(setup);
            } else {
                Base base = base(furnishing, setup, there.get());
                rehearsal = base.rehearsal();
                drift = base.drift();
                if (!drift.isEmpty()) {
                    tell(driftProblem());
                    if (driftRefused()) {
                        return nothing();
                    }
                    furnishing.copyTarget();
                    rehearsal = Rehearsal.prepare(setup(scratches, List.of(), standing, true, again));
                }
            }
            boolean copied = furnishing.copies();
            List<Script> replayed = copied ? List.of() : replay.scripts();
            List<Script> all = new ArrayList<>(due);
            all.addAll(rehearsal.waiting());
            Rehearsed rehearsed = legs(rehearsal, known, pending, all, proofs, () -> scratches
                    .another()
                    .map(more -> setup(more, replayed, standing, copied, again)));
            return watched && catalog.isPresent() ? rehearsed.at(proofs.keepSpeed(scratches.speed())) : rehearsed;
        });
    }

    /** How the target differs from what its migrations build; empty where only a copy of it could be looked at. */
    Optional<List<Difference>> drift() {
        Replay replay = replay();
        if (replay.copyBecause().isPresent() || there().isEmpty()) {
            return Optional.empty();
        }
        progress.stage("Building on a scratch what is applied");
        onScratch(replay, replay.scripts(), (furnishing, scratches) -> {
            Rehearsal.Setup setup = setup(scratches, replay.scripts(), standing(replay), false, false);
            drift = base(furnishing, setup, there().get()).drift();
            return nothing();
        });
        return Optional.of(drift);
    }

    /**
     * How the target differs from what is applied and these migrations build together: what recording them as applied would claim.
     *
     * @param repeatables those that have not run: what they make may be there already
     */
    Claim claim(List<Migration> migrations, List<Script> repeatables) {
        Replay replay = replay();
        Snapshot there = there().orElseThrow();
        List<Script> scripts = new ArrayList<>(replay.scripts());
        migrations.forEach(migration -> scripts.add(migration.forward()));
        if (replay.copyBecause().isPresent()) {
            return new Claim(List.of(), replay.copyBecause(), remarks);
        }
        Replay built = new Replay(scripts, Optional.empty());
        progress.stage("Building on a scratch what is to be recorded");
        onScratch(built, scripts, (furnishing, scratches) -> {
            drift = base(furnishing, setup(scratches, scripts, standing(replay), false, false), there)
                    .drift();
            if (!drift.isEmpty() && !repeatables.isEmpty()) {
                List<Script> all = new ArrayList<>(scripts);
                all.addAll(repeatables);
                Base more = base(furnishing, setup(scratches, all, standing(replay), false, true), there);
                drift = Claim.fewest(drift, more.drift());
            }
            return nothing();
        });
        return new Claim(drift, Optional.empty(), remarks);
    }

    private Optional<Snapshot> there() {
        return catalog.map(TargetCatalog::snapshot).map(snapshot -> snapshot.in(own));
    }

    private Replay replay() {
        ScriptReader reader = new ScriptReader(settings.historyTable());
        return Replay.of(
                inventory.standings(),
                inventory.migrations(),
                inventory.history(),
                inventory.journal(),
                (kept, kind) -> {
                    KeptScripts.verify(kept);
                    return reader.fromJournal(kept, kind, settings.migrationsShown() + "/" + kept.script());
                });
    }

    @FunctionalInterface
    private interface Work {
        Rehearsed with(Furnishing furnishing, Scratches scratches);
    }

    private Rehearsed onScratch(Replay replay, List<Script> scripts, Work work) {
        try (ScratchPlace place = ScratchPlace.choose(settings, target, scripts, progress)) {
            ServerFacts like = target.map(Target::database)
                    .map(database -> database.facts())
                    .orElseGet(() -> place.server().facts());
            otherMajor = place.server().facts().major() != like.major();
            if (otherMajor) {
                remarks.add(
                        "The scratch is PostgreSQL " + place.server().facts().major() + " and the target "
                                + like.major()
                                + ", which print definitions differently: whether the target has the same objects"
                                + " was compared, and not how they are defined.");
            }
            Furnishing furnishing = new Furnishing(settings, target, catalog, own, replay, place, scripts);
            Optional<FirstScratch.Made> begun =
                    place.own() || place.schemaOnly() ? Optional.empty() : target.flatMap(Target::takeScratch);
            Scratches scratches = new Scratches(settings, place, like, scripts, furnishing, begun);
            try {
                Rehearsed rehearsed = work.with(furnishing, scratches);
                remarks.addAll(scratches.remarks());
                remarks.addAll(furnishing.remarks());
                return rehearsed;
            } finally {
                close(scratches, place);
            }
        }
    }

    /** To drop a database takes the server a while, which nobody needs to wait for unless the server is closed too. */
    private void close(Scratches scratches, ScratchPlace place) {
        if (place.own() || target.isEmpty()) {
            scratches.close();
        } else {
            target.get().meanwhile(scratches::close);
        }
    }

    private Rehearsed legs(
            Rehearsal rehearsal,
            Proofs.Known known,
            List<Migration> pending,
            List<Script> due,
            Proofs proofs,
            Supplier<Optional<Rehearsal.Setup>> another) {
        int proven = known.pairs().size();
        // a proof on a copy of what has drifted is recalled by nobody: the next run must meet that drift too
        String base = (drift.isEmpty() ? "" : "drifted ") + rehearsal.base().digest(own);
        Rehearsal.Task task = new Rehearsal.Task(
                pending.subList(0, proven),
                pending.subList(proven, pending.size()),
                inventory.migrations().fixtures(),
                due,
                0,
                pending.size() - proven,
                inventory.fileProblems());
        Optional<Rehearsal.Setup> second = Halves.worthwhile(task) ? another.get() : Optional.empty();
        Rehearsal.Result result =
                second.map(setup -> Halves.run(rehearsal, setup, task)).orElseGet(() -> rehearsal.run(task));
        problems.addAll(result.problems());
        remarks.addAll(result.remarks());
        Map<Version, PairResult> pairs = new LinkedHashMap<>(known.pairs());
        pairs.putAll(result.pairs());
        Snapshot end = result.end().in(own);
        boolean sound = problems.stream().noneMatch(Problem::isError);
        Map<Version, String> keys = proofs.keep(base, pending, pairs, due, end.digest(), sound);
        Optional<Snapshot> comparable = otherMajor ? Optional.empty() : Optional.of(end);
        return new Rehearsed(
                pairs, keys, problems, drift, comparable, Optional.of(end.digest()), Optional.empty(), remarks);
    }

    private Base base(Furnishing furnishing, Rehearsal.Setup setup, Snapshot there) {
        return Base.closest(furnishing.hasDefaults() ? setup.replay().size() : 0, scripts -> {
            furnishing.defaultsAfter(scripts);
            Rehearsal rehearsal = Rehearsal.prepare(setup);
            return new Base(rehearsal, compare(rehearsal, there));
        });
    }

    private List<Difference> compare(Rehearsal rehearsal, Snapshot there) {
        Snapshot base = rehearsal.base().in(own);
        List<Difference> differences = CatalogComparison.compare(base, there, Leg.TARGET).differences().stream()
                // from 16 on a view's columns are printed without their table: the same view, another text
                .filter(difference -> !otherMajor || difference.change() != Difference.Change.CHANGED)
                .toList();
        return Adopting.of(differences, base, there);
    }

    private boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    private Rehearsed nothing() {
        return new Rehearsed(
                Map.of(), Map.of(), problems, drift, Optional.empty(), Optional.empty(), Optional.empty(), remarks);
    }

    private Rehearsal.Setup setup(
            Scratches scratches, List<Script> replay, RepeatableScripts standing, boolean copied, boolean again) {
        return new Rehearsal.Setup(scratches, parser(), replay, standing, own, copied, again, watched, progress);
    }

    private Function<Script, List<dev.dbm.model.Statement>> parser() {
        ScriptParser parser = Parsers.of(settings, target);
        return script -> parser.parse(script, settings.placeholders());
    }

    /** The repeatables that stand on the target, as they were when they last ran. */
    private RepeatableScripts standing(Replay replay) {
        if (replay.copyBecause().isEmpty()) {
            Map<String, Script> latest = new LinkedHashMap<>();
            for (Script script : replay.scripts()) {
                if (script.kind() == Script.Kind.REPEATABLE) {
                    latest.remove(script.description());
                    latest.put(script.description(), script);
                }
            }
            return new RepeatableScripts(List.copyOf(latest.values()));
        }
        return new RepeatableScripts(inventory.standings().repeatables().stream()
                .filter(repeatable -> repeatable.row().isPresent())
                .map(Standings.Repeatable::script)
                .toList());
    }

    private boolean driftRefused() {
        Demand demand = settings.environment().drift();
        return !acceptDrift && (demand == Demand.REFUSE || demand == Demand.ASK);
    }

    private Problem driftProblem() {
        return Problem.of(
                ProblemCode.DRIFT,
                "The target is not what its migrations build (" + drift.size()
                        + (drift.size() == 1 ? " difference)." : " differences)."),
                "write the difference into a migration, or take it back on the target; to go on from what is there:"
                        + " --accept-drift");
    }

    /** Drift weighs as much as the environment says. */
    private void tell(Problem drift) {
        if (driftRefused()) {
            problems.add(drift);
        } else if (settings.environment().drift() != Demand.ALLOW) {
            problems.add(drift.asWarning());
        }
    }

    /** Where nothing can be replayed, drift is what changed since the run that the journal remembers. */
    private void journalDrift(Optional<Snapshot> there) {
        Optional<String> then = inventory.journal().lastDigest();
        if (there.isPresent()
                && then.isPresent()
                && !then.get().equals(there.get().digest())) {
            tell(Problem.of(
                    ProblemCode.DRIFT,
                    "The target's catalog is not what it was after the last run of dbm.",
                    "find out what changed it; to go on from what is there: --accept-drift"));
        }
    }

    private static String count(int migrations, int repeatables) {
        List<String> parts = new ArrayList<>();
        if (migrations > 0) {
            parts.add(migrations == 1 ? "1 migration" : migrations + " migrations");
        }
        if (repeatables > 0) {
            parts.add(repeatables == 1 ? "1 repeatable" : repeatables + " repeatables");
        }
        return String.join(" and ", parts);
    }
}

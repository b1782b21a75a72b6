package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.Engine;
import dev.dbm.engine.EngineResult;
import dev.dbm.engine.KeptScripts;
import dev.dbm.engine.ScriptParser;
import dev.dbm.engine.Step;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.JournalEntry.Proof;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Placeholders;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.State;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies a plan to the target, fixtures right after their versions where the environment wants them. */
final class Forward {
    private final Settings settings;
    private final Target target;
    private final Inventory inventory;
    private final Engine engine;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;
    private final ScriptParser parser;

    Forward(
            Settings settings,
            Target target,
            Inventory inventory,
            Engine engine,
            RunRecord record,
            ReportBuilder report,
            Progress progress) {
        this.settings = settings;
        this.target = target;
        this.inventory = inventory;
        this.engine = engine;
        this.record = record;
        this.report = report;
        this.progress = progress;
        this.parser = Parsers.of(settings, Optional.of(target));
    }

    /** Whether all of it is done. Whatever is not done is in the report. */
    boolean run(ForwardPlan plan, Rehearsed rehearsed, boolean atomic) {
        List<Step> steps = new ArrayList<>();
        List<Script> fixtures = new ArrayList<>();
        for (Migration migration : plan.migrations()) {
            steps.add(step(migration, rehearsed));
            if (settings.environment().fixtures()) {
                fixtures.addAll(inventory.migrations().fixtures().getOrDefault(migration.version(), List.of()));
            }
            if (!fixtures.isEmpty() && !atomic) {
                if (!apply(steps, false) || !load(fixtures)) {
                    return false;
                }
                steps.clear();
                fixtures.clear();
            }
        }
        for (Script repeatable : plan.repeatables()) {
            steps.add(Step.repeat(repeatable, parse(repeatable), kept(repeatable)));
        }
        return apply(steps, atomic) && load(fixtures);
    }

    private Step step(Migration migration, Rehearsed rehearsed) {
        Placeholders placeholders = settings.placeholders();
        Optional<PairResult> pair = Optional.ofNullable(rehearsed.pairs().get(migration.version()));
        Optional<Proof> proof = Optional.ofNullable(rehearsed.keys().get(migration.version()))
                .flatMap(key -> pair.map(result -> Proof.of(key, result)));
        return Step.migrate(
                migration.version(),
                migration.forward(),
                parse(migration.forward()),
                new Step.Kept(
                        Optional.of(KeptScripts.keep(migration.forward(), placeholders)),
                        migration.undo().map(undo -> KeptScripts.keep(undo, placeholders)),
                        proof,
                        pair.flatMap(PairResult::afterDigest)));
    }

    private Step.Kept kept(Script repeatable) {
        return new Step.Kept(
                Optional.of(KeptScripts.keep(repeatable, settings.placeholders())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<dev.dbm.model.Statement> parse(Script script) {
        return parser.parse(script, settings.placeholders());
    }

    private boolean apply(List<Step> steps, boolean atomic) {
        if (steps.isEmpty()) {
            return true;
        }
        EngineResult result = engine.forward(steps, atomic);
        return new Endings(settings, target, record, report).tell(result, State.APPLIED);
    }

    private boolean load(List<Script> fixtures) {
        for (Script fixture : fixtures) {
            progress.stage("Loading " + fixture.fileName());
            List<dev.dbm.model.Statement> statements = parse(fixture);
            try (Session session = target.database().dedicated()) {
                engine.patiently(
                        session, fixture, () -> StatementRunner.runAlone(session, fixture, statements, progress));
            } catch (ScriptFailure failure) {
                report.problem(failure.problem(
                        ProblemCode.FIXTURE_NOT_LOADED,
                        "the migrations before it are applied and stay; mend the fixture and load it by hand, then run dbm"
                                + " migrate for the rest"));
                record.ended(Outcome.FAILED, Optional.empty(), Optional.empty(), "fixture " + fixture.fileName(), 0);
                return false;
            }
        }
        return true;
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.ScriptParser;
import dev.dbm.model.Comparison;
import dev.dbm.model.Difference;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Leg;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import dev.dbm.model.Version;
import dev.dbm.postgres.Session;
import dev.dbm.rehearsal.CatalogComparison;
import dev.dbm.report.JsonReport;
import dev.dbm.safety.Checks;
import dev.dbm.safety.Hooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows when all scripts ran: the target's catalog must be as rehearsed, the checks must hold, the run is recorded. */
final class Aftermath {
    private final Settings settings;
    private final Target target;
    private final RunRecord record;
    private final ReportBuilder report;
    private final Progress progress;

    Aftermath(Settings settings, Target target, RunRecord record, ReportBuilder report, Progress progress) {
        this.settings = settings;
        this.target = target;
        this.record = record;
        this.report = report;
        this.progress = progress;
    }

    /** After a migrate. */
    void afterForward(Inventory before, Rehearsed rehearsed) {
        progress.stage("Comparing the target with what was rehearsed");
        Inventory now = again(before);
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        OwnSchemas own = OwnSchemas.of(settings, now);
        Snapshot there = catalog.snapshot().in(own);
        List<Difference> differences;
        if (rehearsed.endDigest().filter(there.digest()::equals).isPresent()) {
            differences = List.of();
        } else if (rehearsed.end().isPresent()) {
            Comparison compared = CatalogComparison.compare(rehearsed.end().get(), there, Leg.TARGET);
            differences = compared.differences();
        } else {
            // The proofs were remembered, so there is only a digest to compare with; a scratch tells what it is about.
            differences = rebuilt(now, catalog);
        }
        notAsRehearsed(
                differences,
                "find out what else changed it meanwhile, or what the scripts do depending on rows; dbm rollback goes back");
        checked(
                now.migrations().checks(),
                checks().afterMigrate(now.migrations().checks()));
        hooks();
        record(now, there.digest());
    }

    /**
     * After a rollback: the catalog must be one that the journal knows for the version that is the head now, else what the
     * migrations that are left build.
     *
     * @param catalogBefore the target before anything was undone: what was different then already is no fault of the
     *     rollback; empty where it stood between two versions
     */
    void afterRollback(Inventory before, Optional<TargetCatalog> catalogBefore) {
        progress.stage("Comparing the target with what it was");
        Inventory now = again(before);
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        OwnSchemas own = OwnSchemas.of(settings, now);
        String digest = catalog.snapshot().digest(own);
        Optional<Version> head = now.standings().head();
        boolean known = now.journal().entries().stream()
                .filter(entry ->
                        entry.outcome() == Outcome.DONE && entry.action() != dev.dbm.model.JournalEntry.Action.PROVE)
                .filter(entry -> entry.version().equals(head))
                .anyMatch(entry -> entry.catalogDigest().filter(digest::equals).isPresent());
        if (known) {
            report.verified(new Report.Verification("the catalog is what it was", true, ""));
        } else {
            try {
                List<Difference> differences = new ArrayList<>(rebuilt(now, catalog));
                if (!differences.isEmpty()) {
                    catalogBefore.ifPresent(then -> differences.removeAll(rebuilt(before, then)));
                }
                notAsRehearsed(
                        differences,
                        "the migrations are undone; find out what else changed it, and take that back or make a migration of it");
            } catch (ProblemException e) {
                report.problem(Problem.of(
                                ProblemCode.NOT_AS_REHEARSED,
                                "Whether the catalog is what it was could not be told: "
                                        + e.problems().get(0).message(),
                                "dbm status --drift compares it with what the migrations build")
                        .asWarning());
            }
        }
        checked(
                now.migrations().checks(),
                checks().afterRollback(now.migrations().checks()));
        record(now, digest);
    }

    /** After a script without transaction came to its end in a second run: the catalog must be what its rehearsal led to. */
    void afterResume(Inventory before, Optional<String> rehearsed) {
        Inventory now = again(before);
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        String digest = catalog.snapshot().digest(OwnSchemas.of(settings, now));
        if (rehearsed.filter(digest::equals).isEmpty()) {
            notAsRehearsed(rebuilt(now, catalog), "find out what else changed it meanwhile; dbm rollback goes back");
        }
        record(now, digest);
    }

    private Inventory again(Inventory before) {
        try (Session session = target.database().session()) {
            return Inventory.of(settings, before.migrations(), session, true);
        }
    }

    private List<Difference> rebuilt(Inventory now, TargetCatalog catalog) {
        return new Rehearser(settings, Optional.of(target), Optional.of(catalog), now, true, progress)
                .drift()
                .orElse(List.of());
    }

    private void notAsRehearsed(List<Difference> differences, String next) {
        report.verified(new Report.Verification(
                differences.isEmpty() ? "the catalog is as rehearsed" : "the catalog is not as rehearsed",
                differences.isEmpty(),
                ""));
        if (differences.isEmpty()) {
            return;
        }
        report.drift(differences);
        report.problem(Problem.of(
                ProblemCode.NOT_AS_REHEARSED,
                "All scripts ran, but the target's catalog is not what the rehearsal said (" + differences.size()
                        + (differences.size() == 1 ? " difference)." : " differences)."),
                next));
    }

    private Checks checks() {
        ScriptParser parser = Parsers.of(settings, Optional.of(target));
        return new Checks(target.database(), script -> parser.parse(script, settings.placeholders()), progress);
    }

    private void checked(List<Script> checks, List<Problem> problems) {
        report.problems(problems);
        long failed = problems.stream().map(Problem::script).distinct().count();
        if (!checks.isEmpty()) {
            report.verified(new Report.Verification(
                    failed == 0
                            ? checks.size() + (checks.size() == 1 ? " check" : " checks") + " returned no row"
                            : failed + " of " + checks.size() + " checks failed",
                    failed == 0,
                    ""));
        }
    }

    /** Only where all is well so far: a command that begins to use the new schema should not meet one that is in doubt. */
    private void hooks() {
        List<List<String>> commands = settings.environment().afterMigrate();
        if (commands.isEmpty()) {
            return;
        }
        if (report.hasErrors()) {
            report.remark("after_migrate was left out, because of what went wrong before it.");
            return;
        }
        Report soFar = report.build();
        Hooks.Result result = new Hooks(
                        settings.project(), settings.environment().hookTimeout(), Epilogue.redactor(settings), progress)
                .run(commands, Epilogue.variables(settings, soFar), JsonReport.render(soFar));
        result.ran().forEach(report::verified);
        result.failure().ifPresent(report::problem);
    }

    private void record(Inventory now, String digest) {
        record.ended(
                report.hasErrors() ? Outcome.FAILED : Outcome.DONE,
                now.standings().head(),
                Optional.of(digest),
                Migrate.codes(report.problems()),
                report.tookMs());
    }
}

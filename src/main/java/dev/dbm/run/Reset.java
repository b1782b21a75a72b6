package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Difference;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.planning.ForwardPlan;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Extensions;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Schemas;
import dev.dbm.postgres.Session;
import dev.dbm.safety.Confirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code --reset}: empties the schemas that the migrations build, so that they are built from nothing. Before anything goes the
 * migrations are proven from nothing, and whoever runs it has heard of each object that no migration makes. The journal stays: it
 * remembers the environment and the proofs.
 */
final class Reset {
    /** So many objects are named. */
    private static final int NAMED = 30;

    private final Settings settings;
    private final Target target;
    private final Migrations files;
    private final ReportBuilder report;
    private final Progress progress;

    Reset(Settings settings, Target target, Migrations files, ReportBuilder report, Progress progress) {
        this.settings = settings;
        this.target = target;
        this.files = files;
        this.report = report;
        this.progress = progress;
    }

    /** Why this environment has no reset, where it has none; known without looking at the database. */
    static Optional<Problem> notAllowed(Environment environment) {
        String next = environment.production()
                ? "reset an environment that is like test; this one has the demands of prod"
                : "if all in it may be lost, write reset = true under [env." + environment.name() + "] in dbm.toml";
        if (!environment.reset()) {
            return Optional.of(Problem.of(
                    ProblemCode.RESET_NOT_ALLOWED,
                    "Environment " + environment.name() + " does not allow --reset.",
                    next));
        }
        return environment.backup()
                ? Optional.of(Problem.of(
                        ProblemCode.RESET_NOT_ALLOWED,
                        "Environment " + environment.name()
                                + " wants a backup before it is changed, and --reset loses all.",
                        "take the one or the other line out of its table in dbm.toml"))
                : Optional.empty();
    }

    /** Says that a reset was begun and not finished, so that nothing else may be built on what is left. */
    static Optional<Problem> unfinished(Inventory inventory) {
        return inventory.journal().resetUnfinished()
                ? Optional.of(Problem.of(
                        ProblemCode.RESET_UNFINISHED,
                        "A --reset of this database did not come to its end: some of it is dropped and some is not.",
                        "dbm migrate --reset"))
                : Optional.empty();
    }

    /** Empties the schemas. Returns the options with the words that a person gave on the way; empty where it may not be. */
    Optional<MigrateOptions> run(MigrateOptions options) {
        Inventory inventory;
        try (Session session = target.database().dedicated()) {
            inventory = Inventory.of(settings, files, session, true);
        }
        otherEnvironment(inventory).ifPresent(report::problem);
        OwnSchemas own = OwnSchemas.of(settings, inventory);
        TargetCatalog catalog = TargetCatalog.read(settings, target);
        if (report.hasErrors() || nothingThere(inventory, catalog, own)) {
            return report.hasErrors() ? Optional.empty() : Optional.of(options);
        }
        Rehearsed rehearsed = prove(catalog, own, options);
        if (report.hasErrors()) {
            return Optional.empty();
        }
        ForwardPlan plan = fromNothing(options);
        List<String> unseen = unseen(inventory, catalog, own);
        report.problems(new Gatekeeper(settings, target, report, progress)
                .pass(
                        new Words(options.confirm(), options.acceptDataLoss()),
                        rehearsed.pairs().keySet(),
                        List.of(),
                        gates -> gates.forward(settings.environment().name(), plan.migrations(), rehearsed.pairs()),
                        () -> new Stake(settings, target)
                                .forward("migrate --reset", plan.migrations(), rehearsed.pairs())));
        destroys(unseen, options, report.hasErrors()).ifPresent(report::problem);
        if (report.hasErrors()) {
            return Optional.empty();
        }
        empty(inventory, own);
        return report.hasErrors()
                ? Optional.empty()
                : Optional.of(options.agreed(rehearsed.pairs().keySet()));
    }

    /** The database is asked again, whatever --as-environment says: a production database must not be renamed and emptied in one go. */
    private Optional<Problem> otherEnvironment(Inventory inventory) {
        String name = settings.environment().name();
        return inventory
                .journal()
                .environment()
                .filter(remembered -> !remembered.equals(name))
                .map(remembered -> Problem.of(
                        ProblemCode.OTHER_ENVIRONMENT,
                        "This database is " + remembered + ", and --reset is for " + name + ".",
                        "give --env " + remembered + "; if the database is " + name
                                + " from now on, say so first, in a run without --reset: dbm migrate --as-environment "
                                + name));
    }

    private static boolean nothingThere(Inventory inventory, TargetCatalog catalog, OwnSchemas own) {
        return inventory.history().rows().isEmpty()
                && !inventory.journal().resetUnfinished()
                && catalog.snapshot().units().values().stream().noneMatch(unit -> own.test(unit.place()));
    }

    private ForwardPlan fromNothing(MigrateOptions options) {
        return ForwardPlan.of(Inventory.of(files).standings(), options.to(), options.outOfOrder());
    }

    /** Proves every pair on what will be there when the schemas are empty. */
    private Rehearsed prove(TargetCatalog catalog, OwnSchemas own, MigrateOptions options) {
        Inventory nothing = Inventory.of(files);
        ForwardPlan plan = fromNothing(options);
        report.problems(nothing.fileProblems());
        report.problems(plan.problems());
        TargetCatalog rest = new TargetCatalog(
                catalog.snapshot()
                        .in(place ->
                                place.schema().filter(own.names()::contains).isEmpty()
                                        || place.itself() && !own.test(place)),
                catalog.extensions().stream()
                        .filter(extension -> !made(extension.name()))
                        .toList(),
                catalog.roles(),
                catalog.defaultPrivileges(),
                catalog.serverMajor());
        Rehearsed rehearsed = new Rehearser(settings, Optional.of(target), Optional.of(rest), nothing, true, progress)
                .prove(plan.migrations(), plan.repeatables());
        report.problems(rehearsed.problems().stream().filter(Problem::isError).toList());
        rehearsed
                .pairs()
                .values()
                .forEach(pair -> report.problems(
                        pair.problems().stream().filter(Problem::isError).toList()));
        if (report.hasErrors()) {
            report.items(
                    new ReportItems(nothing).planned(plan.migrations(), plan.repeatables(), rehearsed.pairs(), false));
            report.remark("Nothing was dropped: the migrations must be proven from nothing first.");
        }
        return rehearsed;
    }

    private boolean made(String extension) {
        return files.versioned().stream().anyMatch(migration -> Furnishing.creates(migration.forward(), extension));
    }

    /** What would go although no migration makes it. */
    private List<String> unseen(Inventory inventory, TargetCatalog catalog, OwnSchemas own) {
        if (inventory.journal().resetUnfinished()) {
            // it was agreed to when that reset began
            return List.of();
        }
        List<String> unseen = new ArrayList<>();
        boolean asLeft = inventory
                .journal()
                .lastDigest()
                .filter(catalog.snapshot().digest(own)::equals)
                .isPresent();
        if (!asLeft) {
            unseen.addAll(notBuilt(inventory, catalog, own));
        }
        try (Session session = target.database().session()) {
            unseen.addAll(Schemas.dependentsOutside(session, own.names(), extensions(session)));
        }
        return unseen;
    }

    private List<String> notBuilt(Inventory inventory, TargetCatalog catalog, OwnSchemas own) {
        Optional<List<Difference>> drift;
        try {
            drift = new Rehearser(settings, Optional.of(target), Optional.of(catalog), inventory, true, progress)
                    .drift();
        } catch (ProblemException e) {
            // What is applied cannot be built any more; a reset is the way out of that, and then all of it is unknown.
            drift = Optional.empty();
        }
        if (drift.isPresent()) {
            return drift.get().stream()
                    .filter(difference -> difference.change() == Difference.Change.LEFT)
                    .map(difference -> difference.kind().replace('-', ' ') + " " + difference.object())
                    .toList();
        }
        return catalog.snapshot().units().values().stream()
                .filter(unit -> own.test(unit.place()))
                .map(Reset::named)
                .sorted()
                .toList();
    }

    private static String named(CatalogUnit unit) {
        return unit.items().get(0).kind().replace('-', ' ') + " "
                + unit.items().get(0).object();
    }

    /** A run that is refused already is told of it, and nobody is asked any more. */
    private Optional<Problem> destroys(List<String> unseen, MigrateOptions options, boolean refused) {
        if (unseen.isEmpty()) {
            return Optional.empty();
        }
        String named = unseen.stream().limit(NAMED).map("\n  "::concat).collect(Collectors.joining())
                + (unseen.size() > NAMED ? "\n  and " + (unseen.size() - NAMED) + " more" : "");
        Problem problem = Problem.of(
                ProblemCode.RESET_DESTROYS,
                "--reset drops what no migration of this project makes:" + named,
                "keep it elsewhere first; if it may go: --reset --accept-drift");
        boolean agreed = options.acceptDrift()
                || !refused
                        && new Confirmation(
                                                progress,
                                                target.database().address().database())
                                        .understood(List.of(problem.message()))
                                == Confirmation.Answer.YES;
        return Optional.of(agreed ? problem.asWarning() : problem);
    }

    /** In steps, since a large schema does not fit into one transaction's locks; the journal knows where it stands. */
    private void empty(Inventory inventory, OwnSchemas own) {
        progress.stage("Emptying " + String.join(", ", own.names()));
        RunRecord record = new RunRecord(settings, target);
        report.touched();
        try (Session session = target.database().dedicated()) {
            session.begin();
            HistoryTable.clear(session, settings.schema(), settings.historyTable());
            note(session, inventory, record.reset(Outcome.STARTED));
            session.commit();
            extensions(session)
                    .forEach(name ->
                            session.execute("DROP EXTENSION IF EXISTS " + Identifiers.quote(name) + " CASCADE"));
            for (String schema : Schemas.existing(session, own.names())) {
                if (settings.schemas().contains(schema) || schema.equals(settings.schema())) {
                    Schemas.empty(session, schema, List.of(settings.historyTable(), JournalTable.NAME));
                } else {
                    Schemas.drop(session, schema);
                }
            }
            note(session, inventory, record.reset(Outcome.DONE));
            report.remark("Emptied " + String.join(", ", own.names()) + "; what follows is built from nothing.");
        } catch (DatabaseException e) {
            report.problem(Problem.of(
                    ProblemCode.RESET_UNFINISHED,
                    "The schemas could not be emptied: " + e.failure().message() + " (SQLSTATE "
                            + e.failure().sqlState() + "). Some of it may be dropped.",
                    "see to that, then the same again: dbm migrate --reset"));
        }
    }

    /** A database that dbm has never touched has no journal yet, and gets it when the first migration runs. */
    private void note(Session session, Inventory inventory, JournalEntry entry) {
        if (inventory.journal().exists()) {
            JournalTable.append(session, settings.schema(), entry);
        }
    }

    /** The extensions that the migrations make, and would make again. */
    private List<String> extensions(Session session) {
        return Extensions.of(session).stream()
                .map(Extensions.InstalledExtension::name)
                .filter(this::made)
                .toList();
    }
}

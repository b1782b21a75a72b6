package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.model.Speed;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Identifiers;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.ScratchAttempt;
import dev.dbm.postgres.ScratchDatabase;
import dev.dbm.postgres.ScratchDatabases;
import dev.dbm.postgres.ScratchSchema;
import dev.dbm.postgres.ServerFacts;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.SpeedProbe;
import dev.dbm.postgres.catalog.CatalogReader;
import dev.dbm.postgres.catalog.CatalogScope;
import dev.dbm.rehearsal.Confinement;
import dev.dbm.rehearsal.Scratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes a fresh scratch each time it is asked, the one before being dropped. Closing leaves nothing behind. */
final class Scratches implements Supplier<Scratch>, AutoCloseable {
    private final Settings settings;
    private final ScratchPlace place;
    private final ServerFacts like;
    private final List<Script> scripts;
    private final Furnishing furnishing;
    private final ScratchDatabases databases;
    private final List<String> remarks = new ArrayList<>();
    private Optional<Session> session = Optional.empty();
    private final List<Session> besides = new ArrayList<>();
    private Optional<AutoCloseable> made = Optional.empty();
    private Optional<Scratches> second = Optional.empty();
    private Optional<ScratchAttempt<ScratchDatabase>> first;
    private Optional<Session> ready;
    private boolean inSchema;

    /**
     * Scratches at a place.
     *
     * @param like what the target's database is, for its encoding and collation
     * @param scripts what is going to run, to tell whether a scratch schema can hold it
     * @param furnishing gives each fresh scratch what the target has and the migrations did not make
     * @param begun the first one, where it was begun ahead
     */
    Scratches(
            Settings settings,
            ScratchPlace place,
            ServerFacts like,
            List<Script> scripts,
            Furnishing furnishing,
            Optional<FirstScratch.Made> begun) {
        this.settings = settings;
        this.place = place;
        this.like = like;
        this.scripts = scripts;
        this.furnishing = furnishing;
        this.databases = begun.map(FirstScratch.Made::databases).orElseGet(() -> ScratchDatabases.on(place.server()));
        this.first = begun.map(FirstScratch.Made::first);
        this.ready = begun.flatMap(FirstScratch.Made::session);
        List<String> leftovers = begun.map(FirstScratch.Made::leftovers).orElseGet(databases::removeLeftovers);
        if (!leftovers.isEmpty()) {
            remarks.add("Removed what an earlier run left: " + String.join(", ", leftovers) + ".");
        }
    }

    /**
     * A second place for scratches, for work beside this; empty where two would get in each other's way: in one schema, or where a
     * script changes what all databases of a server share. It is closed with this one.
     */
    Optional<Scratches> another() {
        boolean shared = scripts.stream()
                .anyMatch(script -> !script.traits().clusterWide().isEmpty());
        if (place.schemaOnly() || inSchema || shared) {
            return Optional.empty();
        }
        if (second.isEmpty()) {
            second = Optional.of(new Scratches(settings, place, like, scripts, furnishing, Optional.empty()));
        }
        return second;
    }

    /** How quickly its server reads and writes; empty where the scratch is in the target's own database. */
    Optional<Speed> speed() {
        return inSchema || place.schemaOnly() ? Optional.empty() : session.map(SpeedProbe::measure);
    }

    /** What should be said about the scratches made so far. */
    List<String> remarks() {
        return remarks;
    }

    @Override
    public Scratch get() {
        drop();
        return place.schemaOnly() ? schema("A schema was asked for.") : database();
    }

    private Scratch database() {
        ScratchAttempt<ScratchDatabase> attempt = first.orElseGet(() -> databases.create(like));
        first = Optional.empty();
        if (attempt instanceof ScratchAttempt.Made<ScratchDatabase> success) {
            ScratchDatabase database = success.scratch();
            made = Optional.of(database);
            success.remarks().stream()
                    .filter(remark -> !remarks.contains(remark))
                    .forEach(remarks::add);
            Session fresh = ready.orElseGet(() -> database.open(options(settings.schema())));
            ready = Optional.empty();
            session = Optional.of(fresh);
            for (String name : settings.schemas()) {
                fresh.execute("CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(name));
            }
            furnishing.furnish(fresh);
            return new Scratch(
                    fresh,
                    () -> kept(database.open(options(settings.schema()))),
                    reader(fresh, settings),
                    UnaryOperator.identity(),
                    new Confinement(place.own(), ""),
                    scripts -> furnishing.between(scripts, fresh));
        }
        String reason = ((ScratchAttempt.Refused<ScratchDatabase>) attempt).reason();
        if (!place.mayFallBack()) {
            throw impossible("The server makes no scratch database: " + reason);
        }
        return schema(reason);
    }

    private Scratch schema(String why) {
        obstacle().ifPresent(obstacle -> {
            throw impossible(why + " A scratch schema cannot hold this: " + obstacle);
        });
        ScratchAttempt<ScratchSchema> attempt = databases.createSchema();
        if (attempt instanceof ScratchAttempt.Made<ScratchSchema> success) {
            ScratchSchema schema = success.scratch();
            inSchema = true;
            made = Optional.of(schema);
            Session fresh = place.server().dedicated(options(schema.name()));
            session = Optional.of(fresh);
            String remark = "Rehearsed in a schema of the target's database. " + why;
            if (!remarks.contains(remark)) {
                remarks.add(remark);
            }
            return new Scratch(
                    fresh,
                    () -> kept(place.server().dedicated(options(schema.name()))),
                    reader(fresh, settings).standingFor(schema.name(), settings.schema()),
                    name -> name.startsWith(schema.name() + ".")
                            ? settings.schema() + name.substring(schema.name().length())
                            : name,
                    new Confinement(false, schema.name()),
                    scripts -> {});
        }
        throw impossible(why + " " + ((ScratchAttempt.Refused<ScratchSchema>) attempt).reason());
    }

    /** A schema isolates only what is transactional and names no schema. */
    private Optional<String> obstacle() {
        for (Script script : scripts) {
            if (!script.transactional()) {
                return Optional.of(script.path() + " runs outside a transaction.");
            }
            for (Script.Mention mention : script.traits().schemas()) {
                if (settings.schemas().contains(mention.what())) {
                    return Optional.of(
                            script.path() + ":" + mention.line() + " names the schema " + mention.what() + ".");
                }
            }
        }
        return Optional.empty();
    }

    private static ProblemException impossible(String facts) {
        return new ProblemException(Problem.of(
                ProblemCode.SCRATCH_IMPOSSIBLE,
                facts,
                "let the role create databases (ALTER ROLE ... CREATEDB), or rehearse elsewhere: --scratch embedded, or"
                        + " --scratch <URL>"));
    }

    static CatalogReader reader(Session fresh, Settings settings) {
        return new CatalogReader(
                fresh, new CatalogScope(settings.schema(), Set.of(settings.historyTable(), JournalTable.NAME)));
    }

    static ConnectionOptions options(String schema) {
        return ConnectionOptions.REHEARSAL.withSchema(schema);
    }

    private Session kept(Session more) {
        besides.add(more);
        return more;
    }

    private void drop() {
        besides.forEach(Session::close);
        besides.clear();
        session.ifPresent(Session::close);
        session = Optional.empty();
        made.ifPresent(scratch -> {
            try {
                scratch.close();
            } catch (Exception e) {
                // what cannot be dropped now is found and removed by the next run
                remarks.add("A scratch could not be removed: " + e.getMessage());
            }
        });
        made = Optional.empty();
    }

    @Override
    public void close() {
        try {
            second.ifPresent(Scratches::close);
            ready.ifPresent(Session::close);
            drop();
        } finally {
            databases.close();
        }
    }
}

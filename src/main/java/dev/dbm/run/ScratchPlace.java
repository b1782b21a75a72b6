package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.util.List;
import java.util.Optional;

/**
 * The server on which a rehearsal's scratch is made.
 *
 * @param server a way into it
 * @param embedded the throw-away server, where that is the place
 * @param own whether the server is not the target's, so that what all its databases share may be changed
 * @param schemaOnly whether the scratch must be a schema in the target's database
 * @param mayFallBack whether a schema will do where the server makes no database
 */
record ScratchPlace(
        Database server, Optional<EmbeddedServer> embedded, boolean own, boolean schemaOnly, boolean mayFallBack)
        implements AutoCloseable {

    /** Chooses the place as the settings say, for these scripts. */
    static ScratchPlace choose(Settings settings, Optional<Target> target, List<Script> scripts, Progress progress) {
        Settings.Scratch wanted = settings.scratch();
        if (wanted instanceof Settings.Scratch.Server named) {
            return elsewhere(Database.open(named.address(), ConnectionOptions.PLAIN), Optional.empty());
        }
        // dbm's own embedded server has roles of its own too, and what a scratch did to them would meet the migration
        // itself
        boolean selfServed = target.isEmpty()
                || target.get().embedded() && leavesDatabase(scripts).isPresent();
        if (wanted instanceof Settings.Scratch.Embedded || wanted instanceof Settings.Scratch.Auto && selfServed) {
            return embedded(settings, progress);
        }
        if (target.isEmpty()) {
            throw new ProblemException(Problem.of(
                    ProblemCode.NO_URL,
                    "A scratch beside the target was asked for, and there is no target.",
                    "give --scratch embedded or --scratch <URL>, or name a target"));
        }
        leavesDatabase(scripts).ifPresent(script -> {
            throw new ProblemException(clusterWide(script));
        });
        return new ScratchPlace(
                target.get().database(),
                Optional.empty(),
                false,
                wanted instanceof Settings.Scratch.Schema,
                wanted instanceof Settings.Scratch.Auto);
    }

    /** Whether a rehearsal of these can be expected to want a scratch database beside the target. */
    static boolean beside(Settings settings, Target target, List<Script> scripts) {
        Settings.Scratch wanted = settings.scratch();
        return (wanted instanceof Settings.Scratch.Auto || wanted instanceof Settings.Scratch.Database)
                && leavesDatabase(scripts).isEmpty()
                && target.database().facts().createDatabase();
    }

    private static ScratchPlace embedded(Settings settings, Progress progress) {
        EmbeddedServer server =
                EmbeddedServer.throwAway(settings.project().resolve(".dbm").resolve("scratch"), progress);
        try {
            DatabaseAddress address = server.address();
            return elsewhere(Database.open(address, ConnectionOptions.PLAIN), Optional.of(server));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static ScratchPlace elsewhere(Database server, Optional<EmbeddedServer> embedded) {
        return new ScratchPlace(server, embedded, true, false, false);
    }

    private static Optional<Script> leavesDatabase(List<Script> scripts) {
        return scripts.stream()
                .filter(script -> !script.traits().clusterWide().isEmpty())
                .findFirst();
    }

    private static Problem clusterWide(Script script) {
        Script.Mention mention = script.traits().clusterWide().get(0);
        return Problem.at(
                script.path(),
                mention.line(),
                ProblemCode.SCRATCH_IMPOSSIBLE,
                mention.what() + " reaches beyond one database, so a scratch on the target's server cannot hold it.",
                "rehearse on a throw-away server: --scratch embedded, or --scratch <URL of a server that may be changed>");
    }

    @Override
    public void close() {
        if (own) {
            server.close();
            embedded.ifPresent(EmbeddedServer::close);
        }
    }
}

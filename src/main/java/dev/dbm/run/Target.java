package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.postgres.ConnectionOptions;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.embedded.EmbeddedServer;
import java.time.Duration;
import java.util.Optional;

/** The target while a run has it open: its connections, and the embedded server where there is one. */
final class Target implements AutoCloseable {
    /** How long a second run waits for the embedded server of the first. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Database database;
    private final Optional<EmbeddedServer> server;
    private final Report.Database shown;
    private Optional<FirstScratch> scratch = Optional.empty();
    private Optional<Ahead<Boolean>> last = Optional.empty();

    private Target(Database database, Optional<EmbeddedServer> server, Report.Database shown) {
        this.database = database;
        this.server = server;
        this.shown = shown;
    }

    /** Opens the settings' target, or ends with the problem why not. */
    static Target open(Settings settings, Progress progress) {
        Settings.Target target = settings.requireTarget();
        if (target instanceof Settings.Target.Embedded embedded) {
            EmbeddedServer server = EmbeddedServer.start(embedded.folder(), PATIENCE, progress);
            progress.remark("Using the embedded PostgreSQL that dbm runs itself; its data is in "
                    + settings.project().relativize(embedded.folder()) + ".");
            try {
                return connect(settings, server.address(), Optional.of(server));
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
        return connect(settings, ((Settings.Target.Server) target).address(), Optional.empty());
    }

    private static Target connect(Settings settings, DatabaseAddress address, Optional<EmbeddedServer> server) {
        ConnectionOptions options = new ConnectionOptions(
                "dbm",
                settings.environment().lockTimeout(),
                settings.environment().statementTimeout(),
                Optional.of(settings.schema()));
        Database database = Database.open(address, options);
        Report.Database shown = new Report.Database(
                server.isPresent() ? "embedded" : address.display(),
                settings.schema(),
                database.facts().version(),
                server.isPresent());
        return new Target(database, server, shown);
    }

    Database database() {
        return database;
    }

    boolean embedded() {
        return server.isPresent();
    }

    Report.Database shown() {
        return shown;
    }

    /** Begins to make a scratch database beside it, which will be asked for. */
    void prepareScratch(Settings settings) {
        scratch = Optional.of(FirstScratch.on(database, settings));
    }

    /** The scratch that was begun, where it was and nobody took it. */
    Optional<FirstScratch.Made> takeScratch() {
        return scratch.flatMap(FirstScratch::take);
    }

    /** Has something done beside what follows; it is done when this is closed. */
    void meanwhile(Runnable work) {
        awaitLast();
        last = Optional.of(Ahead.of(() -> {
            work.run();
            return true;
        }));
    }

    private void awaitLast() {
        last.ifPresent(Ahead::get);
        last = Optional.empty();
    }

    @Override
    public void close() {
        try {
            scratch.ifPresent(FirstScratch::close);
            awaitLast();
            database.close();
        } finally {
            server.ifPresent(EmbeddedServer::close);
        }
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.ProblemException;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.ScratchAttempt;
import dev.dbm.postgres.ScratchDatabase;
import dev.dbm.postgres.ScratchDatabases;
import dev.dbm.postgres.Session;
import java.util.List;
import java.util.Optional;

/**
 * The first scratch database of a run, made beside the target while the target's catalog is still being read: the server needs
 * about as long for the one as dbm for the other. What nobody takes is dropped.
 */
final class FirstScratch implements AutoCloseable {
    private final Ahead<Made> ahead;
    private boolean taken;

    private FirstScratch(Database server, Settings settings) {
        this.ahead = Ahead.of(() -> make(server, settings));
    }

    /**
     * A scratch and its keeper.
     *
     * @param leftovers what an earlier run had left and is removed now
     * @param session a session in the scratch that is ready to read its catalog; empty where there is none
     */
    record Made(
            ScratchDatabases databases,
            List<String> leftovers,
            ScratchAttempt<ScratchDatabase> first,
            Optional<Session> session) {}

    /** Begins to make one on that server, like the database that it is connected to. */
    static FirstScratch on(Database server, Settings settings) {
        return new FirstScratch(server, settings);
    }

    private static Made make(Database server, Settings settings) {
        ScratchDatabases databases = ScratchDatabases.on(server);
        try {
            List<String> leftovers = databases.removeLeftovers();
            ScratchAttempt<ScratchDatabase> first = databases.create(server.facts());
            Optional<Session> session = first instanceof ScratchAttempt.Made<ScratchDatabase> made
                    ? session(made.scratch(), settings)
                    : Optional.empty();
            return new Made(databases, leftovers, first, session);
        } catch (RuntimeException e) {
            databases.close();
            throw e;
        }
    }

    /** Whoever takes the scratch without a session meets what is in its way, and tells it. */
    private static Optional<Session> session(ScratchDatabase scratch, Settings settings) {
        Optional<Session> session = Optional.empty();
        try {
            session = Optional.of(scratch.open(Scratches.options(settings.schema())));
            // the server plans what the first reading asks it, which takes longer than all later ones
            Scratches.reader(session.get(), settings).readAll();
            return session;
        } catch (ProblemException | DatabaseException e) {
            session.ifPresent(Session::close);
            return Optional.empty();
        }
    }

    /** Hands it over, once; waits until it is made. */
    Optional<Made> take() {
        if (taken) {
            return Optional.empty();
        }
        taken = true;
        return Optional.of(ahead.get());
    }

    @Override
    public void close() {
        if (taken) {
            return;
        }
        try {
            Made made = ahead.get();
            made.session().ifPresent(Session::close);
            made.databases().close();
        } catch (ProblemException | DatabaseException e) {
            // nobody needed it, so nobody needs to know why there is none
            return;
        }
    }
}

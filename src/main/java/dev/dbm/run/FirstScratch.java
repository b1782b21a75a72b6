package dev.dbm.run;

import dev.dbm.model.ProblemException;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.ScratchAttempt;
import dev.dbm.postgres.ScratchDatabase;
import dev.dbm.postgres.ScratchDatabases;
import java.util.List;
import java.util.Optional;

/**
 * The first scratch database of a run, made beside the target while the target's catalog is still being read: the server needs
 * about as long for the one as dbm for the other. What nobody takes is dropped.
 */
final class FirstScratch implements AutoCloseable {
    private final Ahead<Made> ahead;
    private boolean taken;

    private FirstScratch(Database server) {
        this.ahead = Ahead.of(() -> make(server));
    }

    /**
     * A scratch and its keeper.
     *
     * @param leftovers what an earlier run had left and is removed now
     */
    record Made(ScratchDatabases databases, List<String> leftovers, ScratchAttempt<ScratchDatabase> first) {}

    /** Begins to make one on that server, like the database that it is connected to. */
    static FirstScratch on(Database server) {
        return new FirstScratch(server);
    }

    private static Made make(Database server) {
        ScratchDatabases databases = ScratchDatabases.on(server);
        try {
            return new Made(databases, databases.removeLeftovers(), databases.create(server.facts()));
        } catch (RuntimeException e) {
            databases.close();
            throw e;
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
            ahead.get().databases().close();
        } catch (ProblemException | DatabaseException e) {
            // nobody needed it, so nobody needs to know why there is none
            return;
        }
    }
}

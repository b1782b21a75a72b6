package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;

/** An empty database of dbm's own, like the target in encoding and collation; closing drops it with whoever is in it. */
public final class ScratchDatabase implements AutoCloseable {
    private final ScratchDatabases owner;
    private final DatabaseAddress address;

    ScratchDatabase(ScratchDatabases owner, DatabaseAddress address) {
        this.owner = owner;
        this.address = address;
    }

    public String name() {
        return address.database();
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Opens a session in it; closing ends the session. */
    public Session open(ConnectionOptions options) {
        return owner.open(address, options);
    }

    /** Drops it. What cannot be dropped now is a leftover, which the next run removes. */
    @Override
    public void close() {
        owner.dropDatabase(name());
    }
}

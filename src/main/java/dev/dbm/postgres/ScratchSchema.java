package dev.dbm.postgres;

/** An empty schema of dbm's own in the target's database; closing drops it with all that is in it. */
public final class ScratchSchema implements AutoCloseable {
    private final ScratchDatabases owner;
    private final String name;

    ScratchSchema(ScratchDatabases owner, String name) {
        this.owner = owner;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Drops it. What cannot be dropped now is a leftover, which the next run removes. */
    @Override
    public void close() {
        owner.dropSchema(name);
    }
}

package dev.dbm.model;

import java.util.Optional;

/**
 * How strongly a relation is locked, weakest first (manual: "Explicit Locking", "Table-Level Locks").
 */
public enum LockMode {
    ACCESS_SHARE("AccessShareLock"),
    ROW_SHARE("RowShareLock"),
    ROW_EXCLUSIVE("RowExclusiveLock"),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
    SHARE("ShareLock"),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
    EXCLUSIVE("ExclusiveLock"),
    ACCESS_EXCLUSIVE("AccessExclusiveLock");

    private final String viewed;

    LockMode(String viewed) {
        this.viewed = viewed;
    }

    /** The mode that {@code pg_locks} shows under that name; empty for one that relations do not have. */
    public static Optional<LockMode> of(String viewed) {
        for (LockMode mode : values()) {
            if (mode.viewed.equals(viewed)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    /** The words of the manual and of LOCK TABLE: {@code ACCESS EXCLUSIVE}. */
    public String words() {
        return name().replace('_', ' ');
    }

    /** Whether SELECT waits for it. */
    public boolean blocksReads() {
        return this == ACCESS_EXCLUSIVE;
    }

    /** Whether INSERT, UPDATE and DELETE wait for it. */
    public boolean blocksWrites() {
        return compareTo(SHARE) >= 0;
    }
}

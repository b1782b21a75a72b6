package dev.dbm.model;

/** What the process says to its caller; the meaning of each number is part of dbm's contract. */
public enum ExitCode {
    /** Done, or nothing to do. */
    OK(0),
    /** A script failed on the target and was rolled back, the server cannot be reached, or something unexpected happened. */
    FAILED(1),
    /** Options or settings are wrong; nothing was touched. */
    USAGE(2),
    /** The files or the rehearsal say no. */
    BLOCKED(3),
    /** An explicit word is needed. */
    CONFIRM(4),
    /** Target and files disagree. */
    CONFLICT(5),
    /** Another runner holds the lock, or a lock could not be had in time. */
    BUSY(6),
    /** A script without transaction stopped midway, or something after the scripts failed. */
    PARTIAL(7),
    /** Migrations are pending ({@code status --check}). */
    PENDING(8);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the process exits with. */
    public int code() {
        return code;
    }
}

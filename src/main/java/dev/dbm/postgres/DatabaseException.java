package dev.dbm.postgres;

import dev.dbm.model.SqlFailure;
import java.sql.SQLException;

/** A statement of dbm's own, or the connection under it, failed. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SqlFailure failure;

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.failure = SqlFailures.of(cause);
    }

    /** What the server said. */
    public SqlFailure failure() {
        return failure;
    }
}

package dev.dbm.postgres;

import dev.dbm.model.SqlFailure;
import java.sql.SQLException;
import java.util.Optional;

/** A statement of dbm's own, or the connection under it, failed. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SqlFailure failure;

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.failure = SqlFailures.of(cause);
    }

    /** The failure of a statement or connection that lies at the bottom of somebody else's exception. */
    public static Optional<DatabaseException> within(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseException found) {
                return Optional.of(found);
            }
            if (cause instanceof SQLException found) {
                return Optional.of(new DatabaseException(found));
            }
        }
        return Optional.empty();
    }

    /** What the server said. */
    public SqlFailure failure() {
        return failure;
    }
}

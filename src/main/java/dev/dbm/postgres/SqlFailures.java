package dev.dbm.postgres;

import dev.dbm.model.SqlFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns the driver's exceptions into values. */
public final class SqlFailures {
    private SqlFailures() {}

    /** What the server, or the driver in its place, said. */
    public static SqlFailure of(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("XX000");
        if (e instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
            ServerErrorMessage said = psql.getServerErrorMessage();
            int position = said.getPosition();
            return new SqlFailure(
                    state,
                    Optional.ofNullable(said.getMessage()).orElse(""),
                    Optional.ofNullable(said.getDetail()),
                    Optional.ofNullable(said.getHint()),
                    position > 0 ? OptionalInt.of(position) : OptionalInt.empty(),
                    Optional.ofNullable(said.getWhere()),
                    Optional.ofNullable(said.getTable()).map(table -> said.getSchema() + "." + table));
        }
        return new SqlFailure(
                state,
                Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()),
                Optional.ofNullable(e.getCause()).map(Throwable::getMessage),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

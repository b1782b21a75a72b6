package dev.dbm.model;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What PostgreSQL says of a failed statement (manual: "Error and Notice Message Fields").
 *
 * @param sqlState the five characters of SQLSTATE
 * @param message the primary message
 * @param position where in the statement, counted from 1 in characters
 * @param where the context, such as the line of a PL/pgSQL function
 * @param table the full name of the table that it is about, where PostgreSQL says so
 */
public record SqlFailure(
        String sqlState,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        OptionalInt position,
        Optional<String> where,
        Optional<String> table) {

    /** Class 08 and the codes of a server that goes away: nobody knows what became of the last statement. */
    public boolean connectionLost() {
        return sqlState.startsWith("08")
                || sqlState.equals("57P01")
                || sqlState.equals("57P02")
                || sqlState.equals("57P03");
    }

    /** lock_timeout ran out (55P03) or a deadlock was broken here (40P01). */
    public boolean lockNotAvailable() {
        return sqlState.equals("55P03") || sqlState.equals("40P01");
    }

    /** What may go well when it is tried again: no lock in time, a deadlock, or a serialization failure (40001). */
    public boolean transientLock() {
        return lockNotAvailable() || sqlState.equals("40001");
    }

    /** 42501: the role may not do that. */
    public boolean privilegeMissing() {
        return sqlState.equals("42501");
    }
}

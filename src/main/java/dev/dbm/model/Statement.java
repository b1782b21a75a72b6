package dev.dbm.model;

import java.util.Optional;

/**
 * One statement of a script as the server gets it: placeholders filled in, terminator removed.
 *
 * @param line the line of its first character in the file, counted from 1
 * @param sql the statement
 * @param copyData the rows that follow a {@code COPY ... FROM STDIN}
 * @param transactional whether PostgreSQL would run it inside a transaction block
 */
public record Statement(int line, String sql, Optional<String> copyData, boolean transactional) {
    /** An ordinary statement. */
    public static Statement of(int line, String sql) {
        return new Statement(line, sql, Optional.empty(), true);
    }
}

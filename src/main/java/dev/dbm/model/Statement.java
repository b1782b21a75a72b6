package dev.dbm.model;

import java.util.Optional;

/**
 * One statement of a script as the server gets it: placeholders filled in, terminator removed.
 *
 * @param line the line of its first character in the file, counted from 1
 * @param sql the statement
 * @param copyData the rows that follow a {@code COPY ... FROM STDIN}
 * @param transactional whether PostgreSQL would run it inside a transaction block
 * @param shown the statement as people may see it: values that came out of environment variables stay {@code ${name}}, for
 *     they may be secrets
 */
public record Statement(int line, String sql, Optional<String> copyData, boolean transactional, String shown) {
    /** A statement that may be seen as it is. */
    public Statement(int line, String sql, Optional<String> copyData, boolean transactional) {
        this(line, sql, copyData, transactional, sql);
    }

    /** An ordinary statement. */
    public static Statement of(int line, String sql) {
        return new Statement(line, sql, Optional.empty(), true);
    }
}

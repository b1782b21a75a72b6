package dev.dbm.authoring;

/**
 * The text that a new pair begins with: comments only, so that nothing runs before somebody has written it.
 *
 * @param forward the V script
 * @param undo the U script
 */
record Template(String forward, String undo) {

    static Template of(String text, boolean data, String forwardName, String undoName) {
        Example example = Example.of(text, data);
        String title = title(text);
        String forward =
                """
                -- %s
                --
                -- One change a migration. Its undo must lead back to exactly what was there before:
                -- %s
                -- The script runs in a transaction of its own, so leave out BEGIN and COMMIT. What PostgreSQL refuses
                -- inside one (CREATE INDEX CONCURRENTLY) needs a line that says: dbm:no-transaction, as a comment.
                -- Look at it with dbm plan: forward, back and forward again, on a scratch copy.
                --
                -- For example:
                %s
                """
                        .formatted(title, undoName, comment(example.forward()));
        String undo =
                """
                -- Undoes: %s
                --
                -- Takes back everything that %s does, last thing first: tables,
                -- columns, indexes, constraints, grants, comments, defaults. dbm compares the whole catalog.
                -- An undo without a statement is refused (UNDO_EMPTY) as soon as the forward script changes anything.
                -- No way back? Then say why in a comment on a line of its own: dbm:irreversible <reason>
                --
                -- For example:
                %s
                """
                        .formatted(title, forwardName, comment(example.undo()));
        return new Template(forward, undo);
    }

    /**
     * The text as one comment line. A line break in it would let the rest run as SQL, a {@code dbm:} at its start would be
     * read as a directive, and a placeholder would ask for its value even in a comment.
     */
    private static String title(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{2028}\\x{2029}]+", " ")
                .replace("${", "$ {")
                .strip();
        return line.startsWith("dbm:") ? "make: " + line : line;
    }

    private static String comment(String sql) {
        return "--   " + sql.strip().replace("\n", "\n--   ");
    }
}

package dev.dbm.source;

import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script.Mention;
import java.util.List;

/**
 * What one pass over a script's text found.
 *
 * @param statements its statements in order
 * @param directives the comments that begin with {@code dbm:}
 * @param history the tables of the schema history and the journal that it names, each once
 * @param schemas the schemas that it names, each once, where it does so first
 * @param clusterWide what it does outside of its database
 * @param faults what makes it unreadable as SQL
 */
record SqlScan(
        List<SqlStatement> statements,
        List<Comment> directives,
        List<Mention> history,
        List<Mention> schemas,
        List<Mention> clusterWide,
        List<Fault> faults) {

    /**
     * A comment that begins with {@code dbm:}.
     *
     * @param text what follows the colon
     * @param alone whether nothing else stands on its line
     */
    record Comment(int line, String text, boolean alone) {}

    /** Something wrong at a line. */
    record Fault(int line, ProblemCode code, String message, String next) {}
}

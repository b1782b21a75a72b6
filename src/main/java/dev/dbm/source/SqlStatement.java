package dev.dbm.source;

import java.util.Optional;

/**
 * One statement of a script, and what its words tell.
 *
 * @param line the line of its first character, counted from 1
 * @param start the place of its first character in the text
 * @param end the place after its last character, the semicolon not included
 * @param keyword its first word in upper case; empty where it does not begin with a word
 * @param changes whether it may change schema or rows
 * @param role what it has to do with transactions
 * @param outsideTransaction whether PostgreSQL refuses it inside a transaction block
 * @param clusterWide what it does outside of its database
 */
record SqlStatement(
        int line,
        int start,
        int end,
        String keyword,
        boolean changes,
        Role role,
        boolean outsideTransaction,
        Optional<String> clusterWide) {

    /** What a statement has to do with transactions. */
    enum Role {
        /** Nothing. */
        NONE,
        /** BEGIN without options. */
        OPENS,
        /** COMMIT without options. */
        CLOSES,
        /** Anything else that begins, ends or divides a transaction. */
        CONTROLS
    }
}

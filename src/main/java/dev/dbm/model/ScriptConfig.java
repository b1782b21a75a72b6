package dev.dbm.model;

import java.util.Optional;

/**
 * Flyway's script configuration, from {@code <script>.conf}.
 *
 * @param executeInTransaction whether to run in a transaction, where the file says so
 * @param encoding the script's encoding, where the file says so
 * @param placeholderReplacement whether {@code ${...}} is replaced, where the file says so
 * @param text the file's text, empty where there is none; kept in the journal with an undo script
 */
public record ScriptConfig(
        Optional<Boolean> executeInTransaction,
        Optional<String> encoding,
        Optional<Boolean> placeholderReplacement,
        String text) {
    /** No .conf file. */
    public static final ScriptConfig NONE = new ScriptConfig(Optional.empty(), Optional.empty(), Optional.empty(), "");
}

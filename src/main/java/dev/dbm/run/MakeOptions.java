package dev.dbm.run;

/**
 * What {@code dbm make} is asked for.
 *
 * @param text what the migration does, in the user's words
 * @param data whether it is a data migration
 */
public record MakeOptions(String text, boolean data) {}

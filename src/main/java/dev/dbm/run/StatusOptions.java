package dev.dbm.run;

/**
 * What {@code dbm status} is asked for.
 *
 * @param check whether pending or wrong migrations decide the exit code
 * @param history whether every past action is listed
 * @param drift whether the target is compared with what its migrations build
 * @param verbose whether the origin of each setting is listed
 */
public record StatusOptions(boolean check, boolean history, boolean drift, boolean verbose) {}

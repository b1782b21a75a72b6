package dev.dbm.model;

/**
 * Values that existed before the forward script and are absent or changed after the undo.
 *
 * @param table the table's full name
 * @param column the column; {@code *} for whole rows
 * @param lost how many values
 * @param of how many there were
 */
public record DataLoss(String table, String column, long lost, long of) {}

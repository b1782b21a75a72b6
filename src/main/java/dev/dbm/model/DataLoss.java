package dev.dbm.model;

import java.util.Locale;

/**
 * Values that existed before the forward script and are absent or changed after the undo.
 *
 * @param table the table's full name
 * @param column the column; {@code *} for whole rows
 * @param lost how many values
 * @param of how many there were
 * @param how what became of them
 * @param generated whether they were in rows that dbm had generated, because the table had none
 */
public record DataLoss(String table, String column, long lost, long of, How how, boolean generated) {
    /** What became of values. */
    public enum How {
        /** They are not there any more. */
        GONE,
        /** There are others in their place. */
        CHANGED;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Values that are gone, in rows that the migrations brought. */
    public DataLoss(String table, String column, long lost, long of) {
        this(table, column, lost, of, How.GONE, false);
    }

    /** The same loss in generated rows, of the table with that name. */
    public DataLoss ofGenerated(String name) {
        return new DataLoss(name, column, lost, of, how, true);
    }

    /** Whether it is about whole rows. */
    public boolean wholeRows() {
        return column.equals("*");
    }

    /** What is lost and how, for people: {@code public.users.email: 20 of 20 values gone; the column comes back empty}. */
    public String text() {
        String things = (wholeRows() ? "row" : "value") + (of == 1 ? "" : "s");
        String fate = how == How.GONE ? "gone" : wholeRows() ? "changed" : of == 1 ? "differs" : "differ";
        return (wholeRows() ? table : table + "." + column) + ": " + lost + " of " + of + " " + things + " " + fate
                + (!wholeRows() && how == How.GONE && lost == of ? "; the column comes back empty" : "")
                + (generated ? " (generated rows)" : "");
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.Leg;
import dev.dbm.model.Note;
import dev.dbm.model.SqlFailure;
import dev.dbm.postgres.GeneratedRows.Filled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What is told of generated rows beside what they lost. Why a table gets none is told once. */
final class RowNotes {
    private final UnaryOperator<String> names;
    private final Set<String> told = new HashSet<>();

    /** Notes that call tables by what these names turn them into. */
    RowNotes(UnaryOperator<String> names) {
        this.names = names;
    }

    /** That tables have no rows, or none with values in all columns, of those that are asked about. */
    List<Note> missing(Filled filled, Collection<String> asked) {
        List<Note> notes = new ArrayList<>();
        filled.refused().forEach((table, why) -> {
            if (asked.contains(table) && told.add(table)) {
                String shown = names.apply(table);
                notes.add(new Note(
                        "rows-not-generated", shown, "No rows could be generated for " + shown + ": " + why + "."));
            }
        });
        filled.unknown().forEach((table, columns) -> {
            if (asked.contains(table) && told.add(table)) {
                String shown = names.apply(table);
                notes.add(new Note(
                        "rows-not-generated",
                        shown,
                        "In the rows generated for " + shown + ", NULL stands in " + String.join(", ", columns)
                                + ": no value of the type is known."));
            }
        });
        return notes;
    }

    /** That no table could have any. */
    static Note none(SqlFailure failure) {
        return new Note("rows-not-generated", "*", "No rows could be generated: " + failure.message() + ".");
    }

    /** That the undo demands a value that no row has. */
    Note stops(Collection<String> tables, SqlFailure failure) {
        String which = either(tables);
        return new Note("fails-with-rows", which, "The undo would fail if " + which + " has rows: " + said(failure));
    }

    /** That a script failed on the rows, which may have come of their values. */
    Note untested(Collection<String> tables, Leg leg, SqlFailure failure) {
        String which = either(tables);
        return new Note(
                "rows-untested",
                which,
                "Whether rows of " + which + " come back was not tried: generated ones stop the " + leg.word() + ": "
                        + said(failure));
    }

    private String either(Collection<String> tables) {
        return tables.stream().sorted().map(names).collect(Collectors.joining(" or "));
    }

    private static String said(SqlFailure failure) {
        return failure.message() + " (SQLSTATE " + failure.sqlState() + ").";
    }
}

package dev.dbm.findings;

import dev.dbm.model.Reserved;
import dev.dbm.source.StatementWords;
import java.util.ArrayList;
import java.util.List;

/** Pieces of the SQL that findings offer. */
final class Sql {
    static final String ALONE = "-- dbm:no-transaction   (a migration of its own)";
    static final String LATER = "-- in a later migration, so that the lock is not held meanwhile:";

    private Sql() {}

    /** An identifier as SQL takes it. */
    static String id(String name) {
        return Reserved.word(name) ? "\"" + name + "\"" : Name.quoted(name);
    }

    /** The statement with CONCURRENTLY behind that place, and a name where it has none. */
    static List<String> concurrently(StatementWords words, int after, String name) {
        int end = words.at(words.size() - 1, ";") ? words.size() - 1 : words.size();
        return List.of(ALONE, words.text(0, after) + " CONCURRENTLY" + name + " " + words.text(after, end) + ";");
    }

    static String alter(String table, String what) {
        return "ALTER TABLE " + table + " " + what + ";";
    }

    /** Adds a constraint in two steps. */
    static List<String> validatedLater(String table, String name, String definition) {
        return List.of(
                alter(table, "ADD CONSTRAINT " + name + " " + definition + " NOT VALID"),
                LATER,
                alter(table, "VALIDATE CONSTRAINT " + name));
    }

    /** A new column, filled in batches with a value of its own for each row. */
    static List<String> filled(String table, String column, String value) {
        return batches("UPDATE " + table + " SET " + column + " = " + value, table, column + " IS NULL", "UPDATE 0");
    }

    /** A column that is to hold what another one does. */
    static List<String> copied(String table, String column, String value) {
        return batches(
                "UPDATE " + table + " SET " + column + " = " + value,
                table,
                column + " IS DISTINCT FROM " + value,
                "UPDATE 0");
    }

    /** A write that meets a few thousand rows at a time; {@code left} are those that are still to do, all where it is empty. */
    static List<String> batches(String write, String table, String left, String end) {
        String where = left.isEmpty() ? "" : " WHERE " + left;
        return List.of(
                "-- each time in a transaction of its own, until it says " + end + ":",
                write,
                "  WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table + where + " LIMIT 10000));");
    }

    /** Proves that a column holds no NULL, then sets it. */
    static List<String> notNull(String table, String column) {
        String check = Name.quoted(
                Name.of(Name.lastOf(table)).last() + "_" + Name.of(column).last() + "_not_null");
        return List.of(
                alter(table, "ADD CONSTRAINT " + check + " CHECK (" + column + " IS NOT NULL) NOT VALID"),
                LATER,
                alter(table, "VALIDATE CONSTRAINT " + check),
                alter(table, "ALTER COLUMN " + column + " SET NOT NULL"),
                alter(table, "DROP CONSTRAINT " + check));
    }

    static List<String> join(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** {@code a, b, c and 4 more}. */
    static String list(List<String> names) {
        int shown = names.size() > 6 ? 5 : names.size();
        String list = String.join(", ", names.subList(0, shown));
        return shown == names.size() ? list : list + " and " + (names.size() - shown) + " more";
    }
}

package dev.dbm.config;

/**
 * A value in a settings file and its place there, free of the library that read it: without a file none of that library
 * is loaded.
 *
 * @param value a String, Long, Double, Boolean, {@code List<Entry>} or {@code Map<String, Entry>}; another value is of a type
 *     that no setting has
 * @param line counted from 1
 * @param column counted from 1
 */
record Entry(Object value, int line, int column) {
    /** The kind of value in the user's words. */
    String kind() {
        if (value instanceof String) {
            return "a string";
        }
        if (value instanceof Long || value instanceof Double) {
            return "a number";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (value instanceof java.util.List) {
            return "a list";
        }
        return value instanceof java.util.Map ? "a table" : "a date or time";
    }

    /** Leaves the value out: it may be a password. */
    @Override
    public String toString() {
        return "an entry at line " + line + ", column " + column;
    }
}

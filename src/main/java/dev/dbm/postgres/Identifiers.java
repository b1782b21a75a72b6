package dev.dbm.postgres;

/** Writes names and texts into SQL so that nothing in them can end the quotes. */
public final class Identifiers {
    private Identifiers() {}

    /** The name as a quoted identifier (manual: "Identifiers and Key Words"). */
    public static String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name cannot hold a zero byte");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** The name as people read it, in quotes only where it is not plain. Reserved words are left plain: not for statements. */
    public static String shown(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c == '_' || i > 0 && (c >= '0' && c <= '9' || c == '$');
            if (!plain) {
                return quote(name);
            }
        }
        return name;
    }

    /** Schema and name as one qualified, quoted name. */
    public static String qualified(String schema, String name) {
        return quote(schema) + "." + quote(name);
    }

    /** The text as a string literal that means the same whatever standard_conforming_strings says. */
    public static String literal(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text cannot hold a zero byte");
        }
        String doubled = text.replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + doubled + "'" : " E'" + doubled.replace("\\", "\\\\") + "'";
    }
}

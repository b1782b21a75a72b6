package dev.dbm.report;

import java.util.Locale;
import java.util.Set;

/** SQL with its comments, literals and words of the language marked. Knows no grammar, and so is never wrong about a statement. */
final class SqlMarkup {
    private static final Set<String> WORDS = Set.of(
            ("ADD ALL ALTER ALWAYS AND ANY AS ASC BEGIN BETWEEN BY CASCADE CASE CAST CHECK COLUMN COMMENT COMMIT CONCURRENTLY"
                            + " CONFLICT CONSTRAINT COPY CREATE CROSS CURRENT DATABASE DECLARE DEFAULT DEFERRABLE DELETE DESC DISABLE"
                            + " DISTINCT DO DOMAIN DROP EACH ELSE ENABLE END ENUM EXCEPT EXCEPTION EXCLUDE EXECUTE EXISTS EXTENSION"
                            + " FALSE FOR FOREIGN FORCE FROM FULL FUNCTION GENERATED GRANT GROUP HAVING IDENTITY IF IMMUTABLE IN"
                            + " INCLUDE INDEX INHERITS INITIALLY INNER INSERT INTERSECT INTO IS JOIN KEY LANGUAGE LATERAL LEFT LIKE"
                            + " LIMIT LOCK LOOP MATERIALIZED NEW NO NOT NULL OF OFFSET OLD ON ONLY OR ORDER OUTER OVER OWNED OWNER"
                            + " PARTITION POLICY PRIMARY PROCEDURE REFERENCES REINDEX RENAME REPLACE RESTART RESTRICT RETURN RETURNING"
                            + " RETURNS REVOKE RIGHT ROLE ROLLBACK ROW ROWS SCHEMA SECURITY SELECT SEQUENCE SET STABLE STORED TABLE"
                            + " TEMPORARY THEN TO TRIGGER TRUE TRUNCATE TYPE UNION UNIQUE UPDATE USING VALIDATE VALID VALUE VALUES"
                            + " VIEW VOLATILE WHEN WHERE WHILE WITH WITHOUT")
                    .split(" "));

    private final String sql;
    private final Markup page;
    private int at;

    private SqlMarkup(String sql, Markup page) {
        this.sql = sql;
        this.page = page;
    }

    /** Writes a block of SQL, folded where it is long. */
    static void write(String script, Markup page) {
        page.open("pre", "class", "sql");
        new SqlMarkup(Fold.script(script), page).run();
        page.close().newLine();
    }

    private void run() {
        int plain = 0;
        while (at < sql.length()) {
            int from = at;
            String kind = token();
            if (!kind.isEmpty()) {
                page.text(sql.substring(plain, from));
                page.leaf("span", sql.substring(from, at), "class", kind);
                plain = at;
            }
        }
        page.text(sql.substring(plain));
    }

    /** Moves behind the next token and says what it is; empty where it is nothing to mark. */
    private String token() {
        char c = sql.charAt(at);
        if (sql.startsWith("--", at)) {
            return to(sql.indexOf('\n', at), 0, "comment");
        }
        if (sql.startsWith("/*", at)) {
            return to(sql.indexOf("*/", at + 2), 2, "comment");
        }
        if (c == '\'') {
            return to(sql.indexOf('\'', at + 1), 1, "literal");
        }
        if (c == '"') {
            to(sql.indexOf('"', at + 1), 1, "");
            return "";
        }
        if (c == '$') {
            return dollar();
        }
        if (Character.isJavaIdentifierStart(c)) {
            int from = at;
            while (at < sql.length() && Character.isJavaIdentifierPart(sql.charAt(at))) {
                at++;
            }
            return WORDS.contains(sql.substring(from, at).toUpperCase(Locale.ROOT)) ? "word" : "";
        }
        if (Character.isDigit(c)) {
            while (at < sql.length() && (Character.isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
                at++;
            }
            return "literal";
        }
        at++;
        return "";
    }

    /** A dollar quote's tag; the body is SQL as a rule, and so is marked like the rest. */
    private String dollar() {
        int end = sql.indexOf('$', at + 1);
        boolean tag = end > 0 && sql.substring(at + 1, end).chars().allMatch(Character::isJavaIdentifierPart);
        return to(tag ? end : at, 1, tag ? "literal" : "");
    }

    private String to(int end, int more, String kind) {
        at = end < 0 ? sql.length() : Math.min(sql.length(), end + more);
        return kind;
    }
}

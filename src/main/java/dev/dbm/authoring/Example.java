package dev.dbm.authoring;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pair of statements that fits what the user said, as far as the words tell.
 *
 * @param forward what the forward script could hold
 * @param undo what leads back
 */
record Example(String forward, String undo) {
    /** Words that look like the shapes below and how each is written; the first that fits is taken. */
    private static final List<Shape> SHAPES = List.of(
            shape(
                    "(?:add|create) (?:unique )?index (?:on|to|for) N(?: ?\\( ?| )N.*",
                    m -> new Example(
                            "CREATE INDEX " + m.group(1) + "_" + m.group(2) + "_idx ON " + m.group(1) + " ("
                                    + m.group(2) + ");",
                            "DROP INDEX " + m.group(1) + "_" + m.group(2) + "_idx;")),
            shape(
                    "(?:add|create) (?:unique )?index (?:on|to|for) N",
                    m -> new Example(
                            "CREATE INDEX " + m.group(1) + "_email_idx ON " + m.group(1) + " (email);",
                            "DROP INDEX " + m.group(1) + "_email_idx;")),
            shape(
                    "(?:add|create|make) (?:a )?(?:new )?table N.*",
                    m -> new Example(
                            """
                            CREATE TABLE %s (
                              id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                              created_at timestamptz NOT NULL DEFAULT now()
                            );"""
                                    .formatted(m.group(1)),
                            "DROP TABLE " + m.group(1) + ";")),
            shape(
                    "(?:create|add) (?:or replace )?view N.*",
                    m -> new Example(
                            "CREATE VIEW " + m.group(1) + " AS SELECT 1 AS one;", "DROP VIEW " + m.group(1) + ";")),
            shape(
                    "(?:drop|remove|delete) (?:the )?table N.*",
                    m -> new Example(
                            "DROP TABLE " + m.group(1) + ";",
                            "CREATE TABLE " + m.group(1)
                                    + " (...);   -- as it was, with its indexes, constraints and grants; its rows are lost")),
            shape(
                    "(?:drop|remove|delete) (?:the )?index N.*",
                    m -> new Example(
                            "DROP INDEX " + m.group(1) + ";",
                            "CREATE INDEX " + m.group(1) + " ON ...;   -- as it was")),
            shape(
                    "(?:drop|remove|delete) (?:the )?(?:column )?N (?:from|of|on|in) (?:the )?N.*",
                    m -> new Example(
                            "ALTER TABLE " + m.group(2) + " DROP COLUMN " + m.group(1) + ";",
                            "ALTER TABLE " + m.group(2) + " ADD COLUMN " + m.group(1)
                                    + " text;   -- as it was; its values are lost")),
            shape(
                    "rename (?:the )?(?:column )?N to N (?:in|on|of) (?:the )?N.*",
                    m -> new Example(
                            rename(m.group(3), m.group(1), m.group(2)), rename(m.group(3), m.group(2), m.group(1)))),
            shape(
                    "rename (?:the )?column N (?:in|on|of) (?:the )?N to N.*",
                    m -> new Example(
                            rename(m.group(2), m.group(1), m.group(3)), rename(m.group(2), m.group(3), m.group(1)))),
            shape(
                    "rename (?:the )?(?:table )?N to N.*",
                    m -> new Example(
                            "ALTER TABLE " + m.group(1) + " RENAME TO " + m.group(2) + ";",
                            "ALTER TABLE " + m.group(2) + " RENAME TO " + m.group(1) + ";")),
            shape(
                    "add (?:the |a )?(?:new )?(?:column )?N (?:column )?(?:to|on|in) (?:the )?N.*",
                    m -> new Example(
                            "ALTER TABLE " + m.group(2) + " ADD COLUMN " + m.group(1) + " text;",
                            "ALTER TABLE " + m.group(2) + " DROP COLUMN " + m.group(1) + ";")));

    private static final Example ANY = new Example(
            "ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'member';", "ALTER TABLE users DROP COLUMN role;");

    /** Values that are overwritten must be kept somewhere, or they cannot come back. */
    private static final Example DATA = new Example(
            """
            CREATE TABLE users_email_before AS SELECT id, email FROM users;
            UPDATE users SET email = lower(email) WHERE email <> lower(email);""",
            """
            UPDATE users SET email = b.email FROM users_email_before b WHERE b.id = users.id;
            DROP TABLE users_email_before;""");

    static Example of(String text, boolean data) {
        if (data) {
            return DATA;
        }
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
        for (Shape shape : SHAPES) {
            Matcher matcher = shape.words().matcher(plain);
            if (matcher.matches()) {
                return shape.example().apply(matcher.toMatchResult());
            }
        }
        return ANY;
    }

    private static String rename(String table, String from, String to) {
        return "ALTER TABLE " + table + " RENAME COLUMN " + from + " TO " + to + ";";
    }

    private record Shape(Pattern words, Function<MatchResult, Example> example) {}

    /** {@code N} stands for a name. */
    private static Shape shape(String words, Function<MatchResult, Example> example) {
        return new Shape(Pattern.compile(words.replace("N", "([a-z_][a-z0-9_.]*)")), example);
    }
}

package dev.dbm.engine;

import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/**
 * What of the engine can be loaded before there is a database or a script: while dbm still reads settings and connects, the second
 * processor has little to do, and the first pair of a rehearsal would wait for it.
 */
public final class EngineStart {
    // A bit of everything that the parser tells apart.
    private static final String SAMPLE =
            """
            -- a comment
            CREATE TABLE "a" (b int PRIMARY KEY, c text DEFAULT 'd;''e'); /* another */
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            INSERT INTO a VALUES (1, E'\\n'), (2.5, $q$;$q$);
            """;

    private static final int TIMES = 5;

    private EngineStart() {}

    /** Does it. */
    public static void begin() {
        StatementParser parser = new StatementParser(new FluentConfiguration().placeholderReplacement(false));
        for (int i = 0; i < TIMES; i++) {
            try (SqlStatementIterator statements = parser.parse(new ScriptParser.Text("sample", SAMPLE))) {
                while (statements.next() != null) {
                    continue;
                }
            }
        }
        StringJoins.link();
    }
}

package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * Something about a script that a reviewer should know before production.
 *
 * @param rule the id of the rule that found it: {@code index-not-concurrent}
 * @param severity how much it weighs in this environment
 * @param script the script's file
 * @param line the line of the statement, counted from 1
 * @param object the object that it is about
 * @param fact what was observed
 * @param why why that hurts
 * @param rewrite what to write instead, for these very objects; lines of SQL
 * @param allowed the reason for which the script asks to accept it
 */
public record Finding(
        String rule,
        Severity severity,
        String script,
        int line,
        String object,
        String fact,
        String why,
        List<String> rewrite,
        Optional<String> allowed) {
    public Finding {
        rewrite = List.copyOf(rewrite);
    }

    /** Whether it counts: nobody accepted it. */
    public boolean stands() {
        return allowed.isEmpty();
    }
}

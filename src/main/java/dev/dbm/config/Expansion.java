package dev.dbm.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A string of dbm.toml with its environment variables written in: a name in braces behind a dollar is the variable's value;
 * two dollars before the brace write a plain one.
 *
 * @param text the string
 * @param variables the variables that it names
 * @param unset those of them that are not set
 * @param malformed whether a dollar and a brace are not followed by a variable's name and a closing brace; the text is then
 *     as it was
 */
record Expansion(String text, List<String> variables, List<String> unset, boolean malformed) {

    static Expansion of(String raw, Map<String, String> environment) {
        StringBuilder text = new StringBuilder();
        List<String> variables = new ArrayList<>();
        List<String> unset = new ArrayList<>();
        int done = 0;
        while (true) {
            int start = raw.indexOf("${", done);
            if (start < 0) {
                text.append(raw, done, raw.length());
                return new Expansion(text.toString(), variables, unset, false);
            }
            if (start > done && raw.charAt(start - 1) == '$') {
                text.append(raw, done, start - 1).append("${");
                done = start + 2;
                continue;
            }
            int end = raw.indexOf('}', start);
            if (end < 0 || !isName(raw.substring(start + 2, end))) {
                return new Expansion(raw, List.of(), List.of(), true);
            }
            String name = raw.substring(start + 2, end);
            String value = environment.get(name);
            variables.add(name);
            if (value == null) {
                unset.add(name);
            }
            text.append(raw, done, start).append(value == null ? "" : value);
            done = end + 1;
        }
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Leaves the text out: a variable's value may be a password. */
    @Override
    public String toString() {
        return "a text with " + variables;
    }
}

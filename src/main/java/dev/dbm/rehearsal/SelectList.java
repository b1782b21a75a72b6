package dev.dbm.rehearsal;

import java.util.ArrayList;
import java.util.List;

/**
 * The definition of a view as its select list and all else.
 *
 * @param items what it selects, each as its tokens
 * @param rest the tokens after the list
 */
record SelectList(List<String> items, List<String> rest) {

    /** Whether two views select the same in another order, and are the same in all else. */
    static boolean permuted(String was, String is) {
        SelectList old = of(was);
        SelectList now = of(is);
        return old.items.size() > 1
                && old.rest.equals(now.rest)
                && old.items.stream()
                        .sorted()
                        .toList()
                        .equals(now.items.stream().sorted().toList());
    }

    // Only a plain SELECT is taken apart: in a UNION the order of each part matters to the other.
    private static SelectList of(String definition) {
        List<String> tokens = RoutineBodies.tokens(definition);
        boolean plain = !tokens.isEmpty()
                && tokens.get(0).equals("SELECT")
                && tokens.stream().noneMatch(token -> List.of("UNION", "INTERSECT", "EXCEPT")
                        .contains(token));
        if (!plain) {
            return new SelectList(List.of(), tokens);
        }
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        int depth = 0;
        int at = 1;
        for (; at < tokens.size(); at++) {
            String token = tokens.get(at);
            if (depth == 0 && (token.equals("FROM") || token.equals(";"))) {
                break;
            }
            depth += token.equals("(") || token.equals("[") ? 1 : token.equals(")") || token.equals("]") ? -1 : 0;
            if (depth == 0 && token.equals(",")) {
                items.add(item.toString());
                item.setLength(0);
            } else {
                item.append(token).append(' ');
            }
        }
        items.add(item.toString());
        return new SelectList(items, tokens.subList(at, tokens.size()));
    }
}

package dev.dbm.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.StringConcatException;
import java.lang.invoke.StringConcatFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Links ahead what Java makes when it first joins so many strings: a chain of small classes for each number of them, which no
 * archive of classes holds. Flyway joins up to thirteen on its way to the first migration, and numbers with up to four while it
 * migrates; each chain takes some milliseconds.
 */
final class StringJoins {
    private static final int MOST = 13;
    private static final int MOST_WITH_A_NUMBER = 4;

    /** Stands for an argument in a recipe of {@link StringConcatFactory}. */
    private static final String ARGUMENT = "\1";

    private StringJoins() {}

    /** Does it; a run that finds it undone only takes longer. */
    static void link() {
        for (int strings = 1; strings <= MOST; strings++) {
            link(Collections.nCopies(strings, String.class));
        }
        for (Class<?> number : List.of(int.class, long.class)) {
            for (int strings = 0; strings <= MOST_WITH_A_NUMBER; strings++) {
                List<Class<?>> types = new ArrayList<>(List.of(number));
                types.addAll(Collections.nCopies(strings, String.class));
                link(types);
            }
        }
    }

    private static void link(List<? extends Class<?>> types) {
        try {
            StringConcatFactory.makeConcatWithConstants(
                    MethodHandles.lookup(),
                    "join",
                    MethodType.methodType(String.class, List.copyOf(types)),
                    "(" + (ARGUMENT + ",").repeat(types.size()));
        } catch (StringConcatException e) {
            throw new IllegalStateException("a string cannot be joined", e);
        }
    }
}

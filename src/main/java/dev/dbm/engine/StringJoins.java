package dev.dbm.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.StringConcatException;
import java.lang.invoke.StringConcatFactory;
import java.util.Collections;

/**
 * Links ahead what Java makes when it first joins so many strings: a chain of small classes for each number of them, which no
 * archive of classes holds. Flyway joins up to thirteen on its way to the first migration, and each chain takes some milliseconds.
 */
final class StringJoins {
    private static final int MOST = 13;

    /** Stands for an argument in a recipe of {@link StringConcatFactory}. */
    private static final String ARGUMENT = "\1";

    private StringJoins() {}

    /** Does it; a run that finds it undone only takes longer. */
    static void link() {
        try {
            for (int strings = 1; strings <= MOST; strings++) {
                StringConcatFactory.makeConcatWithConstants(
                        MethodHandles.lookup(),
                        "join",
                        MethodType.methodType(String.class, Collections.nCopies(strings, String.class)),
                        "(" + (ARGUMENT + ",").repeat(strings));
            }
        } catch (StringConcatException e) {
            throw new IllegalStateException("a string cannot be joined", e);
        }
    }
}

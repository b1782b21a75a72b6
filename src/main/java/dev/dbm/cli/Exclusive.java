package dev.dbm.cli;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;

/** Options that do not go together. */
final class Exclusive {
    private Exclusive() {}

    /** Two options of which only one may be given. */
    static void of(String one, boolean oneGiven, String other, boolean otherGiven) {
        if (oneGiven && otherGiven) {
            throw bad(one + " and " + other + " exclude each other.", "leave one of them out");
        }
    }

    /** An option that means nothing without another. */
    static void needs(String option, boolean given, String other, boolean otherGiven) {
        if (given && !otherGiven) {
            throw bad(option + " needs " + other + ".", "add " + other + ", or leave " + option + " out");
        }
    }

    static ProblemException bad(String message, String next) {
        return new ProblemException(Problem.of(ProblemCode.BAD_OPTION, message, next));
    }
}

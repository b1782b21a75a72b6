package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Journal;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.Optional;

/** A database remembers which environment it is, so that an address in the wrong shell does not lose its gates. */
final class Environments {
    private Environments() {}

    /** The problem with a run under another name than the database's. */
    static Optional<Problem> conflict(Settings settings, Journal journal) {
        String name = settings.environment().name();
        boolean told = settings.environment().asEnvironment().isPresent();
        return journal.environment()
                .filter(remembered -> !told && !remembered.equals(name))
                .map(remembered -> Problem.of(
                        ProblemCode.OTHER_ENVIRONMENT,
                        "This database is " + remembered + ", and the run is for " + name + ".",
                        "give --env " + remembered + "; if the database is " + name + " from now on: --as-environment "
                                + name));
    }

    /** Whether the database must be told its name. */
    static boolean mustBeTold(Settings settings, Journal journal) {
        String name = settings.environment().name();
        return journal.environment().filter(name::equals).isEmpty();
    }
}

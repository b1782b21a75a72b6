package dev.dbm.rehearsal;

import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Script;
import dev.dbm.postgres.WriteLocks;

/**
 * What a scratch can hold, and what would escape from it.
 *
 * @param cluster whether the server is a throw-away one, so that roles, tablespaces and databases may be changed too
 * @param schema the one schema that a script may change, where the scratch is a schema in the target's database; else empty
 */
public record Confinement(boolean cluster, String schema) {
    private static final String ELSEWHERE =
            "rehearse on a throw-away server: --scratch embedded, or --scratch <URL of a server that may be changed>";

    /** Looks at what the open transaction wrote, before it is kept. */
    void check(WriteLocks locks, Script script) {
        if (!cluster && !locks.shared().isEmpty()) {
            throw new ProblemException(Problem.in(
                    script.path(),
                    ProblemCode.SCRATCH_ESCAPE,
                    "The script changes what all databases of the server share ("
                            + String.join(", ", locks.shared())
                            + "). It was rolled back: a scratch on the target's server cannot hold that.",
                    ELSEWHERE));
        }
        if (!locks.outside().isEmpty()) {
            throw new ProblemException(Problem.in(
                    script.path(),
                    ProblemCode.SCRATCH_ESCAPE,
                    "The script reaches outside the scratch schema (" + String.join(", ", locks.outside())
                            + "). It was rolled back: the target's own objects would have been changed.",
                    "rehearse in a database of its own: --scratch database, --scratch embedded or --scratch <URL>"));
        }
    }

    /** Nothing can be taken back outside a transaction, so a scratch schema never gets that far. */
    void checkOutsideTransaction(Script script) {
        if (!schema.isEmpty()) {
            throw new ProblemException(Problem.in(
                    script.path(),
                    ProblemCode.SCRATCH_IMPOSSIBLE,
                    "The script runs outside a transaction, so a scratch schema cannot keep it from the target's own"
                            + " objects.",
                    "rehearse in a database of its own: --scratch database, --scratch embedded or --scratch <URL>"));
        }
    }
}

package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.LockPolicy;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import java.util.Optional;

/** What a run does about locks that it cannot have: the environment's settings, and the word that was given. */
final class Locks {
    private Locks() {}

    static LockPolicy policy(Settings settings, boolean terminateIdle) {
        Environment environment = settings.environment();
        return new LockPolicy(
                environment.lockTimeout(), environment.lockRetries(), terminateIdle && environment.terminateBlockers());
    }

    /** Ending other people's sessions wants two words: the settings', and the command's. */
    static Optional<Problem> refusal(Settings settings, boolean terminateIdle) {
        Environment environment = settings.environment();
        if (!terminateIdle || environment.terminateBlockers()) {
            return Optional.empty();
        }
        return Optional.of(Problem.of(
                ProblemCode.BAD_OPTION,
                "Environment " + environment.name() + " does not allow that sessions are ended: --terminate-blockers"
                        + " needs terminate_blockers = true.",
                "run without --terminate-blockers; or write terminate_blockers = true under [env." + environment.name()
                        + "]"));
    }
}

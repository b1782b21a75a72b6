package dev.dbm.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A statement of dbm's waits for a lock, and these sessions have it or stand before it.
 *
 * @param wanted what it waits for, in words
 * @param blockers who is in the way
 */
public record LockWait(String wanted, List<Blocker> blockers) {
    public LockWait {
        blockers = List.copyOf(blockers);
    }

    /**
     * A session that is in the way. What the role may not see of it is empty.
     *
     * @param pid its server process; 0 for a prepared transaction, which has none
     * @param state as pg_stat_activity has it: active, idle in transaction ...
     * @param transactionAge how long its transaction has been open
     * @param queryAge how long ago its last query began
     */
    public record Blocker(
            int pid,
            Optional<String> user,
            Optional<String> application,
            Optional<String> state,
            Optional<Duration> transactionAge,
            Optional<Duration> queryAge) {

        /** In words: process, user, application, state, and since when. */
        public String describe() {
            if (pid == 0) {
                return "a prepared transaction (pg_prepared_xacts)";
            }
            return "process " + pid
                    + user.map(name -> ", user " + name).orElse("")
                    + application
                            .filter(name -> !name.isBlank())
                            .map(name -> ", application " + name)
                            .orElse("")
                    + state.map(", "::concat).orElse("")
                    + transactionAge
                            .map(age -> ", transaction open for " + seconds(age))
                            .orElse("")
                    + queryAge.map(age -> ", last query began " + seconds(age) + " ago")
                            .orElse("");
        }

        private static String seconds(Duration age) {
            return Math.max(0, age.toSeconds()) + " s";
        }
    }

    /** In words: what is waited for, and each blocker. */
    public String describe() {
        return "waiting for " + wanted + ", blocked by "
                + blockers.stream().map(Blocker::describe).collect(Collectors.joining("; and by "));
    }
}

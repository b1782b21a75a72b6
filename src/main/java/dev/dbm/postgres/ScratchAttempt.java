package dev.dbm.postgres;

import java.util.List;

/** What came of asking for a scratch: a server may have good reasons to refuse one, and the caller other ways. */
public sealed interface ScratchAttempt<T> {
    /**
     * There it is.
     *
     * @param remarks what could not be had as it is in the target
     */
    record Made<T>(T scratch, List<String> remarks) implements ScratchAttempt<T> {
        public Made {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * The server refuses.
     *
     * @param reason what it says, one sentence
     */
    record Refused<T>(String reason) implements ScratchAttempt<T> {}
}

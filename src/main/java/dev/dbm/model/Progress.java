package dev.dbm.model;

import java.util.List;
import java.util.Optional;

/**
 * What a run says while it works. Whoever listens shows it to people; nothing is decided by it and nothing waits for it, but for
 * the one question that a gate may ask.
 */
public interface Progress {
    /** Nobody listens. */
    Progress SILENT = new Progress() {};

    /** A stage of the run begins, such as {@code "rehearsing 3 migrations on a scratch database"}. */
    default void stage(String what) {}

    /** Something that a person should know although the run goes on. */
    default void remark(String what) {}

    /** A script begins: the {@code index}-th of {@code total}, counted from 1. */
    default void scriptBegins(Script script, int index, int total) {}

    /** A statement of the script is about to run; {@code index} of {@code total} counted from 1. */
    default void statementBegins(Script script, Statement statement, int index, int total) {}

    /** The statement finished after so many microseconds. */
    default void statementEnds(Script script, Statement statement, int index, int total, long micros) {}

    /** The script is done after so many milliseconds, and recorded. */
    default void scriptEnds(Script script, long millis) {}

    /** The server sent a notice or warning. */
    default void notice(Script script, String severity, String message) {}

    /** So many bytes of a backup are written by now. */
    default void written(long bytes) {}

    /**
     * Asks the person who listens, and waits for the answer.
     *
     * @param facts what to know before answering, line by line
     * @return what was typed; empty where nobody can be asked, so that only what the command line says counts
     */
    default Optional<String> ask(List<String> facts, String question) {
        return Optional.empty();
    }
}

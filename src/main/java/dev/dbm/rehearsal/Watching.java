package dev.dbm.rehearsal;

import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;

/** Passes on what a run says of its statements, and has somebody look before and after each. */
record Watching(Progress listener, Runnable before, After after) implements Progress {
    /** Looks at what a statement did that ran for so many microseconds. */
    @FunctionalInterface
    interface After {
        void look(Statement statement, long micros);
    }

    Watching(Progress listener, After after) {
        this(listener, () -> {}, after);
    }

    @Override
    public void statementBegins(Script script, Statement statement, int index, int total) {
        listener.statementBegins(script, statement, index, total);
        before.run();
    }

    @Override
    public void statementEnds(Script script, Statement statement, int index, int total, long micros) {
        after.look(statement, micros);
        listener.statementEnds(script, statement, index, total, micros);
    }

    @Override
    public void notice(Script script, String severity, String message) {
        listener.notice(script, severity, message);
    }
}

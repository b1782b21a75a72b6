package dev.dbm.engine;

import dev.dbm.model.Progress;
import dev.dbm.model.Script;
import dev.dbm.model.Statement;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;

/** Writes into the journal how far a script without transaction has come, over a session of its own, and tells the listener. */
final class JournaledProgress implements Progress, AutoCloseable {
    private final EngineCall call;
    private final Step step;
    private final Session session;
    private int finished;

    JournaledProgress(EngineCall call, Step step) {
        this.call = call;
        this.step = step;
        this.finished = step.from();
        this.session = call.target().sessions().get();
        record(true);
    }

    /** How many statements have finished. */
    int finished() {
        return finished;
    }

    private void record(boolean first) {
        String detail = HalfRun.detail(finished, step.statements().size());
        JournalTable.append(session, call.target().schema(), call.run().started(step, first, detail));
    }

    @Override
    public void statementBegins(Script script, Statement statement, int index, int total) {
        call.progress().statementBegins(script, statement, index, total);
    }

    @Override
    public void statementEnds(Script script, Statement statement, int index, int total, long micros) {
        finished = index;
        record(false);
        call.progress().statementEnds(script, statement, index, total, micros);
    }

    @Override
    public void notice(Script script, String severity, String message) {
        call.progress().notice(script, severity, message);
    }

    @Override
    public void close() {
        session.close();
    }
}

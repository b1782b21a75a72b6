package dev.dbm.postgres;

import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Version;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Mends single rows of the schema history, each together with the journal entry that tells of it. A row that is not as it
 * was read any more is left alone: ProblemException FAILED_MIGRATION.
 */
public final class HistoryRepair {
    private final Session session;
    private final String schema;
    private final String table;

    public HistoryRepair(Session session, String schema, String table) {
        this.session = session;
        this.schema = schema;
        this.table = table;
    }

    /** Takes a failed row out: its script counts as never run. */
    public void forget(HistoryRow failed, JournalEntry entry) {
        inTransaction(entry, () -> delete(failed) == 1);
    }

    /** Takes a failed row out, where there is one, in one transaction with that work. */
    public void forgetAfter(Optional<HistoryRow> failed, JournalEntry entry, Runnable work) {
        inTransaction(entry, () -> {
            work.run();
            return failed.isEmpty() || delete(failed.get()) == 1;
        });
    }

    private int delete(HistoryRow failed) {
        return session.update("DELETE FROM " + name() + " WHERE installed_rank = ? AND NOT success", failed.rank());
    }

    /** Turns a failed row into one that succeeded: what was left of its script was done by hand. */
    public void markDone(HistoryRow failed, JournalEntry entry) {
        mend(entry, "UPDATE " + name() + " SET success = true WHERE installed_rank = ? AND NOT success", failed.rank());
    }

    /** Writes a file's checksum into the row that recorded it. */
    public void takeChecksum(HistoryRow row, int checksum, JournalEntry entry) {
        mend(
                entry,
                "UPDATE " + name() + " SET checksum = ? WHERE installed_rank = ? AND script = ?",
                checksum,
                row.rank(),
                row.script());
    }

    /**
     * Adds a row for a script that was finished by hand and has none, because the process that ran it was killed.
     *
     * @param type SQL for a forward script, DELETE for an undo
     */
    public void add(Version version, String description, String type, String script, int checksum, JournalEntry entry) {
        mend(
                entry,
                "INSERT INTO " + name()
                        + " (installed_rank, version, description, type, script, checksum, installed_by,"
                        + " execution_time, success) SELECT coalesce(max(installed_rank), 0) + 1, ?, ?, ?, ?, ?,"
                        + " current_user, 0, true FROM " + name(),
                version.text(),
                description,
                type,
                script,
                checksum);
    }

    /** Only the entry: a script that was killed midway and is to count as never run has no row. */
    public void note(JournalEntry entry) {
        JournalTable.create(session, schema);
        JournalTable.append(session, schema, entry);
    }

    private void mend(JournalEntry entry, String sql, Object... parameters) {
        inTransaction(entry, () -> session.update(sql, parameters) == 1);
    }

    private void inTransaction(JournalEntry entry, BooleanSupplier change) {
        session.begin();
        try {
            if (!change.getAsBoolean()) {
                throw new ProblemException(Problem.of(
                        ProblemCode.FAILED_MIGRATION,
                        "The row of " + entry.script()
                                + " in the schema history changed meanwhile; nothing was mended.",
                        "look at it again: dbm repair"));
            }
            note(entry);
            session.commit();
        } catch (RuntimeException e) {
            StatementRunner.rollback(session, e);
            throw e;
        }
    }

    private String name() {
        return Identifiers.qualified(schema, table);
    }
}

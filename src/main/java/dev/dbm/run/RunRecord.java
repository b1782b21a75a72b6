package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.engine.EngineRun;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.JournalEntry.Action;
import dev.dbm.model.JournalEntry.Outcome;
import dev.dbm.model.Script;
import dev.dbm.model.Version;
import dev.dbm.postgres.Database;
import dev.dbm.postgres.HostName;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import dev.dbm.report.Product;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** What one run writes into the journal beside the steps themselves. */
final class RunRecord {
    private final Settings settings;
    private final Database database;
    private final String id = UUID.randomUUID().toString();
    private final JournalEntry.By by;
    private Optional<String> backup = Optional.empty();

    RunRecord(Settings settings, Target target) {
        this(settings, target.database());
    }

    RunRecord(Settings settings, Database database) {
        this.settings = settings;
        this.database = database;
        this.by = new JournalEntry.By(
                database.facts().user(), System.getProperty("user.name", ""), HostName.get(), Product.version());
    }

    /** What all entries of the run share, for the engine. */
    EngineRun engineRun() {
        return new EngineRun(id, settings.environment().name(), by, backup);
    }

    /** The backup that was taken before all that follows, or why there is none. */
    void backup(String taken) {
        backup = Optional.of(taken);
    }

    /** The database learns its environment, where it did not know it or was told another. */
    void adopt() {
        append(entry(Action.ADOPT, Outcome.DONE, Optional.empty(), "", "", Optional.empty(), Optional.empty(), "", 0));
    }

    /** The schemas are being emptied, or are empty now. */
    JournalEntry reset(Outcome outcome) {
        return entry(Action.RESET, outcome, Optional.empty(), "", "", Optional.empty(), Optional.empty(), "", 0);
    }

    /** A pair was proven and did not come to run. */
    void proven(Version version, Script forward, JournalEntry.Proof proof, String digest) {
        append(entry(
                Action.PROVE,
                Outcome.DONE,
                Optional.of(version),
                "",
                forward.fileName(),
                Optional.of(proof),
                Optional.of(digest),
                "",
                0));
    }

    /**
     * The run ends.
     *
     * @param head the highest applied version
     * @param digest of the target's catalog
     */
    void ended(Outcome outcome, Optional<Version> head, Optional<String> digest, String detail, long tookMs) {
        append(entry(Action.RUN, outcome, head, "", "", Optional.empty(), digest, detail, tookMs));
    }

    /** Something that repair did about a script. */
    JournalEntry repaired(Version version, String script, String detail) {
        return repaired(Optional.of(version), "", script, detail);
    }

    /** A repeatable that failed counts as never run; it is known by its description. */
    JournalEntry forgotten(String description, String script) {
        return repaired(Optional.empty(), description, script, "forgotten: it never ran");
    }

    /** Something that repair cleared away. */
    JournalEntry cleared(String what, String detail) {
        return repaired(Optional.empty(), "", what, detail);
    }

    private JournalEntry repaired(Optional<Version> version, String description, String script, String detail) {
        return entry(
                Action.REPAIR,
                Outcome.DONE,
                version,
                description,
                script,
                Optional.empty(),
                Optional.empty(),
                detail,
                0);
    }

    /** A backup was restored; the entry goes into the database that was made of it. */
    JournalEntry restored(Optional<Version> head, String digest, String detail, long tookMs) {
        return entry(Action.RESTORE, Outcome.DONE, head, "", "", Optional.empty(), Optional.of(digest), detail, tookMs);
    }

    private JournalEntry entry(
            Action action,
            Outcome outcome,
            Optional<Version> version,
            String description,
            String script,
            Optional<JournalEntry.Proof> proof,
            Optional<String> digest,
            String detail,
            long tookMs) {
        return new JournalEntry(
                0,
                id,
                Instant.EPOCH,
                action,
                outcome,
                version,
                description,
                script,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                proof,
                settings.environment().name(),
                by,
                backup,
                tookMs,
                digest,
                detail);
    }

    private void append(JournalEntry entry) {
        try (Session session = database.session()) {
            JournalTable.append(session, settings.schema(), entry);
        }
    }

    String id() {
        return id;
    }
}

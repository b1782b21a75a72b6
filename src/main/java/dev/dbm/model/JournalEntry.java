package dev.dbm.model;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row of {@code dbm_journal}: something that dbm did to this database, or refused to do.
 *
 * @param id the row's number; 0 before it is written
 * @param run what ties the rows of one run together
 * @param at when it was written, by the server's clock
 * @param action what was done
 * @param outcome how it ended
 * @param forward the script that ran, kept so that a changed or missing file can be told and mended
 * @param undo the undo script that was proven, kept so that a rollback needs no file
 * @param proof what the rehearsal proved before
 * @param catalogDigest digest of the schema's catalog after the action, where it was taken
 * @param detail a sentence or more for people: a reason, an error
 */
public record JournalEntry(
        long id,
        String run,
        Instant at,
        Action action,
        Outcome outcome,
        Optional<Version> version,
        String description,
        String script,
        OptionalInt checksum,
        Optional<KeptScript> forward,
        Optional<KeptScript> undo,
        Optional<Proof> proof,
        String environment,
        By by,
        Optional<String> backup,
        long tookMs,
        Optional<String> catalogDigest,
        String detail) {

    /** What dbm does to a database. */
    public enum Action {
        /** The first entry: the database is told which environment it is. */
        ADOPT,
        MIGRATE,
        REPEAT,
        /** A pair was proven, and did not come to run. */
        PROVE,
        UNDO,
        FAKE,
        REPAIR,
        RESTORE,
        /** The schemas were emptied, to be built anew; what was before says nothing of what is there. */
        RESET,
        /** The end of a run that changed something; carries the catalog's digest. */
        RUN
    }

    /** How an action ended. */
    public enum Outcome {
        DONE,
        /** A script without transaction has begun; stays so if it never comes to its end. */
        STARTED,
        FAILED,
        REFUSED
    }

    /**
     * The proof of a pair; the digest of the catalog that it leads to is the entry's own.
     *
     * @param key what it rests on, as a digest
     * @param loses whether the pair destroys something: then the rehearsal must tell again what, before the gates
     * @param undoing what the undo was seen to do; empty where it is not known, or was not read
     */
    public record Proof(String key, Verdict verdict, boolean loses, Optional<UndoEffects> undoing) {
        /** What a rehearsal proved, under that key. */
        public static Proof of(String key, PairResult result) {
            return new Proof(key, result.verdict(), result.loses(), result.undoing());
        }
    }

    /**
     * Who did it, and from where.
     *
     * @param role the database role
     * @param person the operating system's user
     * @param host the machine that dbm ran on
     * @param dbm dbm's version
     */
    public record By(String role, String person, String host, String dbm) {}

    /**
     * A script as it was when it was proven and run.
     *
     * @param script its file name
     * @param sql its raw text, placeholders not replaced
     * @param config the text of its .conf, empty where it had none
     * @param sha256 SHA-256 over text and config; a text that does not match is refused
     * @param checksum Flyway's checksum of the text
     * @param literals placeholders with the values that they had
     * @param variables placeholders whose value came from an environment variable, with that variable's name
     */
    public record KeptScript(
            String script,
            String sql,
            String config,
            String sha256,
            int checksum,
            Map<String, String> literals,
            Map<String, String> variables) {
        public KeptScript {
            literals = Map.copyOf(literals);
            variables = Map.copyOf(variables);
        }
    }
}

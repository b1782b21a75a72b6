package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A new, empty database beside the target that can take the target's place: both are renamed, and the old one stays under another
 * name. Until then, whatever happens, the target is not touched; a new one that did not come to take the place is dropped, and what
 * a killed run left is known by its name and dropped by the next.
 */
public final class Replacement implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** PostgreSQL cuts names off behind so many bytes (NAMEDATALEN). */
    private static final int LONGEST_NAME = 63;
    /** 55006: somebody is in the database. */
    private static final String IN_USE = "55006";

    private final Database server;
    private final Session session;
    private final String target;
    private final DatabaseAddress address;
    private final int major;
    private final Thread onExit;

    private Replacement(Database server, Session session, Database target, String name) {
        this.server = server;
        this.session = session;
        this.target = target.address().database();
        this.address = target.address().withDatabase(name);
        this.major = target.facts().major();
        this.onExit = new Thread(this::dropElsewhere, "dbm-drop-restored");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Makes it, like the target in all that belongs to a database itself.
     *
     * @throws ProblemException {@code RESTORE_FAILED} where this role cannot
     */
    public static Replacement of(Database target) {
        Database server = maintenance(target);
        Session session = server.dedicated();
        try {
            session.execute("SET statement_timeout = 0");
            session.execute("SET lock_timeout = '10s'");
            try (ScratchDatabases leftovers = ScratchDatabases.on(server)) {
                leftovers.removeLeftovers();
            }
            String name = ScratchName.fresh(ScratchName.RESTORE_PREFIX, session).text();
            DatabaseTwin twin = DatabaseTwin.of(session, target, name);
            session.execute(twin.create());
            Replacement made = new Replacement(server, session, target, name);
            try {
                twin.furnish().forEach(session::execute);
                return made;
            } catch (RuntimeException e) {
                made.drop();
                throw e;
            }
        } catch (RuntimeException e) {
            session.close();
            server.close();
            throw e instanceof DatabaseException database
                    ? new ProblemException(impossible(target, database.failure().message()))
                    : e;
        }
    }

    /** Why no database can take the target's place, where that is certain before anything is done. */
    public static Optional<Problem> refusal(Database target, Session session) {
        return ReplacementRights.missing(session)
                .map(lacks -> impossible(target, target.facts().user() + " " + lacks));
    }

    private static Problem impossible(Database target, String why) {
        return Problem.of(
                ProblemCode.RESTORE_FAILED,
                "A database that could take the place of " + target.address().display() + " cannot be made: " + why
                        + ".",
                "run it as a superuser, or as the database's owner with CREATEDB; or restore with --in-place, or --into"
                        + " another database");
    }

    /** A database cannot be renamed from within, so that takes a third one. */
    private static Database maintenance(Database target) {
        String own = target.address().database();
        for (String name : List.of("postgres", "template1")) {
            if (!own.equals(name)) {
                try {
                    return Database.open(target.address().withDatabase(name), ConnectionOptions.PLAIN);
                } catch (ProblemException e) {
                    // Not there, or not for this role: the other one may do.
                    continue;
                }
            }
        }
        throw new ProblemException(
                Problem.of(
                        ProblemCode.RESTORE_FAILED,
                        "Databases are renamed from another one, and "
                                + target.facts().user() + " can connect to neither postgres nor template1.",
                        "GRANT CONNECT ON DATABASE postgres to the role; or restore with --in-place, or --into another database"));
    }

    /** Where it is. */
    public DatabaseAddress address() {
        return address;
    }

    /** The sessions of others that are in the target and keep it from being renamed. */
    public List<String> inTheWay() {
        return OtherSessions.in(session, target);
    }

    /**
     * Takes the target's place. Nothing of dbm may be in either any more.
     *
     * @param terminate whether the sessions of others are ended
     * @return the name that the old one has now
     * @throws ProblemException {@code DATABASE_IN_USE} where somebody is in it
     */
    public String takePlace(boolean terminate) {
        String kept = dated("_before_");
        try {
            if (terminate) {
                try (Eviction beside = new Eviction(server, target)) {
                    rename(kept);
                }
            } else {
                rename(kept);
            }
        } catch (DatabaseException e) {
            List<String> sessions = afterFailure(e);
            throw new ProblemException(
                    e.failure().sqlState().equals(IN_USE)
                            ? inUse(sessions)
                            : failed(e.failure().message()));
        }
        forget();
        return kept;
    }

    private void rename(String kept) {
        session.begin();
        session.execute("ALTER DATABASE " + Identifiers.quote(target) + " RENAME TO " + Identifiers.quote(kept));
        session.execute(
                "ALTER DATABASE " + Identifiers.quote(address.database()) + " RENAME TO " + Identifiers.quote(target));
        session.commit();
    }

    private List<String> afterFailure(DatabaseException e) {
        if (e.failure().connectionLost()) {
            throw e;
        }
        session.rollback();
        return inTheWay();
    }

    private Problem inUse(List<String> sessions) {
        String kept = keep();
        return Problem.of(
                ProblemCode.DATABASE_IN_USE,
                "The backup is restored, but somebody is in " + target + ", which cannot be renamed now:\n"
                        + String.join("\n", sessions) + "\nWhat was restored is kept as " + kept + ".",
                "end these sessions, then from another database: " + renames(kept) + "; or begin again with"
                        + " --terminate-sessions");
    }

    private Problem failed(String message) {
        String kept = keep();
        return Problem.of(
                ProblemCode.RESTORE_FAILED,
                "The backup is restored, but the databases cannot be renamed: " + message
                        + ". What was restored is kept as " + kept + ".",
                "as a role that may, from another database: " + renames(kept));
    }

    private String renames(String kept) {
        return "ALTER DATABASE " + Identifiers.quote(target) + " RENAME TO " + Identifiers.quote(dated("_before_"))
                + "; ALTER DATABASE " + Identifiers.quote(kept) + " RENAME TO " + Identifiers.quote(target);
    }

    /** Hours of work are not thrown away: under a name of its own nothing of dbm's drops it. */
    private String keep() {
        String kept = dated("_restored_");
        session.execute(
                "ALTER DATABASE " + Identifiers.quote(address.database()) + " RENAME TO " + Identifiers.quote(kept));
        forget();
        return kept;
    }

    private String dated(String word) {
        String end = word + TIME.format(Instant.now());
        String start = target;
        while ((start + end).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return start + end;
    }

    private void forget() {
        Runtime.getRuntime().removeShutdownHook(onExit);
    }

    private void dropElsewhere() {
        try (Session other = server.dedicated()) {
            NewDatabase.drop(other, address.database(), major);
        } catch (DatabaseException | ProblemException e) {
            // A leftover now: the next restore finds and removes it.
            return;
        }
    }

    private void drop() {
        if (Runtime.getRuntime().removeShutdownHook(onExit)) {
            dropElsewhere();
        }
    }

    /** Drops it, unless it took the place or is kept, and leaves the server. */
    @Override
    public void close() {
        try {
            drop();
        } catch (IllegalStateException e) {
            // The process is stopping: the hook does it.
            return;
        }
        session.close();
        server.close();
    }
}

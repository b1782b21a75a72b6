package dev.dbm.postgres;

import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.SqlFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes and drops scratch databases on a server, and scratch schemas in one of its databases. Keeps one session open as long
 * as it lives: its scratches are known to be in use by that. Whatever is left at the end, or when the process is told to
 * stop, is dropped; what a killed process left is found by {@link #removeLeftovers()}. Nothing whose name is not a
 * scratch's is ever dropped.
 */
public final class ScratchDatabases implements AutoCloseable {
    private final Database server;
    private final Session owner;
    private final Set<String> databases = new LinkedHashSet<>();
    private final Set<String> schemas = new LinkedHashSet<>();
    private final Thread onExit;

    private ScratchDatabases(Database server) {
        this.server = server;
        this.owner = maintenance();
        this.onExit = new Thread(this::dropAll, "dbm-drop-scratch");
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** Scratches on that server; CREATE DATABASE is sent from the very database that it is connected to. */
    public static ScratchDatabases on(Database server) {
        return new ScratchDatabases(server);
    }

    private Session maintenance() {
        Session session = server.fresh();
        session.execute("SET statement_timeout = 0");
        if (server.facts().major() >= 14) {
            session.execute("SET idle_session_timeout = 0");
        }
        return session;
    }

    /** Makes a database with encoding, collation and settings like those. */
    public ScratchAttempt<ScratchDatabase> create(ServerFacts like) {
        if (!server.facts().createDatabase()) {
            return new ScratchAttempt.Refused<>("The role " + server.facts().user() + " may not create databases on "
                    + server.address().display() + ".");
        }
        String name = ScratchName.fresh(ScratchName.PREFIX, owner).text();
        List<String> remarks = new ArrayList<>();
        Optional<SqlFailure> failure =
                attempt(NewDatabase.create(name, NewDatabase.locale(like.locale(), major()), major()));
        // A collation that this server does not have: 22023 for libc's, 0A000 for ICU's in a server built without it.
        if (failure.filter(f -> Set.of("22023", "0A000", "42809").contains(f.sqlState()))
                .isPresent()) {
            remarks.add("The scratch does not sort as the target does: "
                    + failure.orElseThrow().message() + ".");
            failure = attempt(NewDatabase.create(
                    name, " ENCODING " + Identifiers.literal(like.locale().encoding()), major()));
            if (failure.filter(f -> f.sqlState().equals("22023")).isPresent()) {
                failure = attempt(NewDatabase.create(name, "", major()));
            }
        }
        if (failure.isPresent()) {
            return new ScratchAttempt.Refused<>("A scratch database cannot be created on "
                    + server.address().display() + ": " + failure.get().message() + ".");
        }
        add(databases, name);
        for (String setting : like.settings()) {
            attempt("ALTER DATABASE " + Identifiers.quote(name) + NewDatabase.set(setting))
                    .ifPresent(f -> remarks.add("The scratch lacks a setting of the target's database, "
                            + setting.split("=", 2)[0] + ": " + f.message() + "."));
        }
        return new ScratchAttempt.Made<>(
                new ScratchDatabase(this, server.address().withDatabase(name)), remarks);
    }

    /** Makes a schema in the database that this is connected to. */
    public ScratchAttempt<ScratchSchema> createSchema() {
        String name = ScratchName.fresh(ScratchName.PREFIX, owner).text();
        Optional<SqlFailure> failure = attempt("CREATE SCHEMA " + Identifiers.quote(name));
        if (failure.isPresent()) {
            return new ScratchAttempt.Refused<>("A scratch schema cannot be created in "
                    + server.address().display() + ": " + failure.get().message() + ".");
        }
        add(schemas, name);
        return new ScratchAttempt.Made<>(new ScratchSchema(this, name), List.of());
    }

    private int major() {
        return server.facts().major();
    }

    private Optional<SqlFailure> attempt(String sql) {
        try {
            owner.execute(sql);
            return Optional.empty();
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            return Optional.of(e.failure());
        }
    }

    /**
     * Drops the scratch databases of this server, those that a restore did not finish, and the scratch schemas of this database,
     * whose owner is dead and that nobody is in.
     *
     * @return their names
     */
    public List<String> removeLeftovers() {
        List<String> removed = new ArrayList<>();
        // Somebody inside means that it is in use after all: hence no WITH (FORCE), and no DROP that waits for five
        // seconds.
        for (String name : leftovers(
                """
                SELECT datname FROM pg_database d WHERE datname ~ ?
                   AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname) ORDER BY datname
                """)) {
            attemptDrop(
                    name,
                    () -> owner.execute("DROP DATABASE " + Identifiers.quote(ScratchName.require(name))),
                    removed);
        }
        for (String name : leftovers("SELECT nspname FROM pg_namespace WHERE nspname ~ ? ORDER BY nspname")) {
            attemptDrop(name, () -> Schemas.drop(owner, ScratchName.require(name)), removed);
        }
        return removed;
    }

    // The names come first: a scratch made after they were read is not among them, so its owner need not be known yet.
    private List<String> leftovers(String sql) {
        List<String> names = owner.query(sql, row -> row.getString(1), ScratchName.PREFIXES);
        Set<ScratchName.Owner> living = ScratchName.living(owner);
        return names.stream()
                .flatMap(name -> ScratchName.parse(name).stream())
                .filter(name -> !name.hasOwnerAmong(living))
                .map(ScratchName::text)
                .toList();
    }

    private static void attemptDrop(String name, Runnable drop, List<String> removed) {
        try {
            drop.run();
            removed.add(name);
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            // Another role's, in use, or just being dropped by another run: not ours to remove.
        }
    }

    Session open(DatabaseAddress address, ConnectionOptions options) {
        try {
            Optional<String> searchPath = options.schema()
                    .flatMap(schema ->
                            Connector.searchPath(schema, server.facts().searchPath()));
            return Session.over(Connector.source(address, options, searchPath, Optional.of(server.facts()))
                    .getConnection());
        } catch (SQLException e) {
            throw ConnectionProblems.of(address, e);
        }
    }

    private synchronized void add(Set<String> names, String name) {
        names.add(name);
    }

    void dropDatabase(String name) {
        withOwner(session -> dropDatabase(session, name));
    }

    void dropSchema(String name) {
        withOwner(session -> dropSchema(session, name));
    }

    private synchronized void dropDatabase(Session session, String name) {
        if (databases.contains(name)) {
            NewDatabase.drop(session, name, major());
            databases.remove(name);
        }
    }

    private synchronized void dropSchema(Session session, String name) {
        if (schemas.contains(name)) {
            Schemas.drop(session, ScratchName.require(name));
            schemas.remove(name);
        }
    }

    private void withOwner(Consumer<Session> work) {
        try {
            work.accept(owner);
        } catch (DatabaseException e) {
            // its connection may be gone
            withSession(work);
        }
    }

    // The owner's connection may be in use by the thread that is being stopped.
    private void withSession(Consumer<Session> work) {
        try (Session session = maintenance()) {
            work.accept(session);
        } catch (DatabaseException | dev.dbm.model.ProblemException e) {
            // A leftover now: the next run finds and removes it.
            return;
        }
    }

    private void dropAll() {
        withSession(session -> {
            List.copyOf(databases).forEach(name -> dropDatabase(session, name));
            List.copyOf(schemas).forEach(name -> dropSchema(session, name));
        });
    }

    /** Drops what is left, and frees the session. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook does it.
            return;
        }
        List.copyOf(databases).forEach(this::dropDatabase);
        List.copyOf(schemas).forEach(this::dropSchema);
        owner.close();
    }
}

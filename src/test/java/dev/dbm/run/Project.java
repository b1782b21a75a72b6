package dev.dbm.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbm.cli.Cli;
import dev.dbm.cli.Surroundings;
import dev.dbm.cli.UseCases;
import dev.dbm.model.Secret;
import dev.dbm.postgres.Session;
import dev.dbm.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project's folder, its target a test's own database, and the commands run in it. */
final class Project {
    private final Path folder;
    private final TestDatabase db;
    private final Map<String, String> variables = new HashMap<>();
    private volatile ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Optional<String> typed = Optional.empty();

    /** A project whose environment dev is this database. */
    Project(Path folder, TestDatabase db) {
        this.folder = folder;
        this.db = db;
        settings("");
    }

    /** Writes dbm.toml: environment dev, and more lines of its table and others. */
    Project settings(String... lines) {
        return file("dbm.toml", "[env.dev]\nurl = \"" + url(db) + "\"\n" + String.join("\n", lines) + "\n");
    }

    /** The target's address as a user writes it. */
    String url() {
        return url(db);
    }

    static String url(TestDatabase db) {
        return "postgres://" + db.address().user().orElseThrow()
                + db.address().password().map(Secret::reveal).map(":"::concat).orElse("") + "@"
                + db.address().host() + ":" + db.address().port() + "/"
                + db.address().database();
    }

    /** From now on a person sits at a terminal, and types these lines into it. */
    Project types(String... lines) {
        typed = Optional.of(Stream.of(lines).map(line -> line + "\n").collect(Collectors.joining()));
        return this;
    }

    Project variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Project file(String name, String text) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Project bytes(String name, byte[] content) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.write(path(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Project forward(String version, String sql) {
        return file(forwardOf(version), sql);
    }

    Project undo(String version, String sql) {
        return file(undoOf(version), sql);
    }

    Project pair(String version, String forward, String undo) {
        return forward(version, forward).undo(version, undo);
    }

    /** A pair that makes a table with an id and takes it back. */
    Project table(String version, String name) {
        return pair(version, "CREATE TABLE " + name + " (id int PRIMARY KEY);", "DROP TABLE " + name + ";");
    }

    static String forwardOf(String version) {
        return "migrations/V" + version + "__step.sql";
    }

    static String undoOf(String version) {
        return "migrations/U" + version + "__step.sql";
    }

    Project delete(String name) {
        try {
            Files.delete(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    List<Path> filesBelow(String name) {
        try (Stream<Path> files = Files.walk(path(name))) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command as it is. */
    Run text(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        said = err;
        Surroundings surroundings = new Surroundings(
                variables,
                folder,
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                typed.isPresent(),
                typed.map(lines -> new BufferedReader(new StringReader(lines))));
        int exit = new Cli(surroundings, UseCases.REAL).run(args);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Waits, in another thread, until the command that runs has said that on standard error. */
    void awaitSaid(String what) {
        until(what, () -> said.toString(StandardCharsets.UTF_8).contains(what));
    }

    /** Waits until a query's first value is true. */
    void await(String sql) {
        until(sql, () -> query(sql).contains("t"));
    }

    private static void until(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Runs a command with its report as JSON, whose exit code must be the process's. */
    Run dbm(String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--format";
        all[args.length + 1] = "json";
        Run run = text(all);
        assertThat(run.json().at("exit").at("code").number()).as("%s", run).isEqualTo(run.exit());
        return run;
    }

    /** Runs a command that must end well. */
    Run done(String... args) {
        Run run = dbm(args);
        assertThat(run.exit()).as("%s", run).isZero();
        return run;
    }

    /** Runs a command that must end with this exit code and leave the target as it was. */
    Run refused(int exit, String... args) {
        List<String> before = target();
        Run run = dbm(args);
        assertThat(run.exit()).as("%s", run).isEqualTo(exit);
        assertThat(target()).as("the target").isEqualTo(before);
        return run;
    }

    /** What is in the target: objects, rows of the history, scripts that the journal knows to have run, scratch leftovers. */
    List<String> target() {
        try (Session session = db.open()) {
            boolean history = !rows(session, "SELECT 1 WHERE to_regclass('flyway_schema_history') IS NOT NULL")
                    .isEmpty();
            return rows(
                    session,
                    "SELECT n.nspname FROM pg_namespace n WHERE n.nspname !~ '^(pg_|information_schema)'"
                            + " UNION ALL SELECT c.oid::regclass || ' ' || c.relkind::text || ' ' || c.relfilenode"
                            + " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                            + " WHERE n.nspname !~ '^(pg_|information_schema)'"
                            + " UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p"
                            + " JOIN pg_namespace n ON n.oid = pronamespace"
                            + " WHERE n.nspname !~ '^(pg_|information_schema)'"
                            + (history
                                    ? " UNION ALL SELECT concat_ws(' ', installed_rank, version, type, script, checksum,"
                                            + " success) FROM flyway_schema_history"
                                    : "")
                            + " ORDER BY 1");
        }
    }

    /** The first column of a query's rows. */
    List<String> query(String sql) {
        try (Session session = db.open()) {
            return rows(session, sql);
        }
    }

    private static List<String> rows(Session session, String sql) {
        return session.query(sql, row -> String.valueOf(row.getString(1)));
    }

    void execute(String sql) {
        try (Session session = db.open()) {
            session.execute(sql);
        }
    }

    /** The tables of the schema public that are not dbm's. */
    List<String> tables() {
        return query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                + " AND tablename NOT IN ('flyway_schema_history', 'dbm_journal') ORDER BY 1");
    }

    /** The rows of the history: {@code 1 SQL V1__step.sql}. */
    List<String> history() {
        return query("SELECT concat_ws(' ', version, type, script, CASE WHEN NOT success THEN 'failed' END)"
                + " FROM flyway_schema_history ORDER BY installed_rank");
    }
}

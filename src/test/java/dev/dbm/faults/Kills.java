package dev.dbm.faults;

import dev.dbm.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kills dbm at random moments of migrate and rollback, again and again on one database. After each kill history, journal and
 * catalog must agree; then whatever dbm says is the way on must lead to the end, and leave nothing.
 */
final class Kills implements AutoCloseable {
    private static final String OUTSIDE = "-- dbm:no-transaction\n";
    private static final String PAUSE = "SELECT pg_sleep(0.05);\n";
    private static final long ON_THE_TARGET = 1_000;
    private static final Pattern RESUME = Pattern.compile("dbm repair (--resume \\S+)");
    /** Each version and the object that stands for it wholly. */
    private static final Map<String, String> OBJECTS =
            new TreeMap<>(Map.of("1", "a", "2", "b", "3", "a_second", "4", "c", "5", "d"));

    private final Project project;
    private final Witness witness;
    private final Random random;
    private final List<String> disagreements = new ArrayList<>();
    private final Map<String, Integer> moments = new TreeMap<>();
    private long longest = 1_000;

    Kills(Path folder, TestDatabase db, long seed) {
        this.project = Project.on(folder, db);
        this.witness = new Witness(db);
        this.random = new Random(seed);
        project.pair(1, "CREATE TABLE a (id int);\n" + PAUSE, "DROP TABLE a;\n" + PAUSE)
                .pair(
                        2,
                        "CREATE TABLE b (id int);\n" + PAUSE + "INSERT INTO b VALUES (1);",
                        "DROP VIEW IF EXISTS v;\nDROP TABLE b;")
                .pair(
                        3,
                        OUTSIDE + "CREATE INDEX CONCURRENTLY a_first ON a (id);\n" + PAUSE
                                + "CREATE INDEX CONCURRENTLY a_second ON a (id);",
                        OUTSIDE + "DROP INDEX CONCURRENTLY a_second;\n" + PAUSE + "DROP INDEX CONCURRENTLY a_first;")
                .pair(4, "CREATE TABLE c (id int);\n" + PAUSE, PAUSE + "DROP TABLE c;")
                .pair(5, "CREATE TABLE d (id int);", "DROP TABLE d;")
                .repeatable("view", "CREATE OR REPLACE VIEW v AS SELECT id FROM b;");
    }

    /** Kills at that many random moments, and finishes after each. */
    void run(int kills) {
        longest = Math.max(timed("migrate"), timed("rollback", "--all"));
        for (int kill = 0; kill < kills; kill++) {
            String[] command = kill % 2 == 0 ? new String[] {"migrate"} : new String[] {"rollback", "--all"};
            if (kill % 7 == 0) {
                project.forget();
            }
            killed(kill, command);
            finish(kill, command);
        }
    }

    /** What did not agree; empty where everything did. */
    List<String> disagreements() {
        return disagreements;
    }

    /** How often a kill met which state. */
    Map<String, Integer> moments() {
        return moments;
    }

    private long timed(String... command) {
        long start = System.nanoTime();
        project.start(command).end().well();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void killed(int kill, String... command) {
        Run run = project.start(command);
        if (random.nextInt(4) > 0) {
            // Most of the time goes by before the target is touched, and that is where a kill matters most.
            run.awaitSaidOrEnd(command[0].equals("migrate") ? "Migrating " : "Rolling back ");
            run.await(random.nextLong(ON_THE_TARGET));
        } else {
            run.await(random.nextLong(longest));
        }
        boolean late = !run.running();
        run.kill();
        witness.awaitQuiet();
        List<String> found = standing();
        moments.merge(late ? "after its end" : command[0] + " with " + found.size() + " applied", 1, Integer::sum);
        for (Map.Entry<String, String> object : OBJECTS.entrySet()) {
            String version = object.getKey();
            boolean applied = found.contains(version);
            agree(kill, applied == exists(object.getValue()) || halfRun(version), "history and catalog on " + version);
            agree(kill, applied == journaled(version) || halfRun(version), "history and journal on " + version);
        }
        agree(
                kill,
                witness.is("SELECT NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database()))"),
                "locks are left");
    }

    /** Goes where dbm says, until there is nothing to do. */
    private void finish(int kill, String... command) {
        for (int attempt = 0; attempt < 6; attempt++) {
            Run.Ended ended = project.run(command);
            if (ended.exit() == 0) {
                break;
            }
            String said = ended.said();
            for (int repair = 0; repair < 3; repair++) {
                Matcher resume = RESUME.matcher(said);
                if (!resume.find()) {
                    agree(kill, false, "no way on: " + said);
                    return;
                }
                moments.merge("resumed", 1, Integer::sum);
                Run.Ended mended = project.run(("repair " + resume.group(1)).split(" "));
                said = mended.said();
                if (mended.exit() == 0) {
                    break;
                }
            }
        }
        boolean all = command[0].equals("migrate");
        agree(kill, standing().size() == (all ? OBJECTS.size() : 0), "the rerun does not finish");
        OBJECTS.values().forEach(object -> agree(kill, exists(object) == all, "the rerun leaves " + object));
        agree(kill, exists("a_first") == all, "the rerun leaves a_first");
        agree(kill, witness.is("SELECT NOT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid)"), "an invalid index");
        Run.Ended status = project.run("status", "--drift", "--check");
        agree(kill, status.exit() == (all ? 0 : 8) && !status.out().contains("DRIFT"), "status: " + status.said());
    }

    private void agree(int kill, boolean so, String what) {
        if (!so) {
            disagreements.add("kill " + kill + ": " + what + "; history " + end(witness.history()) + ", journal "
                    + end(witness.journal()));
        }
    }

    private static List<String> end(List<String> rows) {
        return rows.subList(Math.max(0, rows.size() - 12), rows.size());
    }

    /** The versions that the history says are applied. */
    private List<String> standing() {
        return witness.list("SELECT version FROM (SELECT DISTINCT ON (version) version, type, success"
                + " FROM flyway_schema_history WHERE version IS NOT NULL ORDER BY version, installed_rank DESC) h"
                + " WHERE type = 'SQL' AND success ORDER BY 1");
    }

    private boolean journaled(String version) {
        return witness.is("SELECT coalesce((SELECT action = 'migrate' FROM dbm_journal WHERE version = '" + version
                + "' AND outcome = 'done' AND action IN ('migrate', 'undo') ORDER BY id DESC LIMIT 1), false)");
    }

    /** Whether the journal tells of a script that began and whose end nobody saw. */
    private boolean halfRun(String version) {
        return witness.is("SELECT coalesce((SELECT outcome = 'started' FROM dbm_journal WHERE version = '" + version
                + "' AND action IN ('migrate', 'undo', 'repair') ORDER BY id DESC LIMIT 1), false)");
    }

    private boolean exists(String object) {
        return witness.is("SELECT coalesce((SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('" + object
                + "')), to_regclass('" + object + "') IS NOT NULL)");
    }

    @Override
    public void close() {
        witness.close();
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Journal;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.planning.Standings;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import dev.dbm.source.FlywayChecksum;
import dev.dbm.source.MigrationFiles;
import dev.dbm.source.PlaceholderCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Files, history and journal, and where each migration stands between them.
 *
 * @param migrations the files
 * @param fileProblems what is wrong with the files, as far as it still matters for what is pending
 */
record Inventory(
        Migrations migrations, List<Problem> fileProblems, History history, Journal journal, Standings standings) {

    /** What the target tells: its history and its journal. */
    record Recorded(History history, Journal journal) {
        /**
         * Reads it.
         *
         * @param withTexts whether the texts that the journal keeps are needed
         */
        static Recorded read(Settings settings, Session session, boolean withTexts) {
            return new Recorded(
                    HistoryTable.read(session, settings.schema(), settings.historyTable()),
                    JournalTable.read(session, settings.schema(), withTexts));
        }
    }

    /** Reads the files alone; their problems include placeholders without a value. */
    static Migrations files(Settings settings) {
        Migrations read =
                MigrationFiles.read(settings.migrations(), settings.migrationsShown(), settings.historyTable());
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(
                PlaceholderCheck.problems(read, settings.placeholders().values().keySet()));
        return filled(read, problems, settings.placeholders().revealed());
    }

    /** Flyway takes the checksum of a repeatable after filling in its placeholders, of all others before. */
    private static Migrations filled(Migrations files, List<Problem> problems, Map<String, String> values) {
        List<Script> repeatables = new ArrayList<>();
        for (Script script : files.repeatables()) {
            boolean fills = script.config().placeholderReplacement().orElse(true);
            repeatables.add(fills ? script.withChecksum(FlywayChecksum.ofRepeatable(script.sql(), values)) : script);
        }
        return new Migrations(
                files.folder(), files.versioned(), repeatables, files.fixtures(), files.checks(), problems);
    }

    /** The files against a database that has nothing. */
    static Inventory of(Migrations files) {
        return of(files, History.NONE, Journal.NONE);
    }

    /**
     * The files against what the target's history and journal say.
     *
     * @param withTexts whether the texts that the journal keeps are needed
     */
    static Inventory of(Settings settings, Migrations files, Session session, boolean withTexts) {
        return of(files, Recorded.read(settings, session, withTexts));
    }

    /** The files against what was read of the target. */
    static Inventory of(Migrations files, Recorded recorded) {
        return of(files, recorded.history(), recorded.journal());
    }

    private static Inventory of(Migrations files, History history, Journal journal) {
        Standings standings = Standings.of(files, history, journal);
        return new Inventory(files, mattering(files, standings), history, journal, standings);
    }

    /** The same, as if those versions had not been applied yet. */
    Inventory without(Set<Version> versions) {
        List<HistoryRow> rows = history.rows().stream()
                .filter(row -> row.version().filter(versions::contains).isEmpty())
                .toList();
        return of(migrations, new History(history.exists(), rows), journal);
    }

    /** What is applied already is there with or without an undo: from then on a missing one is worth a warning. */
    private static List<Problem> mattering(Migrations files, Standings standings) {
        Set<String> settled = new HashSet<>();
        for (Standing standing : standings.versions()) {
            if (standing.applied() || standing.state() == State.BASELINE) {
                standing.migration().ifPresent(migration -> {
                    settled.add(migration.forward().path());
                    migration.undo().ifPresent(undo -> settled.add(undo.path()));
                });
            }
        }
        return files.problems().stream()
                .filter(problem -> problem.code() != ProblemCode.FORWARD_EMPTY
                        || problem.script().filter(settled::contains).isEmpty())
                .map(problem -> aboutUndo(problem)
                                && problem.script().filter(settled::contains).isPresent()
                        ? problem.asWarning()
                        : problem)
                .toList();
    }

    private static boolean aboutUndo(Problem problem) {
        return problem.code() == ProblemCode.UNDO_MISSING || problem.code() == ProblemCode.UNDO_EMPTY;
    }

    /** The errors in files that stand in the way whatever the target says. */
    static List<Problem> alwaysErrors(Migrations files) {
        return files.problems().stream()
                .filter(Problem::isError)
                .filter(problem -> !aboutUndo(problem))
                .toList();
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.History;
import dev.dbm.model.Journal;
import dev.dbm.model.Migrations;
import dev.dbm.model.Problem;
import dev.dbm.model.Script;
import dev.dbm.planning.Standings;
import dev.dbm.postgres.HistoryTable;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.Session;
import dev.dbm.source.FlywayChecksum;
import dev.dbm.source.MigrationFiles;
import dev.dbm.source.PlaceholderCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files, history and journal, and where each migration stands between them.
 *
 * @param migrations the files
 * @param fileProblems what is wrong with the files, unset placeholders included
 */
record Inventory(
        Migrations migrations, List<Problem> fileProblems, History history, Journal journal, Standings standings) {

    /** The files alone, as against a database that has nothing. */
    static Inventory ofFiles(Settings settings) {
        return of(settings, History.NONE, Journal.NONE);
    }

    /** The files against what the target's history and journal say. */
    static Inventory of(Settings settings, Session session, boolean withTexts) {
        return of(
                settings,
                HistoryTable.read(session, settings.schema(), settings.historyTable()),
                JournalTable.read(session, settings.schema(), withTexts));
    }

    private static Inventory of(Settings settings, History history, Journal journal) {
        Migrations migrations =
                MigrationFiles.read(settings.migrations(), settings.migrationsShown(), settings.historyTable());
        List<Problem> problems = new ArrayList<>(migrations.problems());
        problems.addAll(PlaceholderCheck.problems(
                migrations, settings.placeholders().values().keySet()));
        Map<String, String> values = settings.placeholders().revealed();
        Map<Script, Integer> checksums = new HashMap<>();
        for (Script script : migrations.repeatables()) {
            checksums.put(script, FlywayChecksum.ofRepeatable(script.sql(), values));
        }
        return new Inventory(
                migrations, problems, history, journal, Standings.of(migrations, history, journal, checksums));
    }

    /** Whether the files say no. */
    boolean filesBlock() {
        return fileProblems.stream().anyMatch(Problem::isError);
    }
}

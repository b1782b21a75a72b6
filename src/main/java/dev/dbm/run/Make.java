package dev.dbm.run;

import dev.dbm.authoring.PairWriter;
import dev.dbm.config.Settings;
import dev.dbm.model.Migrations;
import dev.dbm.model.ProblemCode;
import dev.dbm.model.ProblemException;
import dev.dbm.model.Report;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.source.MigrationFiles;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code dbm make}: writes a new pair of scripts. Needs no database. */
public final class Make {
    private final Settings settings;
    private final Clock clock;

    public Make(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    Make(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    public Report run(MakeOptions options) {
        ReportBuilder report = new ReportBuilder("make", settings);
        try {
            report.files(PairWriter.make(
                    settings.migrations(),
                    settings.migrationsShown(),
                    options.text(),
                    existing(),
                    clock.instant(),
                    options.data()));
            report.next("write the SQL of both, then: dbm plan");
        } catch (ProblemException | DatabaseException e) {
            report.problems(OwnFailures.problems(e));
        }
        return report.build();
    }

    /** The first pair may be made before there is a folder. */
    private Migrations existing() {
        try {
            return MigrationFiles.read(settings.migrations(), settings.migrationsShown(), settings.historyTable());
        } catch (ProblemException e) {
            boolean noFolder =
                    e.problems().stream().allMatch(problem -> problem.code() == ProblemCode.NO_MIGRATIONS_FOLDER);
            if (noFolder && !settings.migrations().toFile().exists()) {
                return new Migrations(settings.migrationsShown(), List.of(), List.of(), Map.of(), List.of(), List.of());
            }
            throw e;
        }
    }
}

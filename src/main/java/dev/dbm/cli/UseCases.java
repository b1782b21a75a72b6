package dev.dbm.cli;

import dev.dbm.config.CommandLine;
import dev.dbm.config.Settings;
import dev.dbm.config.SettingsReader;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;
import dev.dbm.run.Make;
import dev.dbm.run.MakeOptions;
import dev.dbm.run.Migrate;
import dev.dbm.run.MigrateOptions;
import dev.dbm.run.PlanOptions;
import dev.dbm.run.PlanRun;
import dev.dbm.run.Repair;
import dev.dbm.run.RepairOptions;
import dev.dbm.run.Restore;
import dev.dbm.run.RestoreOptions;
import dev.dbm.run.Rollback;
import dev.dbm.run.RollbackOptions;
import dev.dbm.run.Status;
import dev.dbm.run.StatusOptions;

/** What stands behind the commands. */
public interface UseCases {
    /** The use cases themselves. */
    UseCases REAL = new UseCases() {};

    default Settings settings(CommandLine options, Surroundings surroundings) {
        return SettingsReader.read(options, surroundings.variables(), surroundings.directory());
    }

    default Report status(Settings settings, Progress progress, StatusOptions options) {
        return new Status(settings, progress).run(options);
    }

    default Report make(Settings settings, Progress progress, MakeOptions options) {
        return new Make(settings).run(options);
    }

    default Report plan(Settings settings, Progress progress, PlanOptions options) {
        return new PlanRun(settings, progress).run(options);
    }

    default Report migrate(Settings settings, Progress progress, MigrateOptions options) {
        return new Migrate(settings, progress).run(options);
    }

    default Report rollback(Settings settings, Progress progress, RollbackOptions options) {
        return new Rollback(settings, progress).run(options);
    }

    default Report restore(Settings settings, Progress progress, RestoreOptions options) {
        return new Restore(settings, progress).run(options);
    }

    default Report repair(Settings settings, Progress progress, RepairOptions options) {
        return new Repair(settings, progress).run(options);
    }
}

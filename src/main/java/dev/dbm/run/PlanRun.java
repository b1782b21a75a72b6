package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Progress;
import dev.dbm.model.Report;

/** The use case behind its command. */
public final class PlanRun {
    private final Settings settings;
    private final Progress progress;

    public PlanRun(Settings settings, Progress progress) {
        this.settings = settings;
        this.progress = progress;
    }

    public Report run(PlanOptions options) {
        throw new IllegalStateException(settings + " " + progress + " " + options);
    }
}

package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Report;
import dev.dbm.model.State;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import java.util.List;
import java.util.Optional;

/** The command that takes back what a run applied, ready to be pasted at three in the morning. */
final class WayBack {
    private WayBack() {}

    /**
     * The command; empty where the run applied nothing, or something that cannot be undone.
     *
     * @param before the highest version before the run
     */
    static Optional<String> command(Settings settings, List<Report.Item> items, Optional<Version> before) {
        List<Report.Item> applied = items.stream()
                .filter(item -> item.ran()
                        && item.state() == State.APPLIED
                        && item.version().isPresent())
                .toList();
        if (applied.isEmpty() || applied.stream().anyMatch(item -> item.verdict() == Verdict.IRREVERSIBLE)) {
            return Optional.empty();
        }
        boolean above = before.isPresent()
                && applied.stream()
                        .allMatch(item -> item.version().orElseThrow().compareTo(before.get()) > 0);
        String reach =
                applied.size() == 1 ? "" : above ? " --to " + before.get().text() : " --steps " + applied.size();
        return Optional.of(Retyped.changing(settings, "dbm rollback" + reach));
    }
}

package dev.dbm.run;

import dev.dbm.model.Report;
import dev.dbm.model.State;
import dev.dbm.model.Version;
import java.util.List;
import java.util.stream.Collectors;

/** Where a run stands that did not come to its end: what is done, what is not, and how to go on. */
final class Standstill {
    private final ReportBuilder report;

    Standstill(ReportBuilder report) {
        this.report = report;
    }

    /**
     * Tells it.
     *
     * @param verb what was done with each
     * @param goOn the command that does the rest
     */
    void tell(String verb, String goOn) {
        boolean halfRun = report.items().stream().anyMatch(item -> item.state() == State.FAILED);
        List<Report.Item> done =
                report.items().stream().filter(Report.Item::ran).toList();
        List<Report.Item> not =
                report.items().stream().filter(item -> !item.ran()).toList();
        report.remark(verb + " in this run: " + names(done) + ". Not: " + names(not) + ".");
        // A half-run script comes first, and its problem says how.
        if (!halfRun) {
            report.nextChange(goOn);
        }
    }

    private static String names(List<Report.Item> items) {
        return items.isEmpty()
                ? "none"
                : items.stream()
                        .map(item -> item.version().map(Version::text).orElse(item.description()))
                        .collect(Collectors.joining(", "));
    }
}

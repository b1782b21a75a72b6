package dev.dbm.report;

import dev.dbm.model.Report;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run in words: when, who, how, and what was looked at afterwards. */
final class RunText {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RunText() {}

    static String head(Report.Run run) {
        return SECOND.format(run.at()) + ", " + Visible.line(run.by()) + ", " + Visible.line(run.mode());
    }

    /** What was looked at, each with what it said below it. */
    static List<String> verified(Report.Run run) {
        List<String> lines = new ArrayList<>();
        for (Report.Verification one : run.verified()) {
            lines.add((one.held() ? "ok      " : "not ok  ") + Visible.line(one.what()));
            if (!one.detail().isBlank()) {
                Visible.text(one.detail()).lines().forEach(line -> lines.add("          " + line));
            }
        }
        return lines;
    }

    static String backup(Report.Backup backup) {
        return "backup " + Visible.line(backup.file()) + "  " + backup.bytes() + " bytes, SHA-256 "
                + Visible.line(backup.sha256());
    }
}

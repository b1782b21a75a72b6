package dev.dbm.report;

import dev.dbm.model.Bytes;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Report;
import dev.dbm.model.Version;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Past actions as a table; below the last one of each run the backup that belongs to it, and below each what its line has no room for. */
final class HistoryText {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String BELOW = "  ";
    private static final String CUT = "...";

    private HistoryText() {}

    static List<String> lines(List<JournalEntry> history, int width) {
        Columns table = new Columns(List.of("at (UTC)", "action", "outcome", "version", "by", "took", "detail"), 6);
        Map<String, JournalEntry> last = new HashMap<>();
        for (JournalEntry entry : history) {
            last.put(entry.run(), entry);
            table.add(
                    MINUTE.format(entry.at()),
                    entry.action().name().toLowerCase(Locale.ROOT),
                    entry.outcome().name().toLowerCase(Locale.ROOT),
                    entry.version().map(Version::text).orElse(""),
                    entry.by().person() + "@" + entry.by().host(),
                    entry.tookMs() == 0 ? "" : Took.words(entry.tookMs()),
                    said(entry));
        }
        List<String> rows = table.lines(width);
        List<String> lines = new ArrayList<>(rows.subList(0, 1));
        for (int i = 0; i < history.size(); i++) {
            JournalEntry entry = history.get(i);
            String row = rows.get(i + 1);
            lines.add(row);
            String said = Visible.line(said(entry));
            if (row.endsWith(CUT) && !said.endsWith(CUT)) {
                lines.add(BELOW + said);
            }
            if (entry.equals(last.get(entry.run()))) {
                entry.backup().ifPresent(kept -> lines.add(BELOW + "backup " + backup(kept)));
            }
        }
        return lines;
    }

    private static String said(JournalEntry entry) {
        return entry.detail().isEmpty() ? entry.description() : entry.detail();
    }

    private static String backup(String kept) {
        return Visible.line(Report.Backup.ofJournal(kept)
                .map(taken -> taken.file() + ", " + Bytes.words(taken.bytes()))
                .orElse(kept));
    }
}

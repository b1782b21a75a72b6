package dev.dbm.run;

import dev.dbm.model.Bytes;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.postgres.Contents;
import dev.dbm.safety.BackupFile;
import dev.dbm.safety.BackupLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a restore is going to replace, said before anything is asked. */
final class RestorePreview {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RestorePreview() {}

    static List<String> of(BackupFile backup, String database, Contents there, Inventory now, Instant clock) {
        Optional<Instant> taken = backup.label().map(BackupLabel::taken);
        String age = taken.map(at -> " of " + MINUTE.format(at) + ", " + words(Duration.between(at, clock)) + " old")
                .orElse(", of which no label says when it was taken");
        String replaces = "Replaces " + database + " (" + Bytes.words(there.bytes()) + ", " + there.tables()
                + " tables, " + rows(there) + ") by the backup" + age + " ("
                + Bytes.words(backup.backup().bytes()) + ", " + backup.tables()
                + " tables). Rows written since then are not in it.";
        String lost = taken.map(at -> lostSince(now, at)).orElse("");
        return lost.isEmpty()
                ? List.of(replaces)
                : List.of(replaces, "Applied since then, and pending again: " + lost + ".");
    }

    private static String rows(Contents there) {
        String counted = "about " + there.rows() + " rows";
        return there.uncounted() == 0
                ? counted
                : counted + " and those of " + there.uncounted() + " tables that were never counted";
    }

    private static String lostSince(Inventory now, Instant taken) {
        return now.standings().versions().stream()
                .filter(Standing::applied)
                .filter(standing -> standing.row()
                        .map(HistoryRow::installedOn)
                        .filter(at -> at.isAfter(taken))
                        .isPresent())
                .map(Standing::version)
                .map(Version::text)
                .collect(Collectors.joining(", "));
    }

    private static String words(Duration age) {
        if (age.toHours() >= 48) {
            return age.toDays() + " days";
        }
        return age.toMinutes() >= 120 ? age.toHours() + " hours" : Math.max(0, age.toMinutes()) + " minutes";
    }
}

package dev.dbm.rehearsal;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Constants that were frozen from the clock when a script ran: a default of {@code 'now'::timestamptz}, a partition for today.
 * Two runs of one script then differ, in dates and times alone.
 */
final class FrozenConstants {
    private static final Pattern TIME = Pattern.compile("(?:19|20)\\d\\d-\\d\\d-\\d\\d"
            + "(?:[ T]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:[+-]\\d\\d(?::?\\d\\d)?)?)?"
            + "|\\b\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:[+-]\\d\\d(?::?\\d\\d)?)?");

    /** A date inside a name, down to the second at most: logs_2026_01_05, logs_20260105093000. */
    private static final Pattern DATED =
            Pattern.compile("(?:19|20)\\d\\d[_-]?[01]\\d(?:[_-]?[0-3]\\d(?:[_-]?\\d{2,6})?)?");

    private FrozenConstants() {}

    /** Pairs what is gone with what is left where the names differ in dates only. */
    static void excuseNames(Excuses excuses) {
        Map<String, Delta> left = new HashMap<>();
        for (Delta delta : excuses.deltas()) {
            if (delta.change() == Difference.Change.LEFT) {
                left.put(delta.kind() + ' ' + undated(delta.object()), delta);
            }
        }
        List<Delta> remaining = new ArrayList<>(excuses.deltas());
        for (Delta gone : excuses.deltas()) {
            Delta twin = left.get(gone.kind() + ' ' + undated(gone.object()));
            if (gone.change() != Difference.Change.GONE
                    || twin == null
                    || !undated(timeless(gone.was().text()))
                            .equals(undated(timeless(twin.is().text())))) {
                continue;
            }
            remaining.remove(gone);
            remaining.remove(twin);
            if (gone.wholeUnit()) {
                excuses.note(
                        "frozen-constant",
                        gone.object(),
                        gone.kind() + " " + gone.object() + " is named by the clock: the second run made "
                                + twin.object() + ".");
            }
        }
        excuses.replace(remaining);
    }

    /** Excuses texts that differ in dates and times only. */
    static void excuse(Excuses excuses) {
        excuses.drop(delta -> {
            boolean frozen = delta.changed() && frozen(delta.was(), delta.is());
            if (frozen) {
                excuses.note(
                        "frozen-constant",
                        delta.object(),
                        delta.kind() + " " + delta.object() + " holds the time at which the script ran.");
            }
            return frozen;
        });
    }

    private static boolean frozen(CatalogItem was, CatalogItem is) {
        return timeless(was.definition()).equals(timeless(is.definition()))
                && timeless(was.body()).equals(timeless(is.body()));
    }

    private static Optional<String> timeless(Optional<String> text) {
        return text.map(FrozenConstants::timeless);
    }

    private static String timeless(String text) {
        return TIME.matcher(text).replaceAll("<time>");
    }

    private static String undated(String name) {
        return DATED.matcher(name).replaceAll("<date>");
    }
}

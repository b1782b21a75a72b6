package dev.dbm.rehearsal;

import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Script;
import dev.dbm.model.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The repeatables that are applied, and which of them bring back what an undo took away: rollback runs those again, and so does
 * the rehearsal.
 *
 * @param applied the repeatables that stand on the target, in the order in which they run
 */
public record RepeatableScripts(List<Script> applied) {
    /** No repeatables. */
    public static final RepeatableScripts NONE = new RepeatableScripts(List.of());

    public RepeatableScripts {
        applied = List.copyOf(applied);
    }

    /** The repeatables whose text names something that was in the first catalog and is not in the second. */
    public List<Script> toRunAgain(Snapshot before, Snapshot after) {
        if (applied.isEmpty()) {
            return List.of();
        }
        Set<String> gone = objectsOnlyIn(before, after);
        gone.removeAll(objectsOnlyIn(after, before));
        Set<String> vanished = new HashSet<>();
        gone.forEach(object -> vanished.add(bareName(object)));
        return applied.stream()
                .filter(script -> names(script.sql()).stream().anyMatch(vanished::contains))
                .toList();
    }

    /** The objects of units that the other catalog has not, or not the same; their kinds are left out, as names tell enough. */
    private static Set<String> objectsOnlyIn(Snapshot one, Snapshot other) {
        Set<String> objects = new HashSet<>();
        one.units().forEach((id, unit) -> {
            CatalogUnit twin = other.units().get(id);
            if (twin != unit && !unit.equals(twin)) {
                unit.items().forEach(item -> objects.add(item.object()));
            }
        });
        return objects;
    }

    LegRunner.Outcome runVanished(LegRunner legs, Snapshot before, LegRunner.Outcome back) {
        Snapshot now = back.after();
        Written written = back.written();
        for (Script script : toRunAgain(before, now)) {
            LegRunner.Outcome outcome = legs.run(script, now);
            if (outcome.failure().isPresent()) {
                return back;
            }
            now = outcome.after();
            written = written.and(outcome.written());
        }
        return new LegRunner.Outcome(now, written, back.locks(), back.effects(), back.failure(), back.unclear());
    }

    /** Whether any of the scripts names the object. */
    static boolean mentions(List<Script> scripts, String object) {
        String name = bareName(object);
        return scripts.stream().anyMatch(script -> names(script.sql()).contains(name));
    }

    private static String bareName(String object) {
        int end = object.indexOf('(');
        String name = end < 0 ? object : object.substring(0, end);
        return name.substring(name.lastIndexOf('.') + 1).replace("\"", "").toLowerCase(Locale.ROOT);
    }

    private static Set<String> names(String sql) {
        Set<String> names = new HashSet<>();
        int start = -1;
        for (int i = 0; i <= sql.length(); i++) {
            boolean part = i < sql.length() && (Character.isLetterOrDigit(sql.charAt(i)) || sql.charAt(i) == '_');
            if (part && start < 0) {
                start = i;
            } else if (!part && start >= 0) {
                names.add(sql.substring(start, i).toLowerCase(Locale.ROOT));
                start = -1;
            }
        }
        return names;
    }
}

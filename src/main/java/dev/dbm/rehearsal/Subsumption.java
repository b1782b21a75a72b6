package dev.dbm.rehearsal;

import dev.dbm.model.CatalogUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves out what another difference already says: where a table was left behind, so were its columns, indexes, owner and
 * comments; where a schema was, so was all that is in it.
 */
final class Subsumption {
    private static final Set<String> OWNERS = Set.of("table", "foreign-table", "column");
    private static final Pattern OWNER = Pattern.compile(" (?:OWNED BY|FOR IDENTITY OF) (.+)$");

    /** Units whose object is left or gone. */
    private final Set<CatalogUnit> units = new HashSet<>();

    /** Schemas, objects, and objects with their kind that are left or gone: the change is the first word. */
    private final Set<String> schemas = new HashSet<>();

    private final Set<String> owners = new HashSet<>();
    private final Set<String> abouts = new HashSet<>();

    private Subsumption(Iterable<Delta> deltas) {
        for (Delta delta : deltas) {
            if (delta.changed()) {
                continue;
            }
            String change = delta.change().word() + " ";
            if (delta.wholeUnit()) {
                units.add(delta.side().unit());
                if (delta.kind().equals("schema")) {
                    schemas.add(change + delta.object());
                }
            }
            if (OWNERS.contains(delta.kind())) {
                owners.add(change + plain(delta.object()));
            }
            abouts.add(change + delta.kind() + " " + delta.object());
        }
    }

    static void reduce(Excuses excuses) {
        Subsumption known = new Subsumption(excuses.deltas());
        excuses.drop(known::said);
    }

    private boolean said(Delta delta) {
        if (delta.changed()) {
            return false;
        }
        String change = delta.change().word() + " ";
        boolean partOfUnit = !delta.wholeUnit() && units.contains(delta.side().unit());
        boolean inSchema = !delta.kind().equals("schema")
                && delta.side()
                        .unit()
                        .schema()
                        .map(schema -> schemas.contains(change + schema))
                        .orElse(false);
        int to = delta.object().lastIndexOf(" to ");
        String about = delta.kind().equals("grant") && to > 0 ? delta.object().substring(0, to) : delta.object();
        return partOfUnit || inSchema || abouts.contains(change + about) || ownerSaid(delta, change);
    }

    // A sequence comes and goes with the column that owns it.
    private boolean ownerSaid(Delta delta, String change) {
        if (!delta.kind().equals("sequence")) {
            return false;
        }
        Matcher owner = OWNER.matcher(delta.item().definition());
        if (!owner.find()) {
            return false;
        }
        String column = plain(owner.group(1));
        Optional<String> table = Optional.of(column)
                .filter(name -> name.contains("."))
                .map(name -> name.substring(0, name.lastIndexOf('.')));
        return owners.contains(change + column)
                || table.map(name -> owners.contains(change + name)).orElse(false);
    }

    private static String plain(String name) {
        return name.replace("\"", "");
    }
}

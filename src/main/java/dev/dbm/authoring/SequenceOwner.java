package dev.dbm.authoring;

import dev.dbm.model.CatalogItem;
import dev.dbm.model.CatalogUnit;
import dev.dbm.model.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The column that owns a sequence: with it the sequence comes and goes. */
final class SequenceOwner {
    private static final Pattern OWNER = Pattern.compile(" (OWNED BY|FOR IDENTITY OF) (.+)$", Pattern.DOTALL);

    private static final Pattern USUAL = Pattern.compile(
            "AS \\w+ START 1 INCREMENT 1 MINVALUE 1 MAXVALUE (?:32767|2147483647|9223372036854775807) CACHE 1");

    private SequenceOwner() {}

    static Optional<SqlName> of(CatalogUnit unit) {
        CatalogItem item = unit.items().get(0);
        Matcher owner = OWNER.matcher(item.definition());
        return item.kind().equals("sequence") && owner.find()
                ? Optional.of(SqlName.of(owner.group(2)))
                : Optional.empty();
    }

    static boolean identity(CatalogUnit unit) {
        return unit.items().get(0).definition().contains(" FOR IDENTITY OF ");
    }

    /** Whether it counts for an identity column in the usual way: then it comes and goes with what is said of the column. */
    static boolean usualIdentity(CatalogUnit unit) {
        return unit.items().get(0).kind().equals("sequence")
                && identity(unit)
                && usual(options(unit.items().get(0).definition()));
    }

    static boolean usual(String options) {
        return USUAL.matcher(options).matches();
    }

    /** The sequences of a table or a column, by its names. */
    static List<CatalogUnit> all(Snapshot snapshot, List<String> owner) {
        return snapshot.units().values().stream()
                .filter(unit -> of(unit).filter(name -> name.parts().size() >= owner.size()
                                && name.parts().subList(0, owner.size()).equals(owner))
                        .isPresent())
                .sorted(Comparator.comparing(unit -> unit.items().get(0).object()))
                .toList();
    }

    /** Gives a sequence its owner, once both are there. */
    static Optional<String> statement(CatalogUnit unit) {
        return identity(unit)
                ? Optional.empty()
                : of(unit).map(owner -> "ALTER SEQUENCE "
                        + SqlName.of(unit.items().get(0).object()).sql() + " OWNED BY " + owner.sql() + ";");
    }

    /** The definition without the owner. */
    static String options(String definition) {
        return OWNER.matcher(definition).replaceFirst("");
    }
}

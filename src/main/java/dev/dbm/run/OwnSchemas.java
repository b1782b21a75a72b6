package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.CatalogUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schemas that the migrations build: those of the settings, and those that a script creates. Only they are compared with
 * the target; what else lives there is other people's.
 */
final class OwnSchemas implements Predicate<CatalogUnit.Place> {
    private static final Pattern CREATE = Pattern.compile(
            "\\bCREATE\\s+SCHEMA\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:AUTHORIZATION\\s+)?(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))",
            Pattern.CASE_INSENSITIVE);

    private final Set<String> given;
    private final Set<String> all;

    private OwnSchemas(Set<String> given, Set<String> all) {
        this.given = given;
        this.all = all;
    }

    static OwnSchemas of(Settings settings, Inventory inventory) {
        Set<String> given = new LinkedHashSet<>(settings.schemas());
        given.add(settings.schema());
        Set<String> all = new LinkedHashSet<>(given);
        List<String> texts = new ArrayList<>();
        inventory
                .migrations()
                .versioned()
                .forEach(migration -> texts.add(migration.forward().sql()));
        // a rollback may know the files from the journal alone
        inventory.journal().applications().values().forEach(entry -> entry.forward()
                .ifPresent(kept -> texts.add(kept.sql())));
        for (String text : texts) {
            Matcher matcher = CREATE.matcher(text);
            while (matcher.find()) {
                all.add(
                        matcher.group(1) != null
                                ? matcher.group(1).replace("\"\"", "\"")
                                : matcher.group(2).toLowerCase(Locale.ROOT));
            }
        }
        return new OwnSchemas(given, all);
    }

    /** The schemas of that name, and those of the settings. */
    static OwnSchemas named(Settings settings, List<String> names) {
        Set<String> given = new LinkedHashSet<>(settings.schemas());
        given.add(settings.schema());
        return new OwnSchemas(given, new LinkedHashSet<>(names));
    }

    Set<String> names() {
        return all;
    }

    /**
     * Whether the migrations answer for that place. A schema of the settings was there before them, with an owner and grants of its
     * own; only what is in it counts.
     */
    @Override
    public boolean test(CatalogUnit.Place place) {
        return place.schema().filter(all::contains).isPresent()
                && !(place.itself() && place.schema().filter(given::contains).isPresent());
    }
}

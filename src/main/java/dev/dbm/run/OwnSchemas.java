package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.Migration;
import dev.dbm.model.Migrations;
import dev.dbm.model.Snapshot;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schemas that the migrations build: those of the settings, and those that a script creates. Only they are compared with
 * the target; what else lives there is other people's.
 */
final class OwnSchemas {
    private static final Pattern CREATE = Pattern.compile(
            "\\bCREATE\\s+SCHEMA\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))",
            Pattern.CASE_INSENSITIVE);

    private final Set<String> given;
    private final Set<String> all;

    private OwnSchemas(Set<String> given, Set<String> all) {
        this.given = given;
        this.all = all;
    }

    static OwnSchemas of(Settings settings, Migrations migrations) {
        Set<String> given = new LinkedHashSet<>(settings.schemas());
        given.add(settings.schema());
        Set<String> all = new LinkedHashSet<>(given);
        for (Migration migration : migrations.versioned()) {
            Matcher matcher = CREATE.matcher(migration.forward().sql());
            while (matcher.find()) {
                all.add(matcher.group(1) != null
                        ? matcher.group(1).replace("\"\"", "\"")
                        : matcher.group(2).toLowerCase(Locale.ROOT));
            }
        }
        return new OwnSchemas(given, all);
    }

    Set<String> names() {
        return all;
    }

    /**
     * The part of a catalog that the migrations answer for. A schema of the settings was there before them, with an owner and
     * grants of its own; only what is in it counts.
     */
    Snapshot in(Snapshot catalog) {
        return catalog.filtered(unit -> unit.schema().filter(all::contains).isPresent()
                && !(unit.id().catalog().equals("pg_namespace")
                        && unit.schema().filter(given::contains).isPresent()));
    }
}

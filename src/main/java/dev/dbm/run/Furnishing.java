package dev.dbm.run;

import dev.dbm.config.Settings;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Script;
import dev.dbm.planning.Replay;
import dev.dbm.postgres.DefaultPrivileges;
import dev.dbm.postgres.Extensions;
import dev.dbm.postgres.Extensions.InstalledExtension;
import dev.dbm.postgres.JournalTable;
import dev.dbm.postgres.PgDump;
import dev.dbm.postgres.Roles;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.SessionState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives a fresh scratch what the target has and the migrations did not make: extensions, roles, other people's schemas, and the
 * target's own schemas where they cannot be replayed.
 */
final class Furnishing {
    /** Scripts that set default privileges know best when. */
    private static final Pattern DEFAULTS =
            Pattern.compile("\\bALTER\\s+DEFAULT\\s+PRIVILEGES\\b", Pattern.CASE_INSENSITIVE);

    private final Settings settings;
    private final Optional<Target> target;
    private final Optional<TargetCatalog> catalog;
    private final OwnSchemas own;
    private final List<Script> madeByScripts;
    private final ScratchPlace place;
    private final List<Script> scripts;
    private final List<String> remarks = new ArrayList<>();
    private boolean copy;
    private Optional<String> dump = Optional.empty();
    private int defaultsAfter;

    Furnishing(
            Settings settings,
            Optional<Target> target,
            Optional<TargetCatalog> catalog,
            OwnSchemas own,
            Replay replay,
            ScratchPlace place,
            List<Script> scripts) {
        this.settings = settings;
        this.target = target;
        this.catalog = catalog;
        this.own = own;
        this.madeByScripts = replay.scripts();
        this.place = place;
        this.scripts = scripts;
        this.copy = replay.copyBecause().isPresent();
        replay.copyBecause()
                .ifPresent(why -> remarks.add("The scratch is a copy of the target's schema: " + why + "."));
    }

    /** From now on scratches get a copy of the target's own schemas too. */
    void copyTarget() {
        copy = true;
        dump = Optional.empty();
        defaultsAfter = 0;
        remarks.add("The scratch is a copy of the target's schema: the target has drifted, and that was accepted.");
    }

    /** Whether scratches get a copy of the target's own schemas. */
    boolean copies() {
        return copy;
    }

    List<String> remarks() {
        return remarks;
    }

    /** Whether there are default privileges to give a scratch. */
    boolean hasDefaults() {
        return catalog.filter(known -> !known.defaultPrivileges().isEmpty()).isPresent()
                && scripts.stream()
                        .noneMatch(script -> DEFAULTS.matcher(script.sql()).find());
    }

    /** From now on scratches get the default privileges after so many scripts of the replay. */
    void defaultsAfter(int replayed) {
        defaultsAfter = replayed;
    }

    /** Gives a scratch what the target got when so many scripts had run. */
    void between(int replayed, Session scratch) {
        if (replayed == defaultsAfter && hasDefaults()) {
            DefaultPrivileges.apply(scratch, catalog.orElseThrow().defaultPrivileges());
        }
    }

    /** Gives a fresh scratch what was there before any script. */
    synchronized void furnish(Session scratch) {
        if (catalog.isEmpty()) {
            return;
        }
        if (place.embedded().isPresent()) {
            Roles.createMissing(scratch, catalog.get().roles());
        }
        for (String remark :
                Extensions.install(scratch, extensions(catalog.get().extensions()))) {
            if (!remarks.contains(remark)) {
                remarks.add(remark);
            }
        }
        if (dump.isEmpty()) {
            dump = Optional.of(dump());
        }
        if (!dump.get().isEmpty()) {
            scratch.executeScript(dump.get());
            // the dump empties search_path for the rest of the session
            SessionState.reset(scratch);
        }
    }

    /** An extension that an applied migration made is made again by the replay. */
    private List<InstalledExtension> extensions(List<InstalledExtension> all) {
        return all.stream()
                .filter(extension ->
                        copy || madeByScripts.stream().noneMatch(script -> creates(script, extension.name())))
                .toList();
    }

    static boolean creates(Script script, String extension) {
        Pattern create = Pattern.compile(
                "\\bCREATE\\s+EXTENSION\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?\"?" + Pattern.quote(extension) + "\\b",
                Pattern.CASE_INSENSITIVE);
        return create.matcher(script.sql()).find();
    }

    private String dump() {
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> there = new LinkedHashSet<>();
        catalog.orElseThrow().snapshot().units().values().forEach(unit -> unit.schema()
                .ifPresent(there::add));
        if (copy) {
            own.names().stream().filter(there::contains).forEach(wanted::add);
        }
        for (Script script : scripts) {
            for (Script.Mention mention : script.traits().schemas()) {
                String name = mention.what().toLowerCase(Locale.ROOT);
                if (there.contains(name) && !own.names().contains(name)) {
                    wanted.add(name);
                }
            }
        }
        if (wanted.isEmpty()) {
            return "";
        }
        DatabaseAddress address = target.orElseThrow().database().address();
        return PgDump.find(target.get().database().facts())
                .schemaOnly(address, List.copyOf(wanted), Set.of(settings.historyTable(), JournalTable.NAME));
    }
}

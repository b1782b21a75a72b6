package dev.dbm.run;

import dev.dbm.config.Environment;
import dev.dbm.config.Settings;
import dev.dbm.model.Bytes;
import dev.dbm.model.DatabaseAddress;
import dev.dbm.model.Difference;
import dev.dbm.model.LockMode;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.TableSize;
import dev.dbm.model.Version;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.TableSizes;
import dev.dbm.postgres.TableSizes.Sized;
import dev.dbm.safety.Losses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is at stake, line by line, for the person who is asked for the explicit word. */
final class Stake {
    /** So many tables and migrations are named. */
    private static final int NAMED = 10;

    private final Settings settings;
    private final Target target;

    Stake(Settings settings, Target target) {
        this.settings = settings;
        this.target = target;
    }

    /** Before going forward. */
    List<String> forward(String command, List<Migration> migrations, Map<Version, PairResult> pairs) {
        List<String> facts = place(command);
        facts.add("  applies     "
                + listed(migrations.stream()
                        .map(migration -> migration.version().text() + " "
                                + migration.forward().description())
                        .toList()));
        for (PairResult pair : pairs.values()) {
            for (Difference drop : pair.drops()) {
                facts.add("  destroys    " + drop.kind().replace('-', ' ') + " " + drop.object() + " (version "
                        + pair.version().text() + ")");
            }
            pair.dataLoss()
                    .forEach(loss -> facts.add("  destroys    values of " + loss.table() + " (version "
                            + pair.version().text() + ")"));
        }
        facts.add(blocking());
        touched(pairs.values()).forEach(table -> facts.add("  touches     " + Losses.shown(table)));
        return facts;
    }

    /** Before going back. */
    List<String> backward(List<UndoTexts.Undo> undos, Map<Version, List<String>> losses) {
        List<String> facts = place("rollback");
        facts.add("  undoes      "
                + listed(undos.stream()
                        .map(undo -> undo.standing().version().text() + " "
                                + undo.standing().description())
                        .toList()));
        losses.forEach((version, lost) ->
                lost.forEach(loss -> facts.add("  destroys    " + loss + " (version " + version.text() + ")")));
        written(undos).forEach(rows -> facts.add("  may change  " + rows));
        facts.add(blocking());
        locked(undos).forEach(lock -> facts.add("  locks       " + lock));
        return facts;
    }

    /** The same about rows and locks in sentences, for a plan. */
    List<String> ofUndos(List<UndoTexts.Undo> undos) {
        List<String> sentences = new ArrayList<>();
        written(undos).forEach(rows -> sentences.add("The rollback may change " + rows + "."));
        locked(undos).forEach(lock -> sentences.add("The rollback locks " + lock + "."));
        undos.stream()
                .filter(undo -> undo.effects().isEmpty())
                .forEach(undo -> sentences.add("What the undo of version "
                        + undo.standing().version().text()
                        + " locks and takes by CASCADE is not known: nobody kept what its rehearsal saw."));
        return sentences;
    }

    /** Tables whose rows the undos were seen to write to. */
    private List<String> written(List<UndoTexts.Undo> undos) {
        Map<String, String> tables = new TreeMap<>();
        undos.forEach(undo -> undo.effects().stream()
                .flatMap(seen -> seen.written().stream())
                .forEach(table ->
                        tables.merge(table, undo.standing().version().text(), (one, other) -> one + ", " + other)));
        Map<String, TableSize> sizes = sizes(tables.keySet());
        return limited(
                tables.entrySet().stream()
                        .map(entry -> "rows of " + sized(entry.getKey(), sizes) + " (version " + entry.getValue() + ")")
                        .toList(),
                "tables");
    }

    /** What waits for the undos, as they were seen to lock. */
    private List<String> locked(List<UndoTexts.Undo> undos) {
        Map<String, LockMode> modes = new TreeMap<>();
        undos.forEach(undo -> undo.effects().ifPresent(seen -> seen.locks()
                .forEach((table, mode) ->
                        modes.merge(table, mode, (one, other) -> one.compareTo(other) >= 0 ? one : other))));
        Map<String, TableSize> sizes = sizes(modes.keySet());
        return limited(
                modes.entrySet().stream()
                        .map(entry -> sized(entry.getKey(), sizes) + ": "
                                + (entry.getValue().blocksReads() ? "reads and writes wait" : "writes wait"))
                        .toList(),
                "tables");
    }

    private static List<String> limited(List<String> all, String what) {
        if (all.size() <= NAMED) {
            return all;
        }
        List<String> some = new ArrayList<>(all.subList(0, NAMED));
        some.add((all.size() - NAMED) + " more " + what);
        return some;
    }

    private Map<String, TableSize> sizes(Collection<String> tables) {
        try (Session session = target.database().session()) {
            return TableSizes.counted(session, tables);
        } catch (DatabaseException e) {
            if (e.failure().connectionLost()) {
                throw e;
            }
            return Map.of();
        }
    }

    private static String sized(String table, Map<String, TableSize> sizes) {
        return table
                + Optional.ofNullable(sizes.get(table))
                        .flatMap(TableSize::bytes)
                        .map(bytes -> " (" + Bytes.words(bytes) + ")")
                        .orElse("");
    }

    /** The target alone, for commands that run no script. */
    List<String> place(String command) {
        return place(settings, command, target.database().address(), target.embedded());
    }

    static List<String> place(Settings settings, String command, DatabaseAddress address, boolean embedded) {
        return new ArrayList<>(List.of(
                "dbm " + command + " is about to change a database:",
                "  environment " + settings.environment().name(),
                "  host        " + (embedded ? "embedded" : address.host() + ", port " + address.port()),
                "  database    " + address.database() + ", schema " + settings.schema()));
    }

    /** How long a statement may make others wait behind it. */
    private String blocking() {
        Environment environment = settings.environment();
        return "  may block   "
                + (environment.lockTimeout().isZero()
                        ? "without a limit: no lock_timeout is set"
                        : "each statement waits for a lock for "
                                + environment.lockTimeout().toMillis() / 1000.0 + " s at most")
                + (environment.statementTimeout().isZero()
                        ? "; a statement that has its lock may take any time"
                        : "; a statement ends after "
                                + environment.statementTimeout().toMillis() / 1000.0 + " s");
    }

    /** The tables that a change is about, with their sizes, which is what rewrites and scans cost. */
    private List<Sized> touched(Collection<PairResult> pairs) {
        List<Difference> changes =
                pairs.stream().flatMap(pair -> pair.changes().stream()).toList();
        if (changes.isEmpty()) {
            return List.of();
        }
        try (Session session = target.database().session()) {
            return TableSizes.of(session, settings.schemas()).stream()
                    .filter(table -> changes.stream().anyMatch(change -> isAbout(change, table.table())))
                    .limit(NAMED)
                    .toList();
        }
    }

    private static boolean isAbout(Difference change, String table) {
        return change.object().equals(table)
                || change.object().startsWith(table + ".")
                || change.after()
                        .filter(text -> text.contains(" ON " + table + " "))
                        .isPresent();
    }

    private static String listed(List<String> names) {
        return names.size()
                + (names.size() == 1 ? " migration: " : " migrations: ")
                + names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? ", ..." : "");
    }
}

package dev.dbm.planning;

import dev.dbm.model.History;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.Journal;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migrations;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * The scripts that build on a scratch what is applied on the target, fixtures between them.
 *
 * @param scripts in the order in which they were applied
 * @param copyBecause why the target's schema must be copied instead; empty where the scripts tell all
 */
public record Replay(List<Script> scripts, Optional<String> copyBecause) {
    /** What an undo may leave behind without a word: enum labels and extensions. */
    private static final Pattern STAYS =
            Pattern.compile("\\bADD\\s+VALUE\\b|\\bCREATE\\s+EXTENSION\\b", Pattern.CASE_INSENSITIVE);

    public Replay {
        scripts = List.copyOf(scripts);
    }

    /**
     * Decides how the base comes about.
     *
     * @param read makes a script of a text that the journal kept
     */
    public static Replay of(
            Standings standings,
            Migrations migrations,
            History history,
            Journal journal,
            BiFunction<JournalEntry.KeptScript, Script.Kind, Script> read) {
        if (history.baseline().isPresent()) {
            return copy("the history starts from a baseline");
        }
        Set<Integer> applied = new HashSet<>();
        for (Standing standing : standings.versions()) {
            if (standing.applied()) {
                if (unchecked(standing, journal)) {
                    return copy("version " + standing.version() + " was recorded as applied without being run");
                }
                standing.row().ifPresent(row -> applied.add(row.rank()));
            }
        }
        Map<String, HistoryRow> repeatables = history.repeatables();
        Map<Integer, Script> texts = new HashMap<>();
        for (Standing standing : standings.versions()) {
            if (standing.applied()) {
                Optional<Script> script = text(standing, read);
                if (script.isEmpty()) {
                    return copy("the text of version " + standing.version() + " as it was applied is not to be had");
                }
                texts.put(standing.row().orElseThrow().rank(), script.get());
            }
        }
        List<Script> scripts = new ArrayList<>();
        for (HistoryRow row : history.rows()) {
            if (applied.contains(row.rank())) {
                scripts.add(texts.get(row.rank()));
                row.version()
                        .map(version -> migrations.fixtures().getOrDefault(version, List.of()))
                        .ifPresent(scripts::addAll);
            } else if (row.version().isEmpty() && repeatables.get(row.description()) == row) {
                repeatable(row, standings, journal, read).ifPresent(scripts::add);
            } else if (repeatedSince(row, repeatables)) {
                // Versions after it may rest on what it made.
                earlier(row, journal, read).ifPresent(scripts::add);
            } else if (row.takesBack() && row.success()) {
                scripts.addAll(undone(row, history, journal, read));
            }
        }
        return new Replay(scripts, Optional.empty());
    }

    /** Whether it was recorded without having run, and without the target having been found to be what it builds. */
    private static boolean unchecked(Standing standing, Journal journal) {
        return standing.kept()
                .filter(entry -> entry.action() == JournalEntry.Action.FAKE)
                .filter(entry -> journal.entries().stream()
                        .noneMatch(other -> other.action() == JournalEntry.Action.FAKE
                                && other.run().equals(entry.run())
                                && other.catalogDigest().isPresent()))
                .isPresent();
    }

    /** Back and forth once more where a proven undo leaves something all the same: that is a part of what dbm built. */
    private static List<Script> undone(
            HistoryRow row,
            History history,
            Journal journal,
            BiFunction<JournalEntry.KeptScript, Script.Kind, Script> read) {
        Optional<JournalEntry> application = row.version()
                .filter(version -> history.latest().get(version) == row)
                .flatMap(version -> Optional.ofNullable(journal.applications().get(version)))
                .filter(entry -> entry.action() == JournalEntry.Action.MIGRATE);
        Optional<Script> forward =
                application.flatMap(JournalEntry::forward).map(kept -> read.apply(kept, Script.Kind.FORWARD));
        Optional<Script> undo = application.flatMap(JournalEntry::undo).map(kept -> read.apply(kept, Script.Kind.UNDO));
        if (forward.isEmpty() || undo.isEmpty()) {
            return List.of();
        }
        boolean leaves = STAYS.matcher(forward.get().sql()).find()
                || !undo.get().assumptions().isEmpty();
        return leaves ? List.of(forward.get(), undo.get()) : List.of();
    }

    private static boolean repeatedSince(HistoryRow row, Map<String, HistoryRow> repeatables) {
        return row.version().isEmpty()
                && row.success()
                && !row.takesBack()
                && repeatables.containsKey(row.description());
    }

    /** The repeatable as it was when this row was written, where the journal kept that text. */
    private static Optional<Script> earlier(
            HistoryRow row, Journal journal, BiFunction<JournalEntry.KeptScript, Script.Kind, Script> read) {
        return journal.entries().stream()
                .filter(entry -> repeated(entry, row)
                        && row.checksum().isPresent()
                        && entry.checksum().isPresent()
                        && entry.checksum().getAsInt() == row.checksum().get())
                .findFirst()
                .flatMap(JournalEntry::forward)
                .map(kept -> read.apply(kept, Script.Kind.REPEATABLE));
    }

    private static boolean repeated(JournalEntry entry, HistoryRow row) {
        return entry.action() == JournalEntry.Action.REPEAT
                && entry.outcome() == JournalEntry.Outcome.DONE
                && entry.description().equals(row.description());
    }

    private static Replay copy(String why) {
        return new Replay(List.of(), Optional.of(why));
    }

    private static Optional<Script> text(
            Standing standing, BiFunction<JournalEntry.KeptScript, Script.Kind, Script> read) {
        if (standing.state() == State.APPLIED) {
            return standing.migration().map(migration -> migration.forward());
        }
        return standing.kept().flatMap(JournalEntry::forward).map(kept -> read.apply(kept, Script.Kind.FORWARD));
    }

    /** The repeatable as it was when it last ran: the file if it is still the same, else the journal's text. */
    private static Optional<Script> repeatable(
            HistoryRow row,
            Standings standings,
            Journal journal,
            BiFunction<JournalEntry.KeptScript, Script.Kind, Script> read) {
        for (Standings.Repeatable repeatable : standings.repeatables()) {
            if (repeatable.script().description().equals(row.description()) && !repeatable.due()) {
                return Optional.of(repeatable.script());
            }
        }
        Optional<JournalEntry.KeptScript> kept = Optional.empty();
        for (JournalEntry entry : journal.entries()) {
            if (repeated(entry, row)) {
                kept = entry.forward();
            }
        }
        return kept.map(text -> read.apply(text, Script.Kind.REPEATABLE));
    }
}

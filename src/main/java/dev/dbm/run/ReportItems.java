package dev.dbm.run;

import dev.dbm.engine.HalfRun;
import dev.dbm.model.Directive;
import dev.dbm.model.HistoryRow;
import dev.dbm.model.JournalEntry;
import dev.dbm.model.Migration;
import dev.dbm.model.PairResult;
import dev.dbm.model.Report;
import dev.dbm.model.Script;
import dev.dbm.model.State;
import dev.dbm.model.Verdict;
import dev.dbm.model.Version;
import dev.dbm.planning.Standing;
import dev.dbm.planning.Standings;
import dev.dbm.planning.Undos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Migrations as a report shows them. */
final class ReportItems {
    private final Inventory inventory;
    private final List<HalfRun> halfRuns;

    ReportItems(Inventory inventory) {
        this.inventory = inventory;
        this.halfRuns = HalfRun.find(inventory.history(), inventory.journal());
    }

    /** Every migration as it stands, with what is known of the proofs. */
    List<Report.Item> all(Map<Version, PairResult> proven) {
        List<Report.Item> items = new ArrayList<>();
        for (Standing standing : inventory.standings().versions()) {
            items.add(versioned(standing, Optional.ofNullable(proven.get(standing.version())), Optional.empty()));
        }
        inventory.standings().repeatables().forEach(repeatable -> items.add(repeatable(repeatable)));
        return items;
    }

    /** These migrations, with what the rehearsal said and the SQL that would run. */
    List<Report.Item> planned(
            List<Migration> migrations, List<Script> repeatables, Map<Version, PairResult> pairs, boolean withSql) {
        Map<Version, Standing> standings = inventory.standings().versions().stream()
                .collect(Collectors.toMap(Standing::version, Function.identity()));
        List<Report.Item> items = new ArrayList<>();
        for (Migration migration : migrations) {
            Optional.ofNullable(standings.get(migration.version()))
                    .map(standing -> versioned(
                            standing,
                            Optional.ofNullable(pairs.get(migration.version())),
                            withSql ? Optional.of(migration.forward().sql()) : Optional.empty()))
                    .map(item -> migration
                            .undo()
                            .filter(undo -> withSql)
                            .map(undo -> item.withUndoSql(undo.sql()))
                            .orElse(item))
                    .ifPresent(items::add);
        }
        for (Standings.Repeatable repeatable : inventory.standings().repeatables()) {
            if (repeatables.contains(repeatable.script())) {
                Report.Item item = repeatable(repeatable);
                items.add(withSql ? item.withSql(repeatable.script().sql()) : item);
            }
        }
        return items;
    }

    Report.Item versioned(Standing standing, Optional<PairResult> pair, Optional<String> sql) {
        Optional<Migration> migration = standing.migration();
        Optional<HistoryRow> applied =
                standing.row().filter(row -> standing.applied() || standing.state() == State.BASELINE);
        return new Report.Item(
                Optional.of(standing.version()),
                standing.description(),
                standing.state(),
                standing.script(),
                migration.flatMap(Migration::undo).map(Script::path).or(() -> standing.kept()
                        .flatMap(JournalEntry::undo)
                        .map(JournalEntry.KeptScript::script)),
                applied.map(HistoryRow::installedOn),
                applied.map(row -> OptionalLong.of(row.tookMs())).orElse(OptionalLong.empty()),
                pair.map(PairResult::verdict).orElseGet(() -> Undos.known(standing, inventory.fileProblems())),
                pair,
                reason(standing),
                sql,
                false,
                0);
    }

    private Optional<String> reason(Standing standing) {
        if (standing.state() == State.FAILED) {
            return halfRuns.stream()
                    .filter(half -> half.entry().version().equals(Optional.of(standing.version())))
                    .map(ReportItems::halfRun)
                    .findFirst()
                    .or(() -> Optional.of("it failed outside a transaction, and dbm did not see how far it came"));
        }
        return standing.migration()
                .flatMap(Migration::undo)
                .flatMap(Script::irreversible)
                .map(Directive.Irreversible::reason);
    }

    /** How far a script without transaction came. */
    static String halfRun(HalfRun half) {
        String ran = half.entry().script() + ": " + half.finished() + " of " + half.total() + " statements finished";
        return half.entry().outcome() == JournalEntry.Outcome.STARTED
                ? ran + "; nobody saw the end, so the next one may have run too"
                : ran + "; " + half.entry().detail().replaceFirst("^[^;]*; ", "");
    }

    private static Report.Item repeatable(Standings.Repeatable repeatable) {
        Script script = repeatable.script();
        return new Report.Item(
                Optional.empty(),
                script.description(),
                repeatable.due() ? State.PENDING : State.APPLIED,
                script.path(),
                Optional.empty(),
                repeatable.row().map(HistoryRow::installedOn),
                repeatable.due()
                        ? OptionalLong.empty()
                        : repeatable
                                .row()
                                .map(row -> OptionalLong.of(row.tookMs()))
                                .orElse(OptionalLong.empty()),
                Verdict.UNPROVEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0);
    }
}

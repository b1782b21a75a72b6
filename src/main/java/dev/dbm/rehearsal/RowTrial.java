package dev.dbm.rehearsal;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Migration;
import dev.dbm.model.Note;
import dev.dbm.model.Script;
import dev.dbm.model.ScriptFailure;
import dev.dbm.model.SqlFailure;
import dev.dbm.model.Statement;
import dev.dbm.model.TableDigest;
import dev.dbm.postgres.DatabaseException;
import dev.dbm.postgres.GeneratedRows;
import dev.dbm.postgres.GeneratedRows.Filled;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Tries a pair once more, forward and back, with generated rows in the tables that it touches and that have none. All of it
 * happens in one transaction that is rolled back: the rows meet no other pair, no fixture and no comparison of catalogs, and
 * what they bring to light can be told without failing anybody.
 */
final class RowTrial {
    /** Which generator made the rows that a proof rests on. */
    static final String GENERATOR = "generated rows 1";

    /** Longer scripts are not run once more. */
    private static final int STATEMENTS = 2_000;

    private static final String NOT_NULL = "23502";

    /** So often tables are left out because a script fails on their rows. */
    private static final int ATTEMPTS = 3;

    private final Session session;
    private final LegRunner legs;
    private final RowWatch watch;
    private final UnaryOperator<String> names;
    private final GeneratedRows generated;
    private final Set<String> told = new HashSet<>();

    /**
     * A trial on that scratch.
     *
     * @param legs runs scripts through the same session
     * @param watch knows which tables hold rows
     */
    RowTrial(Scratch scratch, LegRunner legs, RowWatch watch) {
        this.session = scratch.session();
        this.legs = legs;
        this.watch = watch;
        this.names = scratch.names();
        this.generated = new GeneratedRows(session, scratch.confinement().schema());
    }

    /**
     * What the rows brought to light.
     *
     * @param lost generated values that the undo does not bring back
     * @param notes tables that cannot have rows, and what rows would run into
     */
    record Found(List<DataLoss> lost, List<Note> notes) {
        private static final Found NOTHING = new Found(List.of(), List.of());
    }

    /**
     * Runs the pair on the scratch, which stands as before the pair and stays so.
     *
     * @param back what the legs told of its tables
     * @param undone what the undo wrote to
     */
    Found run(Migration migration, RowWatch.Back back, Written undone) {
        Script undo = migration.undo().orElseThrow();
        if (back.bare().isEmpty() || !migration.forward().transactional() || !undo.transactional()) {
            return Found.NOTHING;
        }
        List<Statement> forwards = legs.parse(migration.forward());
        List<Statement> backwards = legs.parse(undo);
        if (forwards.size() > STATEMENTS || backwards.size() > STATEMENTS) {
            return Found.NOTHING;
        }
        Attempts attempts = new Attempts(migration, forwards, backwards, back, undone);
        for (int i = 0; i < ATTEMPTS && attempts.goOn; i++) {
            attempts.one();
        }
        return new Found(attempts.lost, attempts.notes);
    }

    private final class Attempts {
        private final Migration migration;
        private final List<Statement> forwards;
        private final List<Statement> backwards;
        private final RowWatch.Back back;
        private final Written undone;
        private final Set<String> leave = new HashSet<>();
        private final List<Note> notes = new ArrayList<>();
        private List<DataLoss> lost = List.of();
        private boolean goOn = true;

        Attempts(
                Migration migration,
                List<Statement> forwards,
                List<Statement> backwards,
                RowWatch.Back back,
                Written undone) {
            this.migration = migration;
            this.forwards = forwards;
            this.backwards = backwards;
            this.back = back;
            this.undone = undone;
        }

        private void one() {
            goOn = false;
            Map<Long, String> filled = Map.of();
            Script running = migration.forward();
            session.begin();
            try {
                generated.renewSequences(back.written().rows());
                Filled rows = generated.fill(back.bare(), watch::holds, leave);
                tell(rows);
                if (!rows.tables().isEmpty()) {
                    filled = rows.tables();
                    Map<String, TableDigest> before = rows.digests(session);
                    StatementRunner.runInside(session, running, forwards);
                    running = migration.undo().orElseThrow();
                    StatementRunner.runInside(session, running, backwards);
                    compare(before, rows.digests(session));
                }
            } catch (ScriptFailure failure) {
                failed(running, failure.failure(), filled);
            } catch (DatabaseException failure) {
                if (failure.failure().connectionLost()) {
                    throw LegRunner.lost(running, failure);
                }
                failed(running, failure.failure(), filled);
            }
            legs.rollback();
        }

        private void compare(Map<String, TableDigest> before, Map<String, TableDigest> after) {
            lost = new TreeMap<>(before)
                    .values().stream()
                            .flatMap(digest ->
                                    digest
                                            .lostIn(Optional.ofNullable(after.get(digest.table()))
                                                    .orElseThrow())
                                            .stream())
                            .map(loss -> loss.ofGenerated(names.apply(loss.table())))
                            .toList();
        }

        private void tell(Filled filled) {
            if (!leave.isEmpty()) {
                return;
            }
            filled.refused().forEach((table, why) -> {
                if (told.add(table)) {
                    note(
                            "rows-not-generated",
                            table,
                            "No rows could be generated for " + shown(table) + ": " + why + ".");
                }
            });
            filled.unknown().forEach((table, columns) -> {
                if (told.add(table)) {
                    note(
                            "rows-not-generated",
                            table,
                            "In the rows generated for " + shown(table) + ", NULL stands in "
                                    + String.join(", ", columns) + ": no value of the type is known.");
                }
            });
        }

        private void failed(Script script, SqlFailure failure, Map<Long, String> filled) {
            if (filled.isEmpty()) {
                note("rows-not-generated", "*", "No rows could be generated: " + failure.message() + ".");
                return;
            }
            Map<Long, String> named = new HashMap<>(filled);
            named.values().removeIf(table -> !failure.message().contains(table.substring(table.indexOf('.') + 1)));
            Map<Long, String> met = named.isEmpty() ? filled : named;
            String which = met.values().stream().sorted().map(this::shown).collect(Collectors.joining(" or "));
            boolean undo = script.kind() == Script.Kind.UNDO;
            String said = failure.message() + " (SQLSTATE " + failure.sqlState() + ", with generated rows).";
            // Any row lacks what a new column demands, unless the undo itself sees to it; what else rows ran into may
            // lie in
            // the values that they were given.
            if (undo
                    && failure.sqlState().equals(NOT_NULL)
                    && met.keySet().stream().noneMatch(undone.rows()::contains)) {
                note("fails-with-rows", which, "The undo would fail if " + which + " has rows: " + said);
            } else {
                note(
                        "rows-untested",
                        which,
                        "What becomes of rows in " + which + " was not tried: in the " + (undo ? "undo" : "forward")
                                + ", " + said);
            }
            leave.addAll(met.values());
            goOn = !leave.containsAll(filled.values());
        }

        private String shown(String table) {
            return names.apply(table);
        }

        private void note(String kind, String table, String text) {
            notes.add(new Note(kind, shown(table), text));
        }
    }
}

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
import dev.dbm.postgres.RowDigests;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.StatementRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /**
     * What rows can run into: violated constraints, an exception that a function raises, a subquery that finds more than one row.
     * Class 22 is bad data. Anything else comes of running both scripts in one transaction.
     */
    private static final Set<String> OF_ROWS = Set.of(NOT_NULL, "23503", "23505", "23514", "23P01", "P0001", "21000");

    /** So often tables are left out because a script fails on their rows. */
    private static final int ATTEMPTS = 3;

    private final Session session;
    private final LegRunner legs;
    private final RowWatch watch;
    private final UnaryOperator<String> names;
    private final GeneratedRows generated;
    private final RowDigests digests;
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
        this.digests = new RowDigests(session);
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
     * @param bare the tables to give rows to
     */
    Found run(Migration migration, Set<Long> bare) {
        Script undo = migration.undo().orElseThrow();
        if (!migration.forward().transactional() || !undo.transactional() || bare.isEmpty()) {
            return Found.NOTHING;
        }
        List<Statement> forward = legs.parse(migration.forward());
        List<Statement> back = legs.parse(undo);
        if (forward.size() > STATEMENTS || back.size() > STATEMENTS) {
            return Found.NOTHING;
        }
        Attempts attempts = new Attempts(migration, forward, back, bare);
        for (int i = 0; i < ATTEMPTS && attempts.goOn; i++) {
            attempts.one();
        }
        return new Found(attempts.lost, attempts.notes);
    }

    private final class Attempts {
        private final Migration migration;
        private final List<Statement> forward;
        private final List<Statement> back;
        private final Set<Long> bare;
        private final Set<String> leave = new HashSet<>();
        private final List<Note> notes = new ArrayList<>();
        private List<DataLoss> lost = List.of();
        private boolean goOn = true;

        Attempts(Migration migration, List<Statement> forward, List<Statement> back, Set<Long> bare) {
            this.migration = migration;
            this.forward = forward;
            this.back = back;
            this.bare = bare;
        }

        private void one() {
            goOn = false;
            Map<String, TableDigest> before = new TreeMap<>();
            Map<Long, Long> sequences = Map.of();
            Script running = migration.forward();
            session.begin();
            try {
                Filled filled = generated.fill(bare, watch::holds, leave);
                tell(filled);
                if (!filled.rows().isEmpty()) {
                    sequences = generated.sequences();
                    before.putAll(byName(filled));
                    StatementRunner.runInside(session, running, forward);
                    running = migration.undo().orElseThrow();
                    StatementRunner.runInside(session, running, back);
                    compare(before, byName(filled));
                }
            } catch (ScriptFailure failure) {
                failed(running, failure.failure(), before.keySet());
            } catch (DatabaseException failure) {
                if (failure.failure().connectionLost()) {
                    throw LegRunner.lost(running, failure);
                }
                failed(running, failure.failure(), before.keySet());
            }
            session.rollback();
            legs.reset();
            generated.rewind(sequences);
        }

        private Map<String, TableDigest> byName(Filled filled) {
            Map<String, TableDigest> found = new HashMap<>();
            digests.read(filled.rows().keySet()).values().forEach(digest -> found.put(digest.table(), digest));
            return found;
        }

        private void compare(Map<String, TableDigest> before, Map<String, TableDigest> after) {
            lost = before.values().stream()
                    .flatMap(digest ->
                            digest
                                    .lostIn(after.getOrDefault(digest.table(), TableDigest.empty(digest.table())))
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

        private void failed(Script script, SqlFailure failure, Set<String> tables) {
            if (tables.isEmpty()) {
                note("rows-not-generated", "*", "No rows could be generated: " + failure.message() + ".");
                return;
            }
            Set<String> about = new TreeSet<>(tables);
            about.removeIf(table -> !failure.message().contains(table.substring(table.indexOf('.') + 1)));
            Set<String> met = about.isEmpty() ? tables : about;
            String which = met.stream().map(this::shown).collect(Collectors.joining(" or "));
            String leg = script.kind() == Script.Kind.UNDO ? "undo" : "forward";
            String said = failure.message() + " (SQLSTATE " + failure.sqlState() + ", with generated rows).";
            if (!OF_ROWS.contains(failure.sqlState()) && !failure.sqlState().startsWith("22")) {
                note(
                        "rows-untested",
                        which,
                        "What becomes of rows in " + which + " was not tried: in the " + leg + ", " + said);
            } else if (failure.sqlState().equals(NOT_NULL)) {
                note("fails-with-rows", which, "The " + leg + " would fail if " + which + " has rows: " + said);
            } else {
                note("fails-with-rows", which, "The " + leg + " may fail when " + which + " has rows: " + said);
            }
            leave.addAll(met);
            goOn = !leave.containsAll(tables);
        }

        private String shown(String table) {
            return names.apply(table);
        }

        private void note(String kind, String table, String text) {
            notes.add(new Note(kind, shown(table), text));
        }
    }
}

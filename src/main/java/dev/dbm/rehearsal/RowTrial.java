package dev.dbm.rehearsal;

import dev.dbm.model.DataLoss;
import dev.dbm.model.Leg;
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

    /** SQLSTATE of a NULL where there may be none. */
    private static final String NOT_NULL = "23502";

    /** So often it is tried in all: in company, alone, and without tables that a script fails on. */
    private static final int ATTEMPTS = 4;

    private final Session session;
    private final LegRunner legs;
    private final RowWatch watch;
    private final UnaryOperator<String> names;
    private final RowNotes words;
    private final GeneratedRows generated;

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
        this.words = new RowNotes(names);
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
        if (back.stake().isEmpty() || !migration.forward().transactional() || !undo.transactional()) {
            return Found.NOTHING;
        }
        Pair pair = new Pair(migration.forward(), legs.parse(migration.forward()), undo, legs.parse(undo));
        if (pair.statements() > STATEMENTS) {
            return Found.NOTHING;
        }
        Attempts attempts = new Attempts(pair, back, undone);
        for (int i = 0; i < ATTEMPTS && attempts.goOn; i++) {
            attempts.one();
        }
        return new Found(attempts.lost, attempts.notes);
    }

    private record Pair(Script forward, List<Statement> forwards, Script undo, List<Statement> backwards) {
        int statements() {
            return Math.max(forwards.size(), backwards.size());
        }
    }

    private final class Attempts {
        private final Pair pair;
        private final RowWatch.Back back;
        private final Written undone;
        private final List<Note> notes = new ArrayList<>();
        private final Set<String> leave = new HashSet<>();
        private boolean company;
        private boolean goOn = true;
        private List<DataLoss> lost = List.of();

        Attempts(Pair pair, RowWatch.Back back, Written undone) {
            this.pair = pair;
            this.back = back;
            this.undone = undone;
            // only statements that write rows look for others meanwhile
            this.company = !back.written().rows().isEmpty() && !back.read().isEmpty();
        }

        private void one() {
            goOn = false;
            Map<Long, String> filled = Map.of();
            Leg leg = Leg.FORWARD;
            session.begin();
            try {
                Filled rows = generated.fill(wanted(), back.written().rows(), watch::holds, leave);
                if (leave.isEmpty()) {
                    notes.addAll(words.missing(rows, back.stake().values()));
                }
                if (!rows.tables().isEmpty()) {
                    filled = rows.tables();
                    Map<String, TableDigest> before = rows.digests(session);
                    StatementRunner.runInside(session, pair.forward, pair.forwards);
                    leg = Leg.UNDO;
                    StatementRunner.runInside(session, pair.undo, pair.backwards);
                    lost = losses(before, rows.digests(session));
                }
            } catch (ScriptFailure failure) {
                failed(leg, failure.failure(), filled);
            } catch (DatabaseException failure) {
                if (failure.failure().connectionLost()) {
                    throw LegRunner.lost(leg == Leg.UNDO ? pair.undo : pair.forward, failure);
                }
                failed(leg, failure.failure(), filled);
            }
            legs.rollback();
        }

        private Set<Long> wanted() {
            Set<Long> wanted = new HashSet<>(back.stake().keySet());
            if (company) {
                wanted.addAll(back.read());
            }
            return wanted;
        }

        private List<DataLoss> losses(Map<String, TableDigest> before, Map<String, TableDigest> after) {
            List<DataLoss> losses = new ArrayList<>();
            new TreeMap<>(before).forEach((table, digest) -> {
                for (DataLoss loss :
                        digest.lostIn(Optional.ofNullable(after.get(table)).orElseThrow())) {
                    losses.add(loss.ofGenerated(names.apply(table)));
                }
            });
            return losses;
        }

        private void failed(Leg leg, SqlFailure failure, Map<Long, String> filled) {
            if (filled.isEmpty()) {
                notes.add(RowNotes.none(failure));
                return;
            }
            Map<Long, String> named = new HashMap<>(filled);
            named.values()
                    .removeIf(table -> failure.table().filter(table::equals).isEmpty());
            Map<Long, String> met = named.isEmpty() ? back.stake() : named;
            // Any row lacks what a new column demands, unless the undo itself sees to it. What else rows run into may
            // lie in their made-up values.
            boolean certain = leg == Leg.UNDO
                    && !named.isEmpty()
                    && failure.sqlState().equals(NOT_NULL)
                    && named.keySet().stream().noneMatch(undone.rows()::contains);
            if (company && !certain) {
                company = false;
                goOn = true;
                return;
            }
            notes.add(certain ? words.stops(met.values(), failure) : words.untested(met.values(), leg, failure));
            leave.addAll(met.values());
            goOn = !leave.containsAll(back.stake().values());
        }
    }
}

package dev.dbm.postgres;

import dev.dbm.model.TableDigest;
import dev.dbm.postgres.RowShapes.Key;
import dev.dbm.postgres.RowShapes.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives empty tables a handful of rows, inside the transaction that is open. A row that the server refuses costs nothing but
 * itself. Sequences are not drawn from.
 */
public final class GeneratedRows {
    /** So many partitions of a table get rows. */
    private static final int PARTITIONS = 3;

    // The sequences among the relations, and those that give columns of the relations their values. A change of a
    // sequence's definition gives it a new file (since PostgreSQL 10), and nothing is rolled back but a new file.
    private static final String RENEW =
            """
            SELECT pg_catalog.format('ALTER SEQUENCE %s INCREMENT BY %s', s.seqrelid::regclass, s.seqincrement)
              FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
             WHERE pg_catalog.pg_has_role(c.relowner, 'USAGE')
               AND (s.seqrelid = ANY (?::oid[]) OR s.seqrelid = ANY (ARRAY(SELECT d.objid FROM pg_catalog.pg_depend d
                     WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
                       AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = ANY (?::oid[]))))""";

    private final Session session;
    private final String only;
    private final Set<String> hopeless = new HashSet<>();

    /**
     * Makes rows through that session.
     *
     * @param only the only schema whose tables may get some; empty for any
     */
    public GeneratedRows(Session session, String only) {
        this.session = session;
        this.only = only;
    }

    /**
     * What came of it.
     *
     * @param tables the full names of the tables that have rows now, by oid
     * @param refused why a table has none, by its full name
     * @param unknown the columns that are NULL in all rows, because no value of their type is known, by the table's full name
     */
    public record Filled(
            Map<Long, String> tables,
            Map<String, String> refused,
            Map<String, List<String>> unknown,
            List<RowHashes.Table> hashed) {
        /** The digests of the rows that are in tables of those names now. */
        public Map<String, TableDigest> digests(Session session) {
            return RowHashes.few(session, hashed);
        }
    }

    /**
     * Fills those of the relations that are tables without rows, and the tables that their rows must refer to. What is drawn from
     * sequences in this transaction is rolled back with it from here on, which it is not as a rule.
     *
     * @param drawn sequences that are drawn from, and tables whose sequences are
     * @param holding tells which tables hold rows
     * @param leave tables to leave as they are, by full name
     */
    public Filled fill(Collection<Long> relations, Collection<Long> drawn, Predicate<Long> holding, Set<String> leave) {
        List<String> renewals = new ArrayList<>();
        RoundTrip trip = RoundTrip.planned();
        if (!drawn.isEmpty()) {
            Object oids = drawn.toArray(Long[]::new);
            trip.each(RENEW, row -> renewals.add(row.getString(1)), oids, oids);
        }
        Map<Long, Shape> shapes = RowShapes.read(session, trip, relations, only);
        if (!renewals.isEmpty()) {
            session.execute(String.join("; ", renewals));
        }
        Filling filling = new Filling(shapes, holding, leave);
        for (Shape shape : shapes.values()) {
            if (relations.contains(shape.oid())) {
                filling.fill(shape);
            }
        }
        return filling.done;
    }

    private final class Filling {
        private final Map<Long, Shape> shapes;
        private final Predicate<Long> holding;
        private final Set<String> leave;
        private final Set<Long> begun = new HashSet<>();
        private final Set<Long> open = new HashSet<>();
        private final Filled done =
                new Filled(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());

        Filling(Map<Long, Shape> shapes, Predicate<Long> holding, Set<String> leave) {
            this.shapes = shapes;
            this.holding = holding;
            this.leave = leave;
        }

        private void fill(Shape shape) {
            if (holding.test(shape.oid()) || leave.contains(shape.name()) || !begun.add(shape.oid())) {
                return;
            }
            if (shape.partitioned()) {
                partitions(shape).stream().limit(PARTITIONS).forEach(this::fill);
                return;
            }
            if (isFurther(shape)) {
                return;
            }
            open.add(shape.oid());
            for (Key key : shape.keys()) {
                Shape target = shapes.get(key.target());
                if (target != null) {
                    fill(target);
                }
            }
            try {
                RowInsert.Written written = RowInsert.write(shape, shapes, this::holdsRows);
                if (hopeless.contains(written.sql()) || insert(shape, written.sql()) == 0) {
                    hopeless.add(written.sql());
                    done.refused().put(shape.name(), "none of those tried meets its constraints");
                } else {
                    done.tables().put(shape.oid(), shape.name());
                    done.hashed().add(shape.hashed());
                    if (!written.unknown().isEmpty()) {
                        done.unknown().put(shape.name(), written.unknown());
                    }
                }
            } catch (RowInsert.Impossible e) {
                open.remove(shape.oid());
                if (shape.keys().stream().anyMatch(key -> open.contains(key.target()))) {
                    // keys in a circle: it may get rows once the others have theirs
                    begun.remove(shape.oid());
                } else {
                    done.refused().put(shape.name(), String.valueOf(e.getMessage()));
                }
            } catch (DatabaseException e) {
                if (e.failure().connectionLost()) {
                    throw e;
                }
                done.refused().put(shape.name(), e.failure().message());
            }
            open.remove(shape.oid());
        }

        /** Not as in a replica (session_replication_role), where triggers sleep too: that has all plans made again. */
        private int insert(Shape shape, String sql) {
            String alter = "ALTER TABLE " + shape.quoted() + " ";
            boolean triggers = !shape.asleep().isEmpty();
            try {
                return Integer.parseInt(session.lastResult("SAVEPOINT dbm; SET LOCAL jit = off; "
                                + (triggers ? alter + shape.asleep() + "; " : "")
                                + "WITH made AS (" + sql + " RETURNING 1) SELECT count(*) FROM made; "
                                + (shape.deferred() ? SessionState.CHECK_DEFERRED + "; " : "")
                                + (triggers ? alter + shape.awake() + "; " : "")
                                + "RELEASE SAVEPOINT dbm")
                        .get(0));
            } catch (DatabaseException e) {
                if (!e.failure().connectionLost()) {
                    session.execute("ROLLBACK TO SAVEPOINT dbm");
                }
                throw e;
            }
        }

        /** Whether other partitions of the same table got rows already. */
        private boolean isFurther(Shape shape) {
            return shape.parent().isPresent()
                    && shapes.values().stream()
                                    .filter(other -> other.parent().equals(shape.parent())
                                            && done.tables().containsKey(other.oid()))
                                    .count()
                            >= PARTITIONS;
        }

        private List<Shape> partitions(Shape shape) {
            return shapes.values().stream()
                    .filter(other ->
                            other.parent().filter(oid -> oid == shape.oid()).isPresent())
                    .toList();
        }

        private boolean holdsRows(Long oid) {
            Shape shape = shapes.get(oid);
            return holding.test(oid)
                    || done.tables().containsKey(oid)
                    || (shape != null
                            && shape.partitioned()
                            && partitions(shape).stream().anyMatch(one -> holdsRows(one.oid())));
        }
    }
}

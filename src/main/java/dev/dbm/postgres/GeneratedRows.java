package dev.dbm.postgres;

import dev.dbm.postgres.RowShapes.Key;
import dev.dbm.postgres.RowShapes.Shape;
import java.util.Collection;
import java.util.HashMap;
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

    /** Stands for what a sequence is at that nothing was drawn from. */
    private static final long UNUSED = Long.MIN_VALUE;

    private final Session session;
    private final String only;
    private boolean triggersSleep = true;

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
     * @param rows how many rows each table has now, by oid
     * @param refused why a table has none, by its full name
     * @param unknown the columns that are NULL in all rows, because no value of their type is known, by the table's full name
     */
    public record Filled(Map<Long, Integer> rows, Map<String, String> refused, Map<String, List<String>> unknown) {}

    /**
     * Fills those of the relations that are tables without rows, and the tables that their rows must refer to.
     *
     * @param holding tells which tables hold rows
     * @param leave tables to leave as they are, by full name
     */
    public Filled fill(Collection<Long> relations, Predicate<Long> holding, Set<String> leave) {
        Map<Long, Shape> shapes = RowShapes.read(session, relations, only);
        Filling filling = new Filling(shapes, holding, leave);
        if (shapes.isEmpty()) {
            return filling.done;
        }
        sleep();
        for (Shape shape : shapes.values()) {
            if (relations.contains(shape.oid())) {
                filling.fill(shape);
            }
        }
        session.execute(triggersSleep ? "SET LOCAL session_replication_role = DEFAULT" : SessionState.CHECK_DEFERRED);
        return filling.done;
    }

    /** Triggers do not fire in a replica, where the role may say that this is one. */
    private void sleep() {
        if (triggersSleep) {
            try {
                session.execute("SAVEPOINT dbm; SET LOCAL session_replication_role = replica; RELEASE SAVEPOINT dbm");
            } catch (DatabaseException e) {
                session.execute("ROLLBACK TO SAVEPOINT dbm");
                triggersSleep = false;
            }
        }
    }

    private final class Filling {
        private final Map<Long, Shape> shapes;
        private final Predicate<Long> holding;
        private final Set<String> leave;
        private final Set<Long> begun = new HashSet<>();
        private final Set<Long> open = new HashSet<>();
        private final Filled done = new Filled(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());

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
                RowInsert.Written written = RowInsert.write(shape, shapes, this::holdsRows, RowInsert.FEW);
                int rows = insert(written.sql());
                if (rows == 0 && written.chosen()) {
                    rows = insert(RowInsert.write(shape, shapes, this::holdsRows, RowInsert.MANY)
                            .sql());
                }
                if (rows == 0) {
                    done.refused().put(shape.name(), "none of those tried meets its constraints");
                } else {
                    done.rows().put(shape.oid(), rows);
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
                session.execute("ROLLBACK TO SAVEPOINT dbm");
                done.refused().put(shape.name(), e.failure().message());
            }
            open.remove(shape.oid());
        }

        private int insert(String sql) {
            return Integer.parseInt(session.lastResult("SAVEPOINT dbm; WITH made AS (" + sql
                            + " RETURNING 1) SELECT count(*) FROM made; RELEASE SAVEPOINT dbm")
                    .get(0));
        }

        /** Whether other partitions of the same table got rows already. */
        private boolean isFurther(Shape shape) {
            return shape.parent().isPresent()
                    && shapes.values().stream()
                                    .filter(other -> other.parent().equals(shape.parent())
                                            && done.rows().containsKey(other.oid()))
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
                    || done.rows().containsKey(oid)
                    || (shape != null
                            && shape.partitioned()
                            && partitions(shape).stream().anyMatch(one -> holdsRows(one.oid())));
        }
    }

    /** What the sequences stand at, which no rollback brings back. */
    public Map<Long, Long> sequences() {
        Map<Long, Long> values = new HashMap<>();
        session.query(
                        "SELECT s.seqrelid::bigint, pg_catalog.pg_sequence_last_value(s.seqrelid)"
                                + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relpersistence <> 't' AND (? = '' OR n.nspname = ?)"
                                + " AND CASE c.relkind WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'UPDATE')"
                                + " AND pg_catalog.has_sequence_privilege(c.oid, 'SELECT') END",
                        row -> {
                            long last = row.getLong(2);
                            return Map.entry(row.getLong(1), row.wasNull() ? UNUSED : last);
                        },
                        only,
                        only)
                .forEach(value -> values.put(value.getKey(), value.getValue()));
        return values;
    }

    /** Sets the sequences back to what they were. */
    public void rewind(Map<Long, Long> before) {
        if (before.isEmpty()) {
            return;
        }
        sequences().forEach((oid, now) -> {
            Long then = before.get(oid);
            if (then != null && !then.equals(now)) {
                session.execute(
                        then == UNUSED
                                ? "SELECT setval(seqrelid, seqstart, false) FROM pg_catalog.pg_sequence WHERE seqrelid = "
                                        + oid
                                : "SELECT setval(" + oid + "::regclass, " + then + ")");
            }
        });
    }
}

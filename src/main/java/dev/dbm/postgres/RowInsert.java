package dev.dbm.postgres;

import static dev.dbm.postgres.RowValues.ROW;

import dev.dbm.postgres.RowShapes.Column;
import dev.dbm.postgres.RowShapes.Key;
import dev.dbm.postgres.RowShapes.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Writes the INSERT that gives a table a handful of rows. Candidates are made for each column and the table's own constraints
 * choose among them, so nothing here needs to understand a CHECK.
 */
final class RowInsert {
    /** So many rows a table gets. */
    private static final int ROWS = 20;

    /** So many candidates are looked at, at most, where constraints must choose. */
    private static final int MOST = 20_000;

    private final Shape shape;
    private final Map<Long, Shape> shapes;
    private final Predicate<Long> holdsRows;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> ownKeys = new HashMap<>();
    private final List<String> joins = new ArrayList<>();
    private final Map<Long, Integer> referred = new HashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private final List<String> leftNull = new ArrayList<>();

    private RowInsert(Shape shape, Map<Long, Shape> shapes, Predicate<Long> holdsRows) {
        this.shape = shape;
        this.shapes = shapes;
        this.holdsRows = holdsRows;
    }

    /** No row can be made, and why. */
    static final class Impossible extends Exception {
        private static final long serialVersionUID = 1L;

        Impossible(String why) {
            super(why);
        }
    }

    /**
     * The statement, and what it leaves out.
     *
     * @param unknown columns that stay NULL because no value of their type is known
     */
    record Written(String sql, List<String> unknown) {}

    /**
     * Writes it.
     *
     * @param shapes the tables that keys may refer to
     * @param holdsRows whether a table has rows to refer to
     */
    static Written write(Shape shape, Map<Long, Shape> shapes, Predicate<Long> holdsRows) throws Impossible {
        return new RowInsert(shape, shapes, holdsRows).write();
    }

    private Written write() throws Impossible {
        for (Key key : shape.keys()) {
            refer(key);
        }
        for (Column column : shape.columns()) {
            if (!column.computed() && !values.containsKey(column.name()) && !ownKeys.containsKey(column.name())) {
                choose(column);
            }
            for (String check : column.domainChecks()) {
                conditions.add("(SELECT " + check + " FROM (SELECT r." + Identifiers.quote(column.name())
                        + " AS value) d) IS NOT FALSE");
            }
        }
        shape.checks().forEach(check -> conditions.add("(" + check + ") IS NOT FALSE"));
        return new Written(sql(), leftNull);
    }

    private void refer(Key key) throws Impossible {
        if (key.target() == shape.oid()) {
            for (int i = 0; i < key.columns().size(); i++) {
                ownKeys.put(key.columns().get(i), key.targets().get(i));
            }
            return;
        }
        Shape target = shapes.get(key.target());
        if (target == null || !holdsRows.test(key.target())) {
            List<Column> free = key.columns().stream()
                    .flatMap(name -> shape.column(name).stream())
                    .filter(column -> !column.notNull())
                    .toList();
            if (free.isEmpty()) {
                throw new Impossible("its foreign key (" + String.join(", ", key.columns()) + ") finds no row"
                        + (target == null ? "" : " in " + target.name()));
            }
            free.forEach(column -> values.put(column.name(), "NULL::" + column.base()));
            return;
        }
        if (key.columns().stream().anyMatch(values::containsKey)) {
            overlapping(key, target);
            return;
        }
        String alias = "f" + joins.size();
        // What is referred to belongs together: the third user, and the address of the third user. Of the same table
        // there
        // had better be two.
        int apart = referred.merge(key.target(), 1, Integer::sum) - 1;
        String place = "[1 + (" + ROW + " + " + apart + ") % " + alias + ".c]";
        String chance = shuffled(joins.size()) + " % 2 = 0";
        List<String> given = new ArrayList<>();
        List<String> gathered = new ArrayList<>();
        for (int i = 0; i < key.targets().size(); i++) {
            given.add(Identifiers.quote(key.targets().get(i)) + " AS v" + i);
            gathered.add("array_agg(v" + i + ") AS v" + i);
            String value = alias + ".v" + i + place;
            boolean free = shape.column(key.columns().get(i))
                    .filter(this::mayHaveToBeNull)
                    .isPresent();
            values.put(key.columns().get(i), free ? "CASE WHEN " + chance + " THEN " + value + " END" : value);
        }
        // one row of arrays: however many keys there are, nothing is multiplied
        joins.add(" CROSS JOIN (SELECT count(*)::int AS c, " + String.join(", ", gathered) + " FROM (SELECT "
                + String.join(", ", given) + " FROM " + target.quoted() + " ORDER BY tableoid, ctid LIMIT " + ROWS
                + ") x) "
                + alias);
    }

    /** Whether constraints speak of it and of NULL: often one column of several must have a value, and the others none. */
    private boolean mayHaveToBeNull(Column column) {
        return !column.notNull()
                && shape.checks().stream()
                        .anyMatch(check ->
                                speaks(check, column.name()) && (check.contains("NULL") || check.contains("num_n")));
    }

    /** The row's number, scattered: any combination of choices must have its chance. */
    private static String shuffled(int seed) {
        return "(pg_catalog.hashint4(" + ROW + " + " + 7919 * seed + ") & 2147483647)";
    }

    /** Some of its columns have values already: only rows remain that this key allows too. */
    private void overlapping(Key key, Shape target) {
        List<String> equal = new ArrayList<>();
        for (int i = 0; i < key.targets().size(); i++) {
            equal.add("p." + Identifiers.quote(key.targets().get(i)) + " = r."
                    + Identifiers.quote(key.columns().get(i)));
        }
        String alias = "f" + joins.size();
        List<String> open =
                key.columns().stream().filter(name -> !values.containsKey(name)).toList();
        if (!open.isEmpty()) {
            List<String> given = new ArrayList<>();
            List<String> met = new ArrayList<>();
            for (int i = 0; i < key.columns().size(); i++) {
                String name = key.columns().get(i);
                String there = "p." + Identifiers.quote(key.targets().get(i));
                if (open.contains(name)) {
                    given.add(there + " AS v" + i);
                    values.put(name, alias + ".v" + i);
                } else {
                    met.add(there + " = " + values.get(name));
                }
            }
            joins.add(
                    " LEFT JOIN LATERAL (SELECT " + String.join(", ", given) + " FROM " + target.quoted() + " p WHERE "
                            + String.join(" AND ", met) + " ORDER BY p.tableoid, p.ctid LIMIT 1) " + alias
                            + " ON true");
        }
        List<String> nulls = key.columns().stream()
                .map(name -> "r." + Identifiers.quote(name) + " IS NULL")
                .toList();
        conditions.add("(" + String.join(" OR ", nulls) + " OR EXISTS (SELECT FROM " + target.quoted() + " p WHERE "
                + String.join(" AND ", equal) + "))");
    }

    /** Gives a column its values; where constraints speak of it, several to choose from. */
    private void choose(Column column) throws Impossible {
        RowValues kinds = new RowValues(shape.name(), column);
        List<String> spoken = new ArrayList<>(column.domainChecks());
        shape.checks().stream().filter(check -> speaks(check, column.name())).forEach(spoken::add);
        List<String> choices =
                new ArrayList<>(spoken.isEmpty() ? kinds.plain().stream().toList() : kinds.candidates(spoken));
        if (choices.isEmpty()) {
            if (column.notNull()) {
                throw new Impossible("no value of type " + column.sqlType() + " is known for column " + column.name());
            }
            leftNull.add(column.name());
            return;
        }
        if (mayHaveToBeNull(column)) {
            choices.add("NULL");
        }
        if (choices.size() == 1) {
            values.put(column.name(), choices.get(0));
            return;
        }
        StringBuilder one = new StringBuilder("CASE " + shuffled(values.size()) + " % " + choices.size());
        for (int i = 0; i < choices.size(); i++) {
            one.append(" WHEN ").append(i).append(" THEN ").append(choices.get(i));
        }
        values.put(column.name(), one.append(" END").toString());
    }

    private static boolean speaks(String check, String name) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])")
                .matcher(check)
                .find();
    }

    private String sql() {
        List<String> columns = new ArrayList<>();
        List<String> made = new ArrayList<>(List.of(ROW));
        List<String> given = new ArrayList<>();
        for (Column column : shape.columns()) {
            String name = Identifiers.quote(column.name());
            String value = values.get(column.name());
            Optional<String> own =
                    Optional.ofNullable(ownKeys.get(column.name())).map(values::get);
            if (own.isPresent()) {
                value = column.notNull() ? own.get() : "CASE WHEN " + ROW + " % 2 = 1 THEN " + own.get() + " END";
            }
            if (value != null) {
                columns.add(name);
                made.add(value + " AS " + name);
                given.add("r." + name + "::" + column.sqlType());
            }
        }
        return "INSERT INTO " + shape.quoted() + " (" + String.join(", ", columns) + ") OVERRIDING SYSTEM VALUE SELECT "
                + String.join(", ", given) + " FROM (SELECT " + String.join(", ", made) + " FROM generate_series(0, "
                + ((conditions.isEmpty() ? ROWS : MOST) - 1) + ") g(" + ROW + ")" + String.join("", joins) + ") r"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " LIMIT " + ROWS + (shape.deferrable() ? "" : " ON CONFLICT DO NOTHING");
    }
}

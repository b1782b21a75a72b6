package dev.dbm.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what the rows of tables must be like: columns, types, and the constraints that a row has to meet. */
final class RowShapes {
    // Also the tables that rows of these must refer to: those behind every foreign key of the tables asked for, and
    // further on those behind keys that may not be NULL. A partitioned table stands for its partitions.
    private static final String WANTED =
            """
            WITH RECURSIVE wanted(oid, asked) AS (
              SELECT unnest(?::oid[]), true
              UNION
              SELECT x.oid, false FROM wanted w CROSS JOIN LATERAL (
                SELECT f.confrelid FROM pg_catalog.pg_constraint f
                 WHERE f.conrelid = w.oid AND f.contype = 'f'
                   AND (w.asked OR (SELECT bool_and(a.attnotnull) FROM pg_catalog.pg_attribute a
                                     WHERE a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)))
                UNION ALL
                SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
                 WHERE i.inhparent = w.oid AND p.relkind = 'p') x(oid))
            """;

    private static final String TABLES = WANTED
            + """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text,
                   pg_catalog.pg_get_partition_constraintdef(c.oid),
                   (SELECT i.inhparent::bigint FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition),
                   t."off", t."on"
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (SELECT
                    string_agg(pg_catalog.format('DISABLE TRIGGER %I', g.tgname), ', '),
                    string_agg(pg_catalog.format('ENABLE %sTRIGGER %I', CASE g.tgenabled WHEN 'A' THEN 'ALWAYS ' ELSE '' END, g.tgname), ', ')
                    FROM pg_catalog.pg_trigger g
                   WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled IN ('O', 'A') AND g.tgtype & 4 <> 0) t("off", "on")
             WHERE c.oid = ANY (ARRAY(SELECT w.oid FROM wanted w)) AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
               AND n.nspname NOT LIKE 'pg\\_%' AND (? = '' OR n.nspname = ?)
             ORDER BY n.nspname, c.relname""";

    private static final String COLUMNS = WANTED
            + """
            SELECT a.attrelid::bigint, a.attname, a.attnotnull OR t.typnotnull, a.attgenerated <> '',
                   pg_catalog.format_type(a.atttypid, a.atttypmod),
                   pg_catalog.format_type(b.oid, m.mod), b.typname, b.typtype::text, m.mod,
                   e.typname, pg_catalog.format_type(e.oid, NULL),
                   ARRAY(SELECT l.enumlabel::text FROM pg_catalog.pg_enum l WHERE l.enumtypid IN (b.oid, e.oid)
                          ORDER BY l.enumsortorder),
                   ARRAY(SELECT pg_catalog.pg_get_expr(d.conbin, 0) FROM pg_catalog.pg_constraint d
                          WHERE d.contypid = t.oid AND d.contype = 'c' ORDER BY d.conname)
              FROM pg_catalog.pg_attribute a
              JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
              JOIN pg_catalog.pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
              LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem AND b.typlen = -1 AND b.typelem <> 0
              CROSS JOIN LATERAL (SELECT CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END) m(mod)
             WHERE a.attrelid = ANY (ARRAY(SELECT w.oid FROM wanted w)) AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attrelid, a.attnum""";

    // A key that refers to a partitioned table has a constraint for each partition too, which says nothing more.
    private static final String CONSTRAINTS = WANTED
            + """
            SELECT k.conrelid::bigint, k.contype::text, pg_catalog.pg_get_expr(k.conbin, k.conrelid),
                   k.confrelid::bigint, k.condeferrable, k.condeferred,
                   ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o),
                   ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o)
              FROM pg_catalog.pg_constraint k
             WHERE k.conrelid = ANY (ARRAY(SELECT w.oid FROM wanted w)) AND k.contype IN ('c', 'f', 'p', 'u', 'x')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint p
                                WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
             ORDER BY k.conrelid, k.conname""";

    private RowShapes() {}

    /**
     * A column.
     *
     * @param sqlType its type as SQL
     * @param base the same without the domain that it may be
     * @param typeName the base type's own name
     * @param typeKind {@code typtype} of the base type
     * @param mod the base type's modifier; -1 where it has none
     * @param element the name of the element's type, where it is an array
     * @param elementType the same as SQL
     * @param labels the labels of an enum, or of an array's
     * @param domainChecks what its domain demands of VALUE
     */
    record Column(
            String name,
            boolean notNull,
            boolean computed,
            String sqlType,
            String base,
            String typeName,
            String typeKind,
            int mod,
            Optional<String> element,
            String elementType,
            List<String> labels,
            List<String> domainChecks) {}

    /** A foreign key: columns, and the columns of the other table that they refer to. */
    record Key(List<String> columns, long target, List<String> targets) {}

    /**
     * A table.
     *
     * @param partitioned whether its rows are in its partitions
     * @param parent the partitioned table that it is a partition of
     * @param checks expressions that no row may make false
     * @param deferrable whether a unique constraint of it can be deferred
     * @param deferred whether a key of it is
     * @param asleep what keeps its triggers from firing, as actions of an ALTER TABLE; empty where it has none
     * @param awake what lets them fire again
     */
    record Shape(
            long oid,
            String schema,
            String table,
            boolean partitioned,
            Optional<Long> parent,
            List<Column> columns,
            List<String> checks,
            List<Key> keys,
            boolean deferrable,
            boolean deferred,
            String asleep,
            String awake) {
        String name() {
            return schema + "." + table;
        }

        String quoted() {
            return Identifiers.qualified(schema, table);
        }

        RowHashes.Table hashed() {
            SortedSet<String> names = new TreeSet<>();
            columns.forEach(column -> names.add(column.name()));
            return new RowHashes.Table(name(), quoted(), names);
        }

        Optional<Column> column(String name) {
            return columns.stream().filter(column -> column.name().equals(name)).findFirst();
        }
    }

    /**
     * The shapes of those of the relations that are tables, and of the tables that their rows must refer to, by oid.
     *
     * @param trip what is read in the same message, begun with {@link RoundTrip#planned()}
     * @param only the only schema to look at; empty for any
     */
    static Map<Long, Shape> read(Session session, RoundTrip trip, Collection<Long> relations, String only) {
        Object oids = relations.toArray(Long[]::new);
        Map<Long, Shape> shapes = new LinkedHashMap<>();
        Map<Long, Boolean> deferrable = new HashMap<>();
        Map<Long, Boolean> deferred = new HashMap<>();
        trip.each(TABLES, row -> shapes.put(row.getLong(1), table(row)), oids, only, only)
                .each(
                        COLUMNS,
                        row -> {
                            Shape shape = shapes.get(row.getLong(1));
                            if (shape != null) {
                                shape.columns().add(column(row));
                            }
                        },
                        oids)
                .each(
                        CONSTRAINTS,
                        row -> {
                            Shape shape = shapes.get(row.getLong(1));
                            if (shape == null) {
                                return;
                            }
                            switch (row.getString(2)) {
                                case "c" -> shape.checks().add(row.getString(3));
                                case "f" -> {
                                    shape.keys().add(new Key(texts(row, 7), row.getLong(4), texts(row, 8)));
                                    deferred.merge(shape.oid(), row.getBoolean(6), Boolean::logicalOr);
                                }
                                default -> deferrable.merge(shape.oid(), row.getBoolean(5), Boolean::logicalOr);
                            }
                        },
                        oids)
                .then("SET LOCAL plan_cache_mode = DEFAULT")
                .then("SET LOCAL enable_seqscan = DEFAULT")
                .run(session.connection());
        shapes.replaceAll((oid, shape) -> new Shape(
                oid,
                shape.schema(),
                shape.table(),
                shape.partitioned(),
                shape.parent(),
                shape.columns(),
                shape.checks(),
                shape.keys(),
                deferrable.getOrDefault(oid, false),
                deferred.getOrDefault(oid, false),
                shape.asleep(),
                shape.awake()));
        return shapes;
    }

    private static Shape table(ResultSet row) throws SQLException {
        List<String> checks = new ArrayList<>();
        Optional.ofNullable(row.getString(5)).ifPresent(checks::add);
        long parent = row.getLong(6);
        return new Shape(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4).equals("p"),
                parent == 0 ? Optional.empty() : Optional.of(parent),
                new ArrayList<>(),
                checks,
                new ArrayList<>(),
                false,
                false,
                Optional.ofNullable(row.getString(7)).orElse(""),
                Optional.ofNullable(row.getString(8)).orElse(""));
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getInt(9),
                Optional.ofNullable(row.getString(10)),
                Optional.ofNullable(row.getString(11)).orElse(""),
                texts(row, 12),
                texts(row, 13));
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }
}

package dev.dbm.postgres;

import dev.dbm.model.TableDigest;
import dev.dbm.model.TableDigest.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Digests the rows of tables. Each value is hashed by the server ({@code hashtextextended}), so only hashes travel. The text of a
 * timestamptz follows the session's time zone: read with a session that no script has changed.
 */
final class RowHashes {
    /** Above so many values per column only their sum is kept: enough to see a loss, too few to count it exactly. */
    private static final int KEPT = 1_000;

    /** So many tables are read by one statement; each adds to its planning time. */
    private static final int BATCH = 50;

    private RowHashes() {}

    /**
     * A table.
     *
     * @param name its full name
     * @param quoted the same as SQL
     * @param columns its columns, sorted, so that a whole row's text does not depend on their order in the table
     */
    record Table(String name, String quoted, SortedSet<String> columns) {
        /** What is hashed: the row as a whole, then each column. */
        private List<String> values() {
            List<String> values = new ArrayList<>();
            columns.forEach(column -> values.add(Identifiers.quote(column)));
            values.add(0, "ROW(" + String.join(", ", values) + ")");
            return values;
        }

        // ONLY: the rows of a child table belong to the child
        private String from() {
            return " FROM ONLY " + quoted;
        }
    }

    /** The digests of tables that have few rows, by name: the hashes of each row are sent. */
    static Map<String, TableDigest> few(Session session, List<Table> tables) {
        Map<String, TableDigest> digests = new HashMap<>();
        for (int from = 0; from < tables.size(); from += BATCH) {
            List<Table> batch = tables.subList(from, Math.min(from + BATCH, tables.size()));
            List<List<Sum>> sums = batch.stream()
                    .map(table -> IntStream.rangeClosed(0, table.columns().size())
                            .mapToObj(column -> new Sum())
                            .toList())
                    .toList();
            String sql = String.join(
                    " UNION ALL ",
                    IntStream.range(0, batch.size())
                            .mapToObj(i -> "SELECT " + i + ", ARRAY["
                                    + String.join(
                                            ", ",
                                            batch.get(i).values().stream()
                                                    .map(RowHashes::hash)
                                                    .toList())
                                    + "]" + batch.get(i).from())
                            .toList());
            session.queryOnce(sql, row -> {
                List<Sum> columns = sums.get(row.getInt(1));
                Long[] hashes = (Long[]) row.getArray(2).getArray();
                for (int i = 0; i < hashes.length; i++) {
                    columns.get(i).add(hashes[i]);
                }
                return columns;
            });
            for (int i = 0; i < batch.size(); i++) {
                List<Values> values = sums.get(i).stream().map(Sum::values).toList();
                digests.put(batch.get(i).name(), digest(batch.get(i), values));
            }
        }
        return digests;
    }

    /** The digest of a table that has many rows: only the number and the sum of the hashes are sent. */
    static TableDigest many(Session session, Table table) {
        List<String> counts = new ArrayList<>();
        List<String> sums = new ArrayList<>();
        for (String value : table.values()) {
            counts.add(counts.isEmpty() ? "count(*)" : "count(" + value + ")");
            sums.add("coalesce(sum(" + hash(value) + "), 0)");
        }
        // as arrays, because a query has no more columns than a table
        String sql = "SELECT ARRAY[" + String.join(", ", counts) + "], ARRAY[" + String.join(", ", sums) + "]"
                + table.from();
        return session.queryOnce(sql, row -> {
                    Long[] count = (Long[]) row.getArray(1).getArray();
                    BigDecimal[] sum = (BigDecimal[]) row.getArray(2).getArray();
                    return digest(
                            table,
                            IntStream.range(0, count.length)
                                    .mapToObj(i -> new Values(count[i], sum[i], nothing(count[i])))
                                    .toList());
                })
                .get(0);
    }

    /** The hashes of values that are not kept, unless there are none. */
    private static Optional<List<Long>> nothing(long count) {
        return count == 0 ? Optional.of(List.of()) : Optional.empty();
    }

    private static String hash(String value) {
        return "pg_catalog.hashtextextended(" + value + "::text, 0)";
    }

    /** The first values are those of the rows as wholes. */
    private static TableDigest digest(Table table, List<Values> values) {
        Map<String, Values> columns = new HashMap<>();
        int place = 1;
        for (String column : table.columns()) {
            columns.put(column, values.get(place++));
        }
        return new TableDigest(table.name(), values.get(0).count(), values.get(0), columns);
    }

    /** Adds hashes up; that of a NULL is NULL and does not count. */
    private static final class Sum {
        private final List<Long> kept = new ArrayList<>();
        private long count;
        private BigDecimal sum = BigDecimal.ZERO;

        void add(@Nullable Long hash) {
            if (hash == null) {
                return;
            }
            count++;
            sum = sum.add(BigDecimal.valueOf(hash));
            if (count <= KEPT) {
                kept.add(hash);
            }
        }

        Values values() {
            Collections.sort(kept);
            return new Values(count, sum, count <= KEPT ? Optional.of(List.copyOf(kept)) : Optional.empty());
        }
    }
}

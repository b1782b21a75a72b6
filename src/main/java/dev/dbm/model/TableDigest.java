package dev.dbm.model;

import static dev.dbm.model.DataLoss.How.CHANGED;
import static dev.dbm.model.DataLoss.How.GONE;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of one table, digested per column so that what is lost can be counted without keeping the rows.
 *
 * @param table the table's full name
 * @param rows how many rows it has
 * @param whole the rows as wholes
 * @param columns each column's values
 */
public record TableDigest(String table, long rows, Values whole, Map<String, Values> columns) {
    public TableDigest {
        columns = Map.copyOf(columns);
    }

    /** A table without rows. */
    public static TableDigest empty(String table) {
        return new TableDigest(table, 0, Values.NONE, Map.of());
    }

    /**
     * Some values, in no order; NULLs do not count.
     *
     * @param count how many
     * @param sum the sum of their hashes
     * @param hashes each one's hash, in rising order; empty where there are too many to keep
     */
    public record Values(long count, BigDecimal sum, Optional<List<Long>> hashes) {
        static final Values NONE = new Values(0, BigDecimal.ZERO, Optional.of(List.of()));

        /** How many of these are not among the others; where the hashes were not kept, at least how many. */
        long lostIn(Values others) {
            if (hashes.isPresent() && others.hashes.isPresent()) {
                return missing(hashes.get(), others.hashes.get());
            }
            boolean same = count == others.count && sum.compareTo(others.sum) == 0;
            return same || count == 0 ? 0 : Math.max(1, count - others.count);
        }

        private static long missing(List<Long> these, List<Long> those) {
            long missing = 0;
            int j = 0;
            for (long hash : these) {
                while (j < those.size() && those.get(j) < hash) {
                    j++;
                }
                if (j < those.size() && those.get(j) == hash) {
                    j++;
                } else {
                    missing++;
                }
            }
            return missing;
        }
    }

    /** What was here and is not there any more. */
    public List<DataLoss> lostIn(TableDigest after) {
        List<DataLoss> losses = new ArrayList<>();
        long rowsLost = Math.max(0, rows - after.rows);
        if (rowsLost > 0) {
            losses.add(new DataLoss(table, "*", rowsLost, rows));
        }
        new TreeMap<>(columns).forEach((column, values) -> {
            Values left = after.columns.getOrDefault(column, Values.NONE);
            long lost = values.lostIn(left);
            // rows that are gone take their values with them: only what is missing beyond them is news
            if (lost > rowsLost) {
                losses.add(new DataLoss(
                        table, column, lost, values.count, left.count <= values.count - lost ? GONE : CHANGED, false));
            }
        });
        boolean sameColumns = columns.keySet().equals(after.columns.keySet());
        if (losses.isEmpty() && sameColumns) {
            long changed = whole.lostIn(after.whole);
            if (changed > 0) {
                losses.add(new DataLoss(table, "*", changed, rows, CHANGED, false));
            }
        }
        return losses;
    }
}

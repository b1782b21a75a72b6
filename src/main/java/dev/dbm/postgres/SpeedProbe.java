package dev.dbm.postgres;

import dev.dbm.model.Speed;

/** Measures how quickly a server writes and reads a small table: some megabytes, for about a tenth of a second. */
public final class SpeedProbe {
    // Not a temporary one: those write no write-ahead log.
    private static final String TABLE = "dbm_speed_probe";

    private static final int ROWS = 40_000;

    private SpeedProbe() {}

    /** Measures on a scratch, whose session is in no transaction. Nothing is left there. */
    public static Speed measure(Session scratch) {
        scratch.begin();
        try {
            long begun = System.nanoTime();
            scratch.execute("CREATE TABLE " + TABLE + " AS SELECT g AS id, repeat('x', 150) AS filler"
                    + " FROM generate_series(1, " + ROWS + ") g");
            long written = System.nanoTime();
            long bytes = scratch.queryOne(
                            "SELECT pg_catalog.pg_relation_size('" + TABLE + "'::regclass)", row -> row.getLong(1))
                    .orElseThrow();
            long asked = System.nanoTime();
            scratch.queryOne("SELECT count(*) FROM " + TABLE + " WHERE filler <> ''", row -> row.getLong(1));
            long read = System.nanoTime();
            return Speed.measured(perSecond(bytes, read - asked), perSecond(bytes, written - begun));
        } finally {
            scratch.rollback();
        }
    }

    private static long perSecond(long bytes, long nanos) {
        return Math.round(bytes * 1e9 / Math.max(1, nanos));
    }
}

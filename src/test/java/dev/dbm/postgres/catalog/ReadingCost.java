package dev.dbm.postgres.catalog;

import dev.dbm.model.Snapshot;
import dev.dbm.postgres.Session;
import dev.dbm.postgres.WriteLocks;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Measures what reading costs; run by hand (its main takes a JDBC URL of an empty database). Prints typicals in milliseconds. */
final class ReadingCost {
    private static final int ROUNDS = 41;

    private ReadingCost() {}

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        int tables = 0;
        for (int size : Arrays.stream(arguments[1].split(","))
                .mapToInt(Integer::parseInt)
                .toArray()) {
            try (Session session = Session.over(DriverManager.getConnection(arguments[0], properties))) {
                for (; tables < size; tables++) {
                    session.execute(table(tables));
                }
                session.execute("VACUUM ANALYZE");
                CatalogReader reader = new CatalogReader(session, new CatalogScope("public", Set.of("h")));
                System.out.printf("%5d tables: full %.2f", size, typical(() -> time(reader::readAll)));
                Snapshot before = reader.readAll();
                System.out.printf(
                        "  facts %d  digest %.2f", before.items().size(), typical(() -> time(before::digest)));
                for (String change : List.of(
                        "SELECT 1",
                        "CREATE TABLE fresh (id serial PRIMARY KEY, email varchar(255) NOT NULL UNIQUE)",
                        "ALTER TABLE t5 ADD COLUMN role text NOT NULL DEFAULT 'x'; CREATE INDEX ON t5 (role)",
                        "GRANT SELECT (name) ON t5 TO PUBLIC")) {
                    for (boolean discard : new boolean[] {false, true}) {
                        System.out.printf(
                                "  | %.12s%s %.2f",
                                change, discard ? " (discard)" : "", typical(() -> {
                                    if (discard) {
                                        session.execute("DISCARD ALL");
                                    }
                                    session.begin();
                                    long start = System.nanoTime();
                                    LegMark mark = reader.begin();
                                    long begin = System.nanoTime() - start;
                                    session.execute(change);
                                    double took = begin / 1e6
                                            + time(() -> reader.readAfter(
                                                    before, mark, Spoken.ANYTHING, new WriteLocks.Rows("")));
                                    session.rollback();
                                    return took;
                                }));
                    }
                }
                System.out.println();
            }
        }
    }

    private static String table(int n) {
        String parent = n == 0 ? "" : ", parent_id integer REFERENCES t" + (n - 1);
        return "CREATE TABLE t" + n + " (id serial PRIMARY KEY, name varchar(100) NOT NULL, code text UNIQUE,"
                + " amount numeric(10,2) DEFAULT 0 CHECK (amount >= 0), created timestamptz NOT NULL DEFAULT now(),"
                + " note text" + parent + "); CREATE INDEX ON t" + n + " (name); COMMENT ON TABLE t" + n
                + " IS 'number'; COMMENT ON COLUMN t" + n + ".name IS 'its name'; CREATE VIEW v" + n
                + " AS SELECT id, name FROM t" + n + " WHERE amount > 0";
    }

    private static double time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private interface Measured {
        double run();
    }

    private static double typical(Measured measured) {
        double[] times = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            times[i] = measured.run();
        }
        Arrays.sort(times);
        return times[ROUNDS / 10];
    }
}

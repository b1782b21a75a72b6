package dev.dbm.faults;

/** Two pairs, of which the second stands still in one leg of its rehearsal as long as it is told to. */
final class Stall {
    private static final String SLEEP = "SELECT pg_sleep(300) WHERE '${stall}' = '%s' AND '${mark}' <> ''";

    private final Project project;
    private final Witness witness;
    private final String mark;

    Stall(Project project, Witness witness) {
        this.project = project;
        this.witness = witness;
        this.mark = witness.database().address().database();
        // What a sequence counts outlives the undo: so the second forward knows itself.
        project.pair(1, "CREATE TABLE a (id int); CREATE SEQUENCE forwards;", "DROP SEQUENCE forwards; DROP TABLE a;")
                .pair(
                        2,
                        "CREATE TABLE b (id int);\n" + SLEEP.formatted("forward") + ";\n"
                                + SLEEP.formatted("second forward") + " AND nextval('forwards') = 2;",
                        "DROP TABLE b;\n" + SLEEP.formatted("undo") + ";")
                .placeholder("mark", mark);
        over();
    }

    /** From the next run on it stands still in that leg: forward, undo, second forward. */
    Stall in(String leg) {
        project.placeholder("stall", leg);
        return this;
    }

    /** From the next run on it does not stand still. */
    void over() {
        project.placeholder("stall", "nowhere");
    }

    void await() {
        witness.awaitAsleep(mark);
    }

    String scratch() {
        return witness.scratch(mark);
    }

    void terminate() {
        witness.terminateAsleep(mark);
    }

    /** Whether some session goes on with it. */
    void awaitEnd() {
        witness.await("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname LIKE 'dbm\\_scratch\\_%'"
                + " AND query LIKE '%" + mark + "%' AND pid <> pg_backend_pid())");
    }
}

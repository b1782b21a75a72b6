package dev.dbm.postgres;

/**
 * How much is in a database, for people to recognise it by.
 *
 * @param bytes what it takes on the server
 * @param tables how many tables it has
 * @param rows about how many rows are in them, as the planner believes
 * @param uncounted how many of the tables that take room were never counted, or when they were empty
 */
public record Contents(long bytes, int tables, long rows, int uncounted) {

    /** Of the database that the session is in. */
    public static Contents of(Session session) {
        return session.queryOne(
                        "SELECT pg_database_size(current_database()), count(*)::int,"
                                + " coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint,"
                                + " (count(*) FILTER (WHERE c.reltuples <= 0"
                                + " AND pg_catalog.pg_relation_size(c.oid) > 0))::int"
                                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
                        row -> new Contents(row.getLong(1), row.getInt(2), row.getLong(3), row.getInt(4)))
                .orElseThrow();
    }

    /** How many bytes the database takes on the server. Waits for nobody: to ask for a table's size is to lock it. */
    public static long bytes(Session session) {
        return session.queryOne("SELECT pg_database_size(current_database())", row -> row.getLong(1))
                .orElseThrow();
    }

    /** Whether nobody has made anything in the database that a restore could collide with. */
    public static boolean isEmpty(Session session) {
        return session.queryOne(
                        """
                        SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_class c
                                             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
                           AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p
                                             JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                                            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
                           AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n
                                            WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public'))
                        """,
                        row -> row.getBoolean(1))
                .orElseThrow();
    }
}

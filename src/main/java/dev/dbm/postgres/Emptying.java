package dev.dbm.postgres;

/** Takes everything out of a database that a dump of it holds, so that the dump can be restored in its place. */
public final class Emptying {
    private Emptying() {}

    /**
     * The statement that does it, in whatever transaction it is sent. Extensions stay, with what belongs to them: to make them again
     * takes rights that the owner of a database seldom has.
     *
     * @param lockMillis how long to wait for the lock on each thing; 0 for ever
     */
    public static String statement(long lockMillis) {
        return "SET LOCAL lock_timeout = " + lockMillis + ";\n" + EVERYTHING;
    }

    // Tables before sequences: one that belongs to a column goes with it, and not without it. Names are asked for one
    // by
    // one, since what was dropped takes others along.
    private static final String EVERYTHING =
            """
            SET LOCAL client_min_messages = warning;
            DO $dbm$
            DECLARE
                things oid[][];
                thing oid[];
                what record;
                name text;
            BEGIN
                FOR name IN SELECT evtname FROM pg_event_trigger t WHERE NOT EXISTS
                    (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
                LOOP
                    EXECUTE format('DROP EVENT TRIGGER %I', name);
                END LOOP;
                FOR name IN SELECT pubname FROM pg_publication LOOP
                    EXECUTE format('DROP PUBLICATION %I', name);
                END LOOP;
                SELECT coalesce(array_agg(ARRAY[classid, objid] ORDER BY classid <> 'pg_class'::regclass, rank, objid), '{}')
                  INTO things
                  FROM (SELECT d.classid, d.objid, CASE c.relkind WHEN 'S' THEN 1 ELSE 0 END AS rank
                          FROM pg_depend d
                          JOIN pg_namespace n ON n.oid = d.refobjid
                          LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
                         WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
                           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                           AND d.classid NOT IN ('pg_extension'::regclass, 'pg_default_acl'::regclass)
                           AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid
                                                                     AND e.deptype = 'e')) contents;
                FOREACH thing SLICE 1 IN ARRAY things LOOP
                    SELECT * INTO what FROM pg_identify_object(thing[1], thing[2], 0);
                    IF what.identity IS NOT NULL THEN
                        EXECUTE format('DROP %s IF EXISTS %s CASCADE', replace(what.type, 'statistics object', 'statistics'),
                                       what.identity);
                    END IF;
                END LOOP;
                FOR name IN SELECT nspname FROM pg_namespace n
                             WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
                               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass
                                                                         AND d.refobjid = n.oid)
                               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass
                                                                         AND d.objid = n.oid AND d.deptype = 'e')
                LOOP
                    EXECUTE format('DROP SCHEMA %I CASCADE', name);
                END LOOP;
                PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
            END $dbm$;
            """;
}

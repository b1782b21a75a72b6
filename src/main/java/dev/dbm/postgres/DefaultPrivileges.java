package dev.dbm.postgres;

import java.util.List;

/**
 * The grants that new objects get by themselves (manual: "ALTER DEFAULT PRIVILEGES"). An administrator sets them once for the role
 * that migrates; a scratch without them would promise other grants than the target then has.
 */
public final class DefaultPrivileges {
    // Those for a database replace the built-in ones, those for a schema come on top of them.
    private static final String STATEMENTS =
            """
            WITH mine AS (
              SELECT d.oid, d.defaclnamespace, d.defaclobjtype, d.defaclacl,
                     CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
                       WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END AS kind,
                     'ALTER DEFAULT PRIVILEGES' || coalesce(' IN SCHEMA ' || quote_ident(n.nspname), '') AS head
                FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
               WHERE d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n') AND d.defaclrole IN (
                 (SELECT oid FROM pg_roles WHERE rolname = session_user),
                 (SELECT c.relowner FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
                   WHERE s.nspname = ? AND c.relname = ?)))
            SELECT head || ' REVOKE ALL ON ' || kind || ' FROM PUBLIC', oid, 0
              FROM mine WHERE defaclnamespace = 0 AND defaclobjtype IN ('f', 'T')
            UNION ALL
            SELECT head || ' GRANT ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON ' || kind || ' TO '
                   || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END
                   || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, oid, 1
              FROM mine CROSS JOIN LATERAL aclexplode(defaclacl) a
             WHERE a.grantee <> a.grantor
             GROUP BY head, kind, oid, a.grantee, a.is_grantable
             ORDER BY 2, 3, 1
            """;

    private DefaultPrivileges() {}

    /**
     * Statements that give the connecting role the default privileges that it, or the one that the history belongs to, has here.
     *
     * @param table the history table
     */
    public static List<String> of(Session session, String schema, String table) {
        return session.query(STATEMENTS, row -> row.getString(1), schema, table);
    }

    /** Runs them as far as roles and schemas are there; what is not there gets no grants from this run's scripts either. */
    public static void apply(Session session, List<String> statements) {
        for (String statement : statements) {
            try {
                session.execute(statement);
            } catch (DatabaseException e) {
                if (e.failure().connectionLost()) {
                    throw e;
                }
            }
        }
    }
}

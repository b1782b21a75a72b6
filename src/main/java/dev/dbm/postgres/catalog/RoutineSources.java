package dev.dbm.postgres.catalog;

import java.util.List;

/** Functions, procedures and aggregates (pg_proc, pg_aggregate), and schemas. */
final class RoutineSources {
    private RoutineSources() {}

    // What depends internally on another object was made with it: the constructors of a range type. A body that is a
    // parse tree (BEGIN ATOMIC, PostgreSQL 14) is printed from it; for C and internal ones the text is
    // a symbol.
    private static final String ROUTINES =
            """
            SELECT p.oid AS unit, n.nspname AS schema, p.proname AS name, '(' || oidvectortypes(p.proargtypes) || ')' AS suffix,
              CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
              concat('(' || pg_get_function_arguments(p.oid) || ')', ' RETURNS ' || pg_get_function_result(p.oid),
                ' LANGUAGE ' || quote_ident(l.lanname), CASE p.prokind WHEN 'w' THEN ' WINDOW' END,
                CASE p.provolatile WHEN 'i' THEN ' IMMUTABLE' WHEN 's' THEN ' STABLE' ELSE ' VOLATILE' END,
                CASE p.proparallel WHEN 's' THEN ' PARALLEL SAFE' WHEN 'r' THEN ' PARALLEL RESTRICTED' ELSE ' PARALLEL UNSAFE' END,
                CASE WHEN p.proisstrict THEN ' STRICT' END, CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' END,
                CASE WHEN p.proleakproof THEN ' LEAKPROOF' END, ' COST ' || p.procost,
                CASE WHEN p.prorows <> 0 THEN ' ROWS ' || p.prorows END,
                CASE WHEN p.prosupport <> 0 THEN ' SUPPORT ' || p.prosupport::regproc END,
                ' TRANSFORM ' || (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY ordinality)
                  FROM unnest(p.protrftypes) WITH ORDINALITY u(t, ordinality)),
                ' SET ' || (SELECT string_agg(o, ' SET ' ORDER BY o COLLATE "C") FROM unnest(p.proconfig) o),
                {since 14 ' ' || pg_get_function_sqlbody(p.oid) ||| NULL},
                CASE WHEN p.prokind <> 'a' AND l.lanname IN ('c', 'internal') THEN concat(' AS ', quote_literal(p.probin::text), ' ', quote_literal(p.prosrc)) END,
                CASE WHEN p.prokind = 'a' THEN
                  (SELECT concat_ws(' ', CASE g.aggkind WHEN 'o' THEN 'ORDERED SET' WHEN 'h' THEN 'HYPOTHETICAL' END,
                      'DIRECT', g.aggnumdirectargs, 'SFUNC', g.aggtransfn, 'STYPE', format_type(g.aggtranstype, NULL), 'SSPACE', g.aggtransspace,
                      'FINALFUNC', g.aggfinalfn, g.aggfinalextra, g.aggfinalmodify, 'COMBINEFUNC', g.aggcombinefn, 'SERIALFUNC', g.aggserialfn,
                      'DESERIALFUNC', g.aggdeserialfn, 'INITCOND', quote_nullable(g.agginitval), 'MSFUNC', g.aggmtransfn,
                      'MINVFUNC', g.aggminvtransfn, 'MSTYPE', format_type(nullif(g.aggmtranstype, 0), NULL), 'MSSPACE', g.aggmtransspace,
                      'MFINALFUNC', g.aggmfinalfn, g.aggmfinalextra, g.aggmfinalmodify, 'MINITCOND', quote_nullable(g.aggminitval),
                      'SORTOP', g.aggsortop::regoperator)
                    FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END) AS definition,
              {comment pg_proc p.oid} AS comment, {role p.proowner} AS owner, {grants f p.proacl p.proowner} AS facts,
              l.lanname AS language,
              CASE WHEN p.prokind <> 'a' AND l.lanname NOT IN ('c', 'internal') {since 14 AND p.prosqlbody IS NULL} THEN p.prosrc END AS body
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
            WHERE p.oid >= 16384 {only p.oid} AND {users n} AND {unowned pg_proc p.oid}
              AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
            """;

    private static final String SCHEMAS =
            """
            SELECT n.oid AS unit, n.nspname AS name, 'schema' AS kind, 'SCHEMA' AS definition, {comment pg_namespace n.oid} AS comment,
              {role n.nspowner} AS owner, {grants n n.nspacl n.nspowner} AS facts
            FROM pg_namespace n WHERE {users n} AND {unowned pg_namespace n.oid} {only n.oid}
            """;

    static final List<Source> ALL = List.of(Source.of("pg_proc", ROUTINES), Source.of("pg_namespace", SCHEMAS));
}

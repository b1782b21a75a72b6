package dev.dbm.postgres.catalog;

import java.util.List;

/**
 * Tables, views, sequences and what belongs to them (manual: "System Catalogs": pg_class, pg_attribute, pg_constraint, pg_index,
 * pg_trigger, pg_rewrite, pg_policy). Rows of indexes and of TOAST tables are kept out before anything is printed: printing costs
 * most. OIDs from 16384 on are those of objects made after initdb.
 */
final class RelationSources {
    private RelationSources() {}

    // Whether a materialized view holds data is left out: like a sequence's value, it is data.
    private static final String RELATIONS =
            """
            SELECT c.oid AS unit, n.nspname AS schema, c.relname AS name,
              CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'f' THEN 'foreign-table'
                WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind,
              CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END ||
              CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'p' THEN 'TABLE PARTITION BY ' || pg_get_partkeydef(c.oid)
                WHEN 'S' THEN
                  (SELECT concat_ws(' ', 'AS', format_type(s.seqtypid, NULL), 'START', s.seqstart, 'INCREMENT', s.seqincrement,
                      'MINVALUE', s.seqmin, 'MAXVALUE', s.seqmax, 'CACHE', s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' END)
                    FROM pg_sequence s WHERE s.seqrelid = c.oid) || coalesce(
                  (SELECT CASE d.deptype WHEN 'i' THEN ' FOR IDENTITY OF ' ELSE ' OWNED BY ' END || d.refobjid::regclass || '.'
                      || quote_ident(a.attname)
                    FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
                      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')), '')
                WHEN 'f' THEN
                  (SELECT 'SERVER ' || quote_ident(s.srvname) || coalesce(' OPTIONS (' || {options f.ftoptions} || ')', '')
                    FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid)
                ELSE pg_get_viewdef(c.oid, true) END AS definition,
              {comment pg_class c.oid} AS comment,
              {role c.relowner} AS owner,
              concat_ws(chr(30),
                {fact options nullif(concat_ws(', ', nullif({options c.reloptions}, ''), CASE WHEN c.reltoastrelid <> 0 THEN
                  (SELECT string_agg('toast.' || o, ', ' ORDER BY o COLLATE "C") FROM pg_class t, unnest(t.reloptions) o
                    WHERE t.oid = c.reltoastrelid) END), '')},
                {fact access-method (SELECT m.amname FROM pg_am m WHERE m.oid = c.relam AND m.amname <> 'heap' AND c.relkind <> 'S')},
                {fact tablespace (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace)},
                {fact row-security CASE WHEN c.relrowsecurity AND c.relforcerowsecurity THEN 'ENABLED, FORCED'
                  WHEN c.relrowsecurity THEN 'ENABLED' WHEN c.relforcerowsecurity THEN 'DISABLED, FORCED' END},
                {fact replica-identity CASE WHEN c.relkind IN ('r', 'p', 'm') THEN
                  CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL' WHEN 'i' THEN 'USING INDEX' END END},
                {fact of-type CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END},
                {fact partition CASE WHEN c.relispartition THEN
                  (SELECT 'OF ' || i.inhparent::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid, true)
                      {since 14 || CASE WHEN i.inhdetachpending THEN ' DETACH PENDING' ELSE '' END}
                    FROM pg_inherits i WHERE i.inhrelid = c.oid) END},
                {fact inheritance CASE WHEN NOT c.relispartition THEN
                  (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
                    FROM pg_inherits i WHERE i.inhrelid = c.oid) END},
                CASE WHEN c.relkind = 'S' THEN {grants s c.relacl c.relowner} ELSE {grants r c.relacl c.relowner} END) AS facts
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid >= 16384 {only c.oid}
              AND {users n} AND {unowned pg_class c.oid} AND NOT {hidden n.nspname c.relname}
              AND CASE WHEN c.relkind = 'S' THEN NOT EXISTS (SELECT 1 FROM pg_depend d JOIN pg_class h ON h.oid = d.refobjid
                    JOIN pg_namespace o ON o.oid = h.relnamespace WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                    AND d.deptype IN ('a', 'i') AND {hidden o.nspname h.relname}) ELSE true END
            """;

    // A view's columns follow from its definition; only what is set on them is told.
    private static final String COLUMNS =
            """
            SELECT a.attrelid AS unit, 'column' AS kind, a.attname AS part, a.attnum AS position,
              CASE WHEN c.relkind IN ('v', 'm') THEN '' ELSE format_type(a.atttypid, a.atttypmod) END
                || CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN ' COLLATE ' ||
                  (SELECT {qualified l.collnamespace l.collname} FROM pg_collation l WHERE l.oid = a.attcollation) ELSE '' END
                || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                || CASE a.attgenerated WHEN 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid, true) || ') STORED'
                  WHEN 'v' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid, true) || ') VIRTUAL'
                  ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid, true), '') END
                || CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY'
                  ELSE '' END
                || CASE WHEN a.attstorage <> t.typstorage AND c.relkind <> 'v' THEN ' STORAGE ' || CASE a.attstorage
                  WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END ELSE '' END
                {since 14 || CASE a.attcompression WHEN 'p' THEN ' COMPRESSION pglz' WHEN 'l' THEN ' COMPRESSION lz4' ELSE '' END}
                || CASE WHEN a.attstattarget >= 0 THEN ' STATISTICS ' || a.attstattarget ELSE '' END
                || CASE WHEN a.attoptions IS NOT NULL THEN ' WITH (' || {options a.attoptions} || ')' ELSE '' END
                || CASE WHEN a.attfdwoptions IS NOT NULL THEN ' OPTIONS (' || {options a.attfdwoptions} || ')' ELSE '' END
                || CASE WHEN a.attinhcount = 0 THEN '' WHEN a.attislocal THEN ' INHERITED AND LOCAL' ELSE ' INHERITED' END
                AS definition,
              {comment pg_class a.attrelid a.attnum} AS comment,
              {grants c a.attacl c.relowner} AS facts
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid
              LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid >= 16384 {only a.attrelid} AND a.attnum > 0 AND NOT a.attisdropped
              AND (c.relkind IN ('r', 'p', 'f') OR c.relkind IN ('v', 'm') AND (a.atthasdef OR a.attacl IS NOT NULL
                OR a.attoptions IS NOT NULL OR a.attstattarget >= 0 OR a.attstorage <> t.typstorage AND c.relkind = 'm'
                {since 14 OR a.attcompression <> ''} OR {comment pg_class a.attrelid a.attnum} IS NOT NULL))
            """;

    // An index behind a constraint is told with the constraint, whose name it shares. Foreign keys with a parent are
    // those that
    // PostgreSQL makes for partitions. A NOT NULL of PostgreSQL 18 is told with its column, unless there is more to
    // tell.
    private static final String CONSTRAINTS =
            """
            SELECT k.conrelid AS unit, 'constraint' AS kind, k.conname AS part, k.conparentid <> 0 AS derived,
              pg_get_constraintdef(k.oid, true)
                || CASE WHEN k.coninhcount = 0 THEN '' WHEN k.conislocal THEN ' INHERITED AND LOCAL' ELSE ' INHERITED' END
                || CASE WHEN i.indexrelid IS NULL THEN '' ELSE concat(
                  ' WITH (' || nullif({options x.reloptions}, '') || ')',
                  (SELECT ' TABLESPACE ' || quote_ident(s.spcname) FROM pg_tablespace s WHERE s.oid = x.reltablespace),
                  CASE WHEN NOT i.indisvalid THEN ' INVALID' END, CASE WHEN i.indisclustered THEN ' CLUSTER' END,
                  CASE WHEN i.indisreplident THEN ' REPLICA IDENTITY' END,
                  CASE WHEN k.contype = 'x' THEN ' STATISTICS (' || (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', '
                    ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attstattarget >= 0) || ')' END,
                  ' INDEX COMMENT ' || quote_literal({comment pg_class x.oid})) END AS definition,
              {comment pg_constraint k.oid} AS comment
            FROM pg_constraint k
              LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
              LEFT JOIN pg_class x ON x.oid = i.indexrelid
            WHERE k.conrelid >= 16384 {only k.conrelid} AND (k.contype IN ('c', 'p', 'u', 'x') OR k.contype = 'f' AND k.conparentid = 0
              {since 18 OR k.contype = 'n' AND (NOT k.convalidated OR k.connoinherit OR k.conname !~ '_not_null[0-9]*$')})
            """;

    private static final String INDEXES =
            """
            SELECT i.indrelid AS unit, 'index' AS kind, x.relname AS sibling, quote_ident(x.relname) AS own,
              pg_get_indexdef(i.indexrelid, 0, true) || concat(
                (SELECT ' TABLESPACE ' || quote_ident(s.spcname) FROM pg_tablespace s WHERE s.oid = x.reltablespace),
                CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN ' INVALID' END,
                CASE WHEN i.indisclustered THEN ' CLUSTER' END, CASE WHEN i.indisreplident THEN ' REPLICA IDENTITY' END,
                CASE WHEN x.relispartition THEN (SELECT ' PARTITION OF ' || h.inhparent::regclass FROM pg_inherits h
                  WHERE h.inhrelid = x.oid) END,
                ' STATISTICS (' || (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a
                  WHERE a.attrelid = x.oid AND a.attstattarget >= 0) || ')') AS definition,
              x.relispartition AS derived,
              {comment pg_class i.indexrelid} AS comment
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
            WHERE i.indrelid >= 16384 {only i.indrelid} AND c.relkind IN ('r', 'p', 'm')
              AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = i.indrelid AND k.conindid = i.indexrelid
                AND k.contype IN ('p', 'u', 'x'))
            """;

    // The triggers behind a foreign key are told only where they do not fire (ALTER TABLE ... DISABLE TRIGGER ALL).
    private static final String TRIGGERS =
            """
            SELECT t.tgrelid AS unit, 'trigger' AS kind, t.tgname AS part, quote_ident(t.tgname) AS own,
              pg_get_triggerdef(t.oid, true) || CASE t.tgenabled WHEN 'D' THEN ' DISABLED' WHEN 'R' THEN ' ENABLED ON REPLICA'
                WHEN 'A' THEN ' ENABLED ALWAYS' ELSE '' END AS definition,
              {comment pg_trigger t.oid} AS comment
            FROM pg_trigger t WHERE NOT t.tgisinternal {only t.tgrelid}
            UNION ALL
            SELECT t.tgrelid, 'constraint-trigger', k.conname, NULL,
              string_agg(DISTINCT CASE t.tgenabled WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLED ON REPLICA' ELSE 'ENABLED ALWAYS' END,
                ', '), NULL
            FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint
            WHERE t.tgisinternal AND t.tgenabled <> 'O' {only t.tgrelid} GROUP BY 1, 3
            """;

    private static final String RULES =
            """
            SELECT r.ev_class AS unit, 'rule' AS kind, r.rulename AS part, quote_ident(r.rulename) AS own,
              pg_get_ruledef(r.oid, true) || CASE r.ev_enabled WHEN 'D' THEN ' DISABLED' WHEN 'R' THEN ' ENABLED ON REPLICA'
                WHEN 'A' THEN ' ENABLED ALWAYS' ELSE '' END AS definition,
              {comment pg_rewrite r.oid} AS comment
            FROM pg_rewrite r WHERE r.ev_class >= 16384 AND r.rulename <> '_RETURN' {only r.ev_class}
            """;

    private static final String POLICIES =
            """
            SELECT p.polrelid AS unit, 'policy' AS kind, p.polname AS part,
              concat(CASE WHEN p.polpermissive THEN 'AS PERMISSIVE FOR ' ELSE 'AS RESTRICTIVE FOR ' END,
                CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                ' TO ' || (SELECT string_agg(who, ', ' ORDER BY who COLLATE "C") FROM (SELECT {role r.oid} AS who FROM unnest(p.polroles) r(oid)) w),
                ' USING (' || pg_get_expr(p.polqual, p.polrelid, true) || ')',
                ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid, true) || ')') AS definition,
              {comment pg_policy p.oid} AS comment
            FROM pg_policy p WHERE p.polrelid >= 16384 {only p.polrelid}
            """;

    static final List<Source> ALL = List.of(
            Source.of("pg_class", RELATIONS),
            Source.parts(Source.COLUMNS, COLUMNS),
            Source.parts(Source.COLUMNS, CONSTRAINTS),
            Source.parts(Source.INDEXES, INDEXES),
            Source.parts(Source.TRIGGERS, TRIGGERS),
            Source.parts(Source.RULES, RULES),
            Source.parts(Source.POLICIES, POLICIES));
}

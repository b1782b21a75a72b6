package dev.dbm.postgres.catalog;

import java.util.List;

/** Kinds of which a database has few: all objects of a kind are read when one is touched. */
final class RareSources {
    private RareSources() {}

    private static final String OPERATORS =
            """
            SELECT o.oid AS unit, n.nspname AS schema, o.oprname AS name, 'operator' AS kind,
              '(' || concat_ws(', ', coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE'),
                coalesce(format_type(nullif(o.oprright, 0), NULL), 'NONE')) || ')' AS suffix,
              concat_ws(' ', 'FUNCTION', o.oprcode, 'COMMUTATOR', o.oprcom::regoperator, 'NEGATOR', o.oprnegate::regoperator,
                'RESTRICT', o.oprrest, 'JOIN', o.oprjoin, CASE WHEN o.oprcanmerge THEN 'MERGES' END, CASE WHEN o.oprcanhash THEN 'HASHES' END)
                AS definition,
              {comment pg_operator o.oid} AS comment, {role o.oprowner} AS owner
            FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
            WHERE o.oid >= 16384 AND {users n} AND {unowned pg_operator o.oid}
            """;

    private static final String OPERATOR_CLASSES =
            """
            SELECT o.oid AS unit, n.nspname AS schema, o.opcname AS name, ' USING ' || m.amname AS suffix, 'operator-class' AS kind,
              concat('FOR TYPE ', format_type(o.opcintype, NULL), CASE WHEN o.opcdefault THEN ' DEFAULT' END,
                ' FAMILY ' || (SELECT {qualified f.opfnamespace f.opfname} FROM pg_opfamily f WHERE f.oid = o.opcfamily),
                ' STORAGE ' || format_type(nullif(o.opckeytype, 0), NULL)) AS definition,
              {comment pg_opclass o.oid} AS comment, {role o.opcowner} AS owner
            FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
            WHERE o.oid >= 16384 AND {users n} AND {unowned pg_opclass o.oid}
            """;

    private static final String OPERATOR_FAMILIES =
            """
            SELECT f.oid AS unit, n.nspname AS schema, f.opfname AS name, ' USING ' || m.amname AS suffix, 'operator-family' AS kind,
              concat_ws('; ', 'FAMILY', (SELECT string_agg(concat_ws(' ', 'OPERATOR', a.amopstrategy, a.amopopr::regoperator,
                  CASE a.amoppurpose WHEN 'o' THEN 'ORDER BY ' || (SELECT {qualified s.opfnamespace s.opfname} FROM pg_opfamily s
                    WHERE s.oid = a.amopsortfamily) END), '; ' ORDER BY a.amopstrategy, a.amoplefttype, a.amoprighttype)
                  FROM pg_amop a WHERE a.amopfamily = f.oid),
                (SELECT string_agg(concat_ws(' ', 'FUNCTION', a.amprocnum, '(' || format_type(a.amproclefttype, NULL) || ', '
                    || format_type(a.amprocrighttype, NULL) || ')', a.amproc::regprocedure), '; '
                    ORDER BY a.amprocnum, a.amproclefttype, a.amprocrighttype)
                  FROM pg_amproc a WHERE a.amprocfamily = f.oid)) AS definition,
              {comment pg_opfamily f.oid} AS comment, {role f.opfowner} AS owner
            FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
            WHERE f.oid >= 16384 AND {users n} AND {unowned pg_opfamily f.oid}
            """;

    private static final String CASTS =
            """
            SELECT c.oid AS unit, '' AS name, format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) AS suffix,
              'cast' AS kind, concat_ws(' ', CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                  WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
                CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END) AS definition,
              {comment pg_cast c.oid} AS comment
            FROM pg_cast c WHERE c.oid >= 16384 AND {unowned pg_cast c.oid}
              AND NOT EXISTS (SELECT 1 FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
            """;

    private static final String COLLATIONS =
            """
            SELECT c.oid AS unit, n.nspname AS schema, c.collname AS name, 'collation' AS kind,
              concat_ws(' ', c.collprovider, c.collisdeterministic, pg_encoding_to_char(c.collencoding), c.collcollate, c.collctype,
                {since 17 c.colllocale ||| {since 15 c.colliculocale ||| NULL}}, {since 16 c.collicurules ||| NULL}) AS definition,
              {comment pg_collation c.oid} AS comment, {role c.collowner} AS owner
            FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
            WHERE c.oid >= 16384 AND {users n} AND {unowned pg_collation c.oid}
            """;

    private static final String CONVERSIONS =
            """
            SELECT c.oid AS unit, n.nspname AS schema, c.conname AS name, 'conversion' AS kind,
              concat_ws(' ', CASE WHEN c.condefault THEN 'DEFAULT' END, 'FOR', pg_encoding_to_char(c.conforencoding), 'TO',
                pg_encoding_to_char(c.contoencoding), 'FROM', c.conproc) AS definition,
              {comment pg_conversion c.oid} AS comment, {role c.conowner} AS owner
            FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
            WHERE c.oid >= 16384 AND {users n} AND {unowned pg_conversion c.oid}
            """;

    private static final String EXTENSIONS =
            """
            SELECT e.oid AS unit, e.extname AS name, 'extension' AS kind,
              'VERSION ' || e.extversion || ' SCHEMA ' || quote_ident(n.nspname) AS definition,
              {comment pg_extension e.oid} AS comment, {role e.extowner} AS owner,
              (SELECT {fact extension-dependents string_agg(pg_describe_object(d.classid, d.objid, 0), ', '
                  ORDER BY pg_describe_object(d.classid, d.objid, 0) COLLATE "C")}
                FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'x') AS facts
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            """;

    private static final String LANGUAGES =
            """
            SELECT l.oid AS unit, l.lanname AS name, 'language' AS kind,
              concat(CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END, 'HANDLER ', l.lanplcallfoid::regproc, ' INLINE ', l.laninline::regproc,
                ' VALIDATOR ', l.lanvalidator::regproc) AS definition,
              {comment pg_language l.oid} AS comment, {role l.lanowner} AS owner, {grants l l.lanacl l.lanowner} AS facts
            FROM pg_language l
            """;

    private static final String ACCESS_METHODS =
            """
            SELECT m.oid AS unit, m.amname AS name, 'access-method' AS kind,
              CASE m.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END || ' HANDLER ' || m.amhandler AS definition,
              {comment pg_am m.oid} AS comment
            FROM pg_am m WHERE m.oid >= 16384 AND {unowned pg_am m.oid}
            """;

    private static final String TRANSFORMS =
            """
            SELECT t.oid AS unit, '' AS name, format_type(t.trftype, NULL) || ' LANGUAGE ' || l.lanname AS suffix, 'transform' AS kind,
              concat('FROM SQL ', t.trffromsql::regprocedure, ' TO SQL ', t.trftosql::regprocedure) AS definition,
              {comment pg_transform t.oid} AS comment
            FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE {unowned pg_transform t.oid}
            """;

    private static final String EVENT_TRIGGERS =
            """
            SELECT e.oid AS unit, e.evtname AS name, 'event-trigger' AS kind,
              concat('ON ', e.evtevent, ' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ' ORDER BY t COLLATE "C")
                FROM unnest(e.evttags) t) || ')', ' EXECUTE FUNCTION ', e.evtfoid::regproc, CASE e.evtenabled WHEN 'D' THEN ' DISABLED'
                WHEN 'R' THEN ' ENABLED ON REPLICA' WHEN 'A' THEN ' ENABLED ALWAYS' END) AS definition,
              {comment pg_event_trigger e.oid} AS comment, {role e.evtowner} AS owner
            FROM pg_event_trigger e WHERE {unowned pg_event_trigger e.oid}
            """;

    private static final String STATISTICS =
            """
            SELECT s.oid AS unit, n.nspname AS schema, s.stxname AS name, 'statistics' AS kind,
              quote_ident(n.nspname) || '.' || quote_ident(s.stxname) AS own,
              pg_get_statisticsobjdef(s.oid) {since 13 || coalesce(' STATISTICS ' || nullif(s.stxstattarget, -1), '')} AS definition,
              {comment pg_statistic_ext s.oid} AS comment, {role s.stxowner} AS owner
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
            WHERE {users n} AND {unowned pg_statistic_ext s.oid}
            """;

    // What an option of a user mapping says is a secret; whether it changed is not.
    private static final String USER_MAPPINGS =
            """
            SELECT u.umid AS unit, '' AS name, {role u.umuser} || ' SERVER ' || u.srvname AS suffix, 'user-mapping' AS kind,
              concat('OPTIONS (', (SELECT string_agg(split_part(o, '=', 1) || ' ' || md5(o), ', ' ORDER BY o COLLATE "C")
                FROM unnest(u.umoptions) o), ')') AS definition
            FROM pg_user_mappings u
            """;

    private static final String FOREIGN_SERVERS =
            """
            SELECT s.oid AS unit, s.srvname AS name, 'foreign-server' AS kind,
              concat('TYPE ' || quote_literal(s.srvtype) || ' ', 'VERSION ' || quote_literal(s.srvversion) || ' ',
                'FOREIGN DATA WRAPPER ', quote_ident(w.fdwname), ' OPTIONS (' || nullif({options s.srvoptions}, '') || ')') AS definition,
              {comment pg_foreign_server s.oid} AS comment, {role s.srvowner} AS owner, {grants S s.srvacl s.srvowner} AS facts
            FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE {unowned pg_foreign_server s.oid}
            """;

    private static final String FOREIGN_DATA_WRAPPERS =
            """
            SELECT w.oid AS unit, w.fdwname AS name, 'foreign-data-wrapper' AS kind,
              concat('HANDLER ', w.fdwhandler::regproc, ' VALIDATOR ', w.fdwvalidator::regproc,
                ' OPTIONS (' || nullif({options w.fdwoptions}, '') || ')') AS definition,
              {comment pg_foreign_data_wrapper w.oid} AS comment, {role w.fdwowner} AS owner, {grants F w.fdwacl w.fdwowner} AS facts
            FROM pg_foreign_data_wrapper w WHERE {unowned pg_foreign_data_wrapper w.oid}
            """;

    private static final String PUBLICATIONS =
            """
            SELECT p.oid AS unit, p.pubname AS name, 'publication' AS kind,
              concat_ws(' ', CASE WHEN p.puballtables THEN 'FOR ALL TABLES' END,
                'FOR ' || (SELECT string_agg(concat('TABLE ', r.prrelid::regclass
                    {since 15 , ' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a
                        WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')',
                      ' WHERE (' || pg_get_expr(r.prqual, r.prrelid, true) || ')'}), ', ' ORDER BY r.prrelid::regclass::text COLLATE "C")
                  FROM pg_publication_rel r WHERE r.prpubid = p.oid),
                {since 15 'FOR TABLES IN SCHEMA ' || (SELECT string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
                  FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid),}
                'PUBLISH', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END,
                {since 13 CASE WHEN p.pubviaroot THEN 'VIA ROOT' END ||| NULL},
                {since 18 CASE p.pubgencols WHEN 's' THEN 'GENERATED stored' END ||| NULL}) AS definition,
              {comment pg_publication p.oid} AS comment, {role p.pubowner} AS owner
            FROM pg_publication p WHERE {unowned pg_publication p.oid}
            """;

    // The connection string is for superusers to see, and holds a password; up to PostgreSQL 14 so is the OID.
    // Columns that not everybody may read are left out: before 14, how its commits are synchronized is one.
    private static final String SUBSCRIPTIONS =
            """
            SELECT {since 15 s.oid ||| hashtext(s.subname)} AS unit, s.subname AS name, 'subscription' AS kind,
              concat_ws(' ', CASE WHEN s.subenabled THEN 'ENABLED' ELSE 'DISABLED' END, 'PUBLICATION',
                (SELECT string_agg(quote_ident(p), ', ' ORDER BY p COLLATE "C") FROM unnest(s.subpublications) p), 'SLOT', s.subslotname,
                {since 14 'SYNCHRONOUS_COMMIT', s.subsynccommit, 'BINARY', s.subbinary, 'STREAMING', s.substream,}
                {since 15 'TWO_PHASE', s.subtwophasestate, 'DISABLE_ON_ERROR', s.subdisableonerr,}
                {since 16 'ORIGIN', s.suborigin, 'PASSWORD', s.subpasswordrequired, 'AS OWNER', s.subrunasowner,}
                {since 17 'FAILOVER', s.subfailover,} NULL)
                AS definition,
              {since 15 {comment pg_subscription s.oid} ||| NULL} AS comment, {role s.subowner} AS owner
            FROM pg_subscription s WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
            """;

    private static final String DEFAULT_PRIVILEGES =
            """
            SELECT d.oid AS unit, n.nspname AS schema, '' AS name, 'default-privileges' AS kind,
              concat('FOR ROLE ', {role d.defaclrole}, ' IN SCHEMA ' || quote_ident(n.nspname), ' ON ', CASE d.defaclobjtype
                WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
                ELSE 'LARGE OBJECTS' END) AS suffix,
              coalesce((SELECT string_agg(line, '; ' ORDER BY line COLLATE "C") FROM (SELECT concat({role x.grantee}, ': ',
                  string_agg(x.privilege_type || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', '
                    ORDER BY x.privilege_type COLLATE "C")) AS line FROM aclexplode(d.defaclacl) x GROUP BY x.grantee) y), 'nothing')
                AS definition
            FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
            """;

    private static final String SECURITY_LABELS =
            """
            SELECT l.objoid AS unit, i.schema AS schema, '' AS name, 'security-label' AS kind,
              concat(i.type, ' ', i.identity, ' FOR ', l.provider) AS suffix, l.label AS definition
            FROM pg_seclabel l CROSS JOIN LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) i
            """;

    // The database's own name is another in a scratch, and so may its owner be: they are not told.
    private static final String DATABASE =
            """
            SELECT 0 AS unit, '' AS name, 'current' AS suffix, 'database' AS kind,
              concat('DATABASE', ' CONNECTION LIMIT ' || nullif(d.datconnlimit, -1)) AS definition,
              shobj_description(d.oid, 'pg_database') AS comment,
              concat_ws(chr(30), {grants d d.datacl d.datdba},
                (SELECT string_agg(concat_ws(chr(31), 'setting', {role s.setrole}, {options s.setconfig}), chr(30)
                  ORDER BY s.setrole) FROM pg_db_role_setting s WHERE s.setdatabase = d.oid)) AS facts
            FROM pg_database d WHERE d.datname = current_database()
            """;

    static final List<Source> ALL = List.of(
            Source.seldom("pg_operator", OPERATORS),
            Source.seldom("pg_opclass", OPERATOR_CLASSES),
            Source.seldom("pg_opfamily", OPERATOR_FAMILIES),
            Source.seldom("pg_cast", CASTS),
            Source.seldom("pg_collation", COLLATIONS),
            Source.seldom("pg_conversion", CONVERSIONS),
            Source.rare("pg_extension", EXTENSIONS),
            Source.rare("pg_language", LANGUAGES),
            Source.seldom("pg_am", ACCESS_METHODS),
            Source.seldom("pg_transform", TRANSFORMS),
            Source.seldom("pg_event_trigger", EVENT_TRIGGERS),
            Source.seldom("pg_statistic_ext", STATISTICS),
            Source.rare("pg_user_mapping", USER_MAPPINGS),
            Source.seldom("pg_foreign_server", FOREIGN_SERVERS),
            Source.seldom("pg_foreign_data_wrapper", FOREIGN_DATA_WRAPPERS),
            Source.seldom("pg_publication", PUBLICATIONS),
            Source.rare("pg_subscription", SUBSCRIPTIONS),
            Source.seldom("pg_default_acl", DEFAULT_PRIVILEGES),
            Source.rare("pg_seclabel", SECURITY_LABELS),
            Source.rare("pg_database", DATABASE));
}

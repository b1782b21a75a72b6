package dev.dbm.postgres.catalog;

import java.util.List;

/**
 * Types that somebody made: not the row types of tables, arrays and multiranges, which come and go with another (pg_type, pg_enum,
 * pg_range, and pg_attribute for composite types).
 */
final class TypeSources {
    private TypeSources() {}

    private static final String TYPES =
            """
            SELECT t.oid AS unit, n.nspname AS schema, t.typname AS name, CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind,
              CASE WHEN NOT t.typisdefined THEN 'SHELL' ELSE CASE t.typtype
                WHEN 'e' THEN 'ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                  FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
                WHEN 'c' THEN 'COMPOSITE'
                WHEN 'd' THEN concat(format_type(t.typbasetype, t.typtypmod),
                  CASE WHEN t.typcollation <> 0 AND t.typcollation <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
                    THEN (SELECT ' COLLATE ' || {qualified l.collnamespace l.collname} FROM pg_collation l WHERE l.oid = t.typcollation) END,
                  CASE WHEN t.typnotnull THEN ' NOT NULL' END, ' DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0, true), t.typdefault))
                WHEN 'r' THEN (SELECT concat('RANGE OF ', format_type(r.rngsubtype, NULL),
                    ' OPCLASS ' || (SELECT {qualified o.opcnamespace o.opcname} FROM pg_opclass o WHERE o.oid = r.rngsubopc),
                    ' COLLATE ' || (SELECT {qualified l.collnamespace l.collname} FROM pg_collation l WHERE l.oid = r.rngcollation),
                    CASE WHEN r.rngcanonical <> 0 THEN ' CANONICAL ' || r.rngcanonical END,
                    CASE WHEN r.rngsubdiff <> 0 THEN ' SUBTYPE_DIFF ' || r.rngsubdiff END
                    {since 14 , ' MULTIRANGE ' || format_type(r.rngmultitypid, NULL)})
                  FROM pg_range r WHERE r.rngtypid = t.oid)
                ELSE concat_ws(' ', 'BASE INPUT', t.typinput, 'OUTPUT', t.typoutput, 'RECEIVE', t.typreceive, 'SEND', t.typsend,
                  'TYPMOD', t.typmodin, t.typmodout, 'ANALYZE', t.typanalyze, {since 14 'SUBSCRIPT', t.typsubscript,} 'LENGTH', t.typlen,
                  'BYVALUE', t.typbyval, 'ALIGN', t.typalign, 'STORAGE', t.typstorage, 'CATEGORY', t.typcategory, t.typispreferred,
                  'DELIMITER', t.typdelim, 'ELEMENT', format_type(nullif(t.typelem, 0), NULL), 'DEFAULT', t.typdefault,
                  'COLLATABLE', t.typcollation <> 0)
                END END AS definition,
              {comment pg_type t.oid} AS comment, {role t.typowner} AS owner, {grants T t.typacl t.typowner} AS facts
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE t.oid >= 16384 {only t.oid} AND {users n} AND {unowned pg_type t.oid} AND t.typtype <> 'm'
              AND NOT EXISTS (SELECT 1 FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
              AND (t.typtype <> 'c' OR (SELECT c.relkind FROM pg_class c WHERE c.oid = t.typrelid) = 'c')
            """;

    private static final String ATTRIBUTES =
            """
            SELECT t.oid AS unit, 'attribute' AS kind, a.attname AS part, a.attnum AS position,
              format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> 0 AND a.attcollation <> b.typcollation THEN ' COLLATE ' ||
                (SELECT {qualified l.collnamespace l.collname} FROM pg_collation l WHERE l.oid = a.attcollation) ELSE '' END AS definition,
              {comment pg_class a.attrelid a.attnum} AS comment
            FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid JOIN pg_attribute a ON a.attrelid = t.typrelid
              JOIN pg_type b ON b.oid = a.atttypid
            WHERE t.typtype = 'c' AND t.oid >= 16384 {only t.oid} AND c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped
            """;

    private static final String CONSTRAINTS =
            """
            SELECT k.contypid AS unit, 'constraint' AS kind, k.conname AS part, pg_get_constraintdef(k.oid, true) AS definition,
              {comment pg_constraint k.oid} AS comment
            FROM pg_constraint k WHERE k.contypid >= 16384 {only k.contypid} AND k.contype = 'c'
            """;

    static final List<Source> ALL =
            List.of(Source.of("pg_type", TYPES), Source.of("pg_type", ATTRIBUTES), Source.of("pg_type", CONSTRAINTS));
}
